//! Exactly once: the same file, the same items, a kill, a restart.

use courant_tests::{Edition, Place};
use serde_json::Value;

fn statuses(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["status"].as_str().expect("a status")).collect()
}

#[test]
fn a_dropped_bulletin_is_nine_records_and_stays_nine() {
    let place = Place::new();
    let edition = Edition::of(1);
    let daemon = place.daemon();
    place.drop_in("monday.txt", edition.text());
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    daemon.kill();

    let daemon = place.daemon();
    place.drop_in("other.txt", Edition::of(2).text());
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());

    let items = place.items();
    assert_eq!(items.len(), 18);
    assert_eq!(place.count("SELECT count(*) FROM items"), 18);
    assert_eq!(place.count("SELECT count(*) FROM sightings"), 18);
    for (record, story) in items.iter().zip(&edition.stories) {
        assert_eq!(record["headline"], story.headline.as_str());
        assert_eq!(record["views"], story.views);
        assert_eq!(record["published"], format!("{}+05:00", story.published.strftime("%Y-%m-%dT%H:%M:%S")));
        assert_eq!(record["source"]["name"], "Ministry of Transport of the Republic of Kazakhstan");
        assert_eq!(record["text"], format!("{}\n{}", story.headline, story.paragraphs.join("\n")));
        assert_eq!(record["bulletin"]["crawled"], edition.crawled.to_string());
    }
}

#[test]
fn the_same_bytes_under_another_name_add_nothing() {
    let place = Place::new();
    let text = Edition::of(1).text();
    let daemon = place.daemon();
    place.drop_in("monday.txt", &text);
    daemon.wait_for("file.delivered");
    place.drop_in("copy.txt", &text);
    let duplicate = daemon.wait_for("file.duplicate");
    assert!(duplicate["file"].as_str().expect("a path").ends_with("inbox/copy.txt"));
    assert!(duplicate["of"].as_str().expect("a path").ends_with("inbox/monday.txt"));
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 9);
    assert_eq!(place.count("SELECT count(*) FROM sightings"), 9);
    let status: Value = serde_json::from_str(&place.run(&["status", "--json"]).out).expect("it is JSON");
    assert_eq!(
        (&status["settled"], &status["duplicates"], &status["holder"]),
        (&1.into(), &1.into(), &Value::Null)
    );
}

#[test]
fn tomorrows_bulletin_adds_one_item_and_a_sighting_of_each_old_one() {
    let place = Place::new();
    let mut edition = Edition::of(1);
    let daemon = place.daemon();
    place.drop_in("monday.txt", edition.text());
    daemon.wait_for("file.delivered");

    // The newest comes in front, the oldest falls off, and everybody has been read more often.
    edition.stories.insert(0, Edition::of(2).stories.remove(0));
    edition.stories.pop();
    for story in &mut edition.stories {
        story.views += 500;
    }
    edition.crawled = edition.crawled.tomorrow().expect("there is one");
    place.drop_in("tuesday.txt", edition.text());
    daemon.wait_for("file.delivered");

    // And one is reworded on Wednesday.
    edition.stories[4].paragraphs.push("A correction was made to this report.".to_owned());
    place.drop_in("wednesday.txt", edition.text());
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());

    let items = place.items();
    let mut expected = vec!["new"; 9];
    expected.push("new");
    expected.extend(["unchanged"; 8]);
    expected.extend(["unchanged"; 9]);
    expected[9 + 9 + 4] = "revised";
    assert_eq!(statuses(&items), expected);
    assert_eq!(items[22]["revision"], 2);
    assert_eq!(place.count("SELECT count(*) FROM items"), 10);
    assert_eq!(place.count("SELECT count(*) FROM sightings"), 27);
    assert_eq!(
        place.count("SELECT max(views) - min(views) FROM sightings GROUP BY item ORDER BY 1 DESC LIMIT 1"),
        500
    );
    assert_eq!(place.count("SELECT count(*) FROM items WHERE text LIKE '%A correction was made%'"), 1);
}

#[test]
fn files_that_lie_there_at_the_start_are_taken_and_a_second_daemon_is_refused() {
    let place = Place::new();
    place.drop_in("early.txt", Edition::of(3).text());
    let daemon = place.daemon();
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    let second = place.run(&["run"]);
    assert_eq!(second.code, 1, "{}", second.err);
    assert!(second.err.contains(&format!("is in use by process {}", daemon.pid())), "{}", second.err);
    assert!(daemon.stop().success());
}
