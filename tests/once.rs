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

/// A bulletin of one item about a harbour, in the reference layout.
fn harbour(header: &str, headline: &str, ships: &str) -> String {
    format!(
        "{header} 12\n{headline}\nThe harbour of Tallinn was reopened on Monday after the storm, the port authority \
         reports. {ships} ships that had waited in the roads for three days were piloted in before noon.\nThe second \
         basin stays closed until the divers have looked at the gates of the lock. Cargo for the islands is carried \
         by road and by rail until then, and passengers are asked to call the office of the port.\n"
    )
}

#[test]
fn a_reworded_headline_is_a_revision_and_a_copy_tells_the_same_story() {
    let place = Place::new();
    let daemon = place.daemon();
    let deliver = |name: &str, text: String| {
        place.drop_in(name, text);
        assert_eq!(daemon.wait_for("file.delivered")["items"], 1);
    };
    let (header, headline) = ("02.03.2026, 18:40", "Harbour Reopens After the Storm");
    deliver("monday.txt", harbour(header, headline, "Nine"));
    deliver("evening.txt", harbour(header, "Tallinn Harbour Open Again", "Nine"));
    deliver("night.txt", harbour(header, "Tallinn Harbour Open Again", "Ten"));
    deliver("tuesday.txt", harbour("03.03.2026, 09:15", "Ships Sail Again", "Nine"));
    deliver("april.txt", harbour("03.04.2026, 09:15", "Ships Sail Again", "Nine"));
    assert!(daemon.stop().success());

    let items = place.items();
    let told: Vec<String> = items
        .iter()
        .map(|item| {
            format!("{} {} {}", item["status"].as_str().expect("a status"), item["revision"], item["changed"])
        })
        .collect();
    let expected = ["new 1 []", r#"revised 2 ["headline"]"#, r#"revised 3 ["text"]"#, "new 1 []", "new 1 []"];
    assert_eq!(told, expected);
    let id = |nth: usize| items[nth]["id"].as_str().expect("an id").to_owned();
    assert_eq!([id(1), id(2)], [id(0), id(0)]);
    let story = |first: usize| {
        let id = id(first);
        serde_json::json!({"id": id.replace("courant:", "courant:story:"), "first": id, "similarity": 1.0})
    };
    let stories: Vec<&Value> = items.iter().map(|item| &item["story"]).collect();
    assert_eq!(stories, [&story(0), &story(0), &story(0), &story(0), &story(4)]);
    assert_eq!(place.count("SELECT count(*) FROM items"), 3);
    assert_eq!(place.count("SELECT count(*) FROM items GROUP BY story ORDER BY 1 DESC LIMIT 1"), 2);
    assert_eq!(place.stored_headlines().len(), 2, "the headline that was given up is not there");
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
