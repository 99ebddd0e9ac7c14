//! Real directories: what is dropped in which way, and what is offered.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod line;
mod log;

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs::{self, File},
    os::unix::{ffi::OsStrExt as _, fs::symlink},
    time::{Duration, SystemTime},
};

use courant_flow::{Inlet, Pipeline, Receipt};
use courant_ledger::{Ledger, Quarantine};
use courant_model::Arrival;
use courant_watcher::{Error, Events, Inbox, Once, Watcher};

use crate::line::{Line, Writer};

const TEXT: &str = "20.02.2026, 22:09\nA bridge opened in Norrhamn\n";

fn as_is(inbox: Inbox) -> Inbox {
    inbox
}

/// Only events and the look at the beginning, nothing at intervals.
fn events_only(inbox: Inbox) -> Inbox {
    Inbox { rescan: Duration::from_hours(1), events: Events::Native, ..inbox }
}

#[tokio::test(flavor = "multi_thread")]
async fn renamed_in() {
    let mut line = Line::start(events_only);
    line.drop_in("monday.txt", TEXT);
    let arrival = line.next().await;
    assert_eq!(arrival.path, line.path("monday.txt"));
    assert_eq!(arrival.declared.inbox, "wires");
    assert_eq!(arrival.stamp.size, TEXT.len() as u64);
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn linked_in() {
    let mut line = Line::start(events_only);
    line.link_in("monday.txt", TEXT);
    line.expect(["monday.txt"]).await;
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn written_slowly() {
    let mut line = Line::start(as_is).listening().await;
    let mut writer = Writer::create(&line.path("monday.txt"));
    for _ in 0..3 {
        writer.write(TEXT);
        line.expect_nothing().await;
        for name in ["last but one.txt", "last.txt"] {
            fs::remove_file(line.path(name)).unwrap();
        }
    }
    writer.close();
    let arrival = line.next().await;
    assert_eq!((arrival.path, arrival.stamp.size), (line.path("monday.txt"), 3 * TEXT.len() as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn written_at_once() {
    let mut line = Line::start(events_only);
    fs::write(line.path("monday.txt"), TEXT).unwrap();
    line.expect(["monday.txt"]).await;
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_renamed_in() {
    let mut line = Line::start(events_only);
    fs::create_dir_all(line.outside("batch/deep")).unwrap();
    fs::write(line.outside("batch/monday.txt"), TEXT).unwrap();
    fs::write(line.outside("batch/deep/tuesday.txt"), TEXT).unwrap();
    fs::rename(line.outside("batch"), line.path("batch")).unwrap();
    line.expect(["batch/monday.txt", "batch/deep/tuesday.txt"]).await;

    line.drop_in("batch/deep/later.txt", TEXT);
    line.expect(["batch/deep/later.txt"]).await;
    fs::rename(line.path("batch"), line.path("renamed")).unwrap();
    line.expect(["renamed/monday.txt", "renamed/deep/tuesday.txt", "renamed/deep/later.txt"]).await;
    line.drop_in("renamed/deep/last.txt", TEXT);
    line.expect(["renamed/deep/last.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nested_directories_with_files_at_once() {
    let mut line = Line::start(events_only);
    let mut names = Vec::new();
    for outer in 0..10 {
        let directory = format!("{outer}/a/b/c");
        fs::create_dir_all(line.path(&directory)).unwrap();
        for file in 0..5 {
            names.push(format!("{directory}/{file}.txt"));
            fs::write(line.path(names.last().unwrap()), TEXT).unwrap();
        }
    }
    line.expect(names).await;
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_made_anew() {
    let mut line = Line::start(events_only);
    for round in 0..5 {
        fs::create_dir(line.path("day")).unwrap();
        let name = format!("day/{round}.txt");
        line.drop_in(&name, TEXT);
        line.expect([name]).await;
        fs::remove_dir_all(line.path("day")).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn present_at_the_start_and_in_order() {
    let mut line = Line::start_with(events_only, |inbox| {
        for (name, age) in [("a.txt", 10), ("b.txt", 30), ("c.txt", 20), ("d.txt", 20)] {
            let file = File::create(inbox.join(name)).unwrap();
            fs::write(inbox.join(name), TEXT).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age)).unwrap();
        }
    });
    for name in ["b.txt", "c.txt", "d.txt", "a.txt"] {
        assert_eq!(line.next().await.path, line.path(name));
    }
    line.expect_nothing().await;
}

fn many(files: usize) -> impl Iterator<Item = String> {
    (0..files).map(|n| format!("{n:05}.txt"))
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_and_a_sink_that_takes_nothing() {
    let mut line = Line::start(events_only);
    line.open(false);
    many(5000).for_each(|name| fs::write(line.path(name), TEXT).unwrap());
    line.open(true);
    line.expect(many(5000)).await;
    line.expect_nothing().await;
}

/// On one thread the watcher heeds nothing of all this until it is over. A
/// file makes three events or more, so either the kernel's queue overflows, or
/// the files that `notify` took off it are more than its slate holds.
#[tokio::test]
async fn more_at_once_than_is_remembered() {
    let mut line = Line::start(events_only).listening().await;
    let queue = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let files = 4096 + queue.trim().parse::<usize>().unwrap() / 3 + 100;
    many(files).for_each(|name| fs::write(line.path(name), TEXT).unwrap());
    line.expect(many(files)).await;
    line.expect_nothing().await;
    log::expect("directory", &line.inbox(), &["inbox.watching", "inbox.rescan"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_removed_and_made_anew() {
    let mut line = Line::start(as_is);
    for round in 0..5 {
        fs::remove_dir_all(line.inbox()).unwrap();
        fs::create_dir(line.inbox()).unwrap();
        let name = format!("{round}.txt");
        line.drop_in(&name, TEXT);
        line.expect([&name]).await;
        // And it is listened to.
        let name = format!("{round} again.txt");
        line.drop_in(&name, TEXT);
        line.expect([&name]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_missing_for_a_while() {
    let mut line = Line::start_with(as_is, |inbox| fs::remove_dir(inbox).unwrap());
    let inbox = line.inbox();
    let mut told = vec!["inbox.missing"];
    log::expect("directory", &inbox, &told).await;
    fs::create_dir(&inbox).unwrap();
    line.drop_in("monday.txt", TEXT);
    line.expect(["monday.txt"]).await;
    told.extend(["inbox.back", "inbox.watching"]);
    log::expect("directory", &inbox, &told).await;

    fs::rename(&inbox, line.outside("elsewhere")).unwrap();
    fs::write(line.outside("elsewhere/tuesday.txt"), TEXT).unwrap();
    told.push("inbox.missing");
    log::expect("directory", &inbox, &told).await;
    fs::rename(line.outside("elsewhere"), &inbox).unwrap();
    line.expect(["tuesday.txt"]).await;
    line.expect_nothing().await;
    told.extend(["inbox.back", "inbox.watching"]);
    log::expect("directory", &inbox, &told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polled() {
    let mut line = Line::start(|inbox| Inbox { events: Events::Poll, ..inbox });
    line.drop_in("monday.txt", TEXT);
    fs::create_dir(line.path("day")).unwrap();
    line.drop_in("day/tuesday.txt", TEXT);
    line.expect(["monday.txt", "day/tuesday.txt"]).await;
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn temporary_until_renamed() {
    let mut line = Line::start(as_is);
    for name in [".monday.txt", "tuesday.txt.part", "~$wednesday.doc"] {
        fs::write(line.path(name), TEXT).unwrap();
    }
    fs::create_dir(line.path(".git")).unwrap();
    line.drop_in(".git/HEAD.txt", TEXT);
    line.expect_nothing().await;
    fs::rename(line.path(".monday.txt"), line.path("monday.txt")).unwrap();
    fs::rename(line.path("tuesday.txt.part"), line.path("tuesday.txt")).unwrap();
    line.expect(["monday.txt", "tuesday.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn excluded_and_not_included() {
    let mut line = Line::start(|inbox| Inbox {
        include: vec!["*.txt".to_owned()],
        exclude: vec!["done/".to_owned(), "/drafts/**".to_owned()],
        ..inbox
    });
    for directory in ["done/2026", "drafts", "day"] {
        fs::create_dir_all(line.path(directory)).unwrap();
    }
    for name in ["done/a.txt", "done/2026/b.txt", "drafts/c.txt", "day/d.xml", "e.xml"] {
        line.drop_in(name, TEXT);
    }
    line.drop_in("day/f.txt", TEXT);
    line.expect(["day/f.txt"]).await;
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn flat() {
    let mut line = Line::start(|inbox| Inbox { recursive: false, ..inbox });
    fs::create_dir(line.path("day")).unwrap();
    line.drop_in("day/monday.txt", TEXT);
    line.drop_in("tuesday.txt", TEXT);
    line.expect(["tuesday.txt"]).await;
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_not_text() {
    let mut line = Line::start(events_only);
    let names = [&b"mond\xE9y.txt"[..], b"two\nlines.txt", b" ", b"-rf *"].map(OsStr::from_bytes);
    for name in names {
        line.drop_in(name, TEXT);
    }
    line.expect(names).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_and_pipes_are_left_alone() {
    let mut line = Line::start(as_is);
    fs::create_dir(line.outside("far")).unwrap();
    fs::write(line.outside("far/monday.txt"), TEXT).unwrap();
    symlink(line.outside("far"), line.path("directory")).unwrap();
    symlink(line.outside("far/monday.txt"), line.path("link.txt")).unwrap();
    symlink("loop.txt", line.path("loop.txt")).unwrap();
    let pipe = line.path("pipe.txt");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    line.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn touched_and_changed_files_come_again() {
    let mut line = Line::start(as_is);
    line.drop_in("monday.txt", TEXT);
    line.expect(["monday.txt"]).await;
    line.expect_nothing().await;

    let file = File::options().append(true).open(line.path("monday.txt")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    drop(file);
    assert_eq!(line.next().await.stamp.modified, 0);

    line.drop_in("monday.txt", "20.02.2026, 22:09\nA bridge closed in Norrhamn\n");
    line.expect(["monday.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_while_on_the_line() {
    let mut line = Line::start(events_only);
    line.open(false);
    line.drop_in("monday.txt", TEXT);
    line.drop_in("tuesday.txt", TEXT);
    line.in_flight("monday.txt").await;
    line.in_flight("tuesday.txt").await;
    line.drop_in("monday.txt", "20.02.2026, 22:09\nA bridge closed in Norrhamn\n");
    line.open(true);
    line.expect(["monday.txt", "tuesday.txt"]).await;
    let again = line.next().await;
    assert_eq!((again.path, again.stamp.size), (line.path("monday.txt"), 46));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_of_a_file_is_told_once() {
    let mut line = Line::start(as_is).listening().await;
    line.drop_in("renamed.txt", TEXT);
    line.link_in("linked.txt", TEXT);
    line.expect(["renamed.txt", "linked.txt"]).await;
    let mut writer = Writer::create(&line.path("written.txt"));
    let brief = Writer::create(&line.path("removed.txt"));
    for _ in 0..3 {
        writer.write(TEXT);
        line.drop_in("excluded.tmp", TEXT);
        line.expect_nothing().await;
        for name in ["last but one.txt", "last.txt"] {
            fs::remove_file(line.path(name)).unwrap();
        }
    }
    fs::remove_file(line.path("removed.txt")).unwrap();
    brief.close();
    writer.close();
    line.expect(["written.txt"]).await;

    let settled = ["file.seen", "file.settling", "file.ready", "file.delivered"];
    log::expect("file", &line.path("renamed.txt"), &["file.seen", "file.ready", "file.delivered"]).await;
    log::expect("file", &line.path("linked.txt"), &settled).await;
    log::expect("file", &line.path("written.txt"), &settled).await;
    log::expect("file", &line.path("removed.txt"), &["file.seen", "file.settling", "file.vanished"]).await;
    log::expect("file", &line.path("excluded.tmp"), &["file.excluded"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn inboxes_take_turns() {
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let inboxes = places
        .iter()
        .zip(["wires", "press"])
        .map(|(place, name)| Inbox { still: Duration::from_millis(50), ..Inbox::new(name, place.path()) });
    for place in &places {
        (0..200).for_each(|n| fs::write(place.path().join(format!("{n}.txt")), TEXT).unwrap());
    }
    let ledger = Ledger::in_memory(&[]).unwrap();
    let watcher = Watcher::new(inboxes.collect(), ledger.gate()).unwrap();
    let (tell, mut told) = tokio::sync::mpsc::channel(1);
    let sink = move |inlet: Inlet<Arrival>| async move {
        while let Ok(parcel) = inlet.recv().await {
            tell.send(parcel.payload.declared.inbox.clone()).await?;
            parcel.receipt.deliver();
        }
        Ok(())
    };
    let _running = Pipeline::source("watch", watcher).sink("deliver", sink);
    let mut first = HashSet::new();
    for _ in 0..150 {
        first.insert(told.recv().await.unwrap());
    }
    assert_eq!(first.len(), 2, "neither inbox waits for the end of the other");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_asks_for_a_file_again() {
    let place = tempfile::tempdir().unwrap();
    let inbox = place.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    fs::write(inbox.join("monday.txt"), TEXT).unwrap();
    let ledger = Ledger::open(&place.path().join("ledger.db"), &[]).unwrap();
    let watcher = Watcher::new(vec![events_only(Inbox::new("wires", &inbox))], ledger.gate()).unwrap();
    let (tell, mut told) = tokio::sync::mpsc::channel(1);
    let sink = move |inlet: Inlet<Arrival>| async move {
        while let Ok(parcel) = inlet.recv().await {
            parcel.receipt.reject("it has no headline");
            tell.send(parcel.payload.path).await?;
        }
        Ok(())
    };
    let _running = Pipeline::source("watch", watcher).sink("reject", sink);
    assert_eq!(told.recv().await, Some(inbox.join("monday.txt")));

    let mut quarantine = Quarantine::open(&place.path().join("ledger.db")).unwrap();
    let held = loop {
        if let [held] = &quarantine.list().unwrap()[..] {
            break held.clone();
        }
        tokio::task::yield_now().await;
    };
    quarantine.retry(&held).unwrap();
    assert_eq!(told.recv().await, Some(inbox.join("monday.txt")));
}

#[test]
fn what_cannot_be_watched_is_said_at_once() {
    #[track_caller]
    fn check(inboxes: Vec<Inbox>, expected: &str) {
        let ledger = Ledger::in_memory(&[]).unwrap();
        let error: Error = Watcher::new(inboxes, ledger.gate()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let bad = Inbox { include: vec!["{a".to_owned()], ..Inbox::new("wires", "/srv/wires") };
    check(vec![bad], "inbox `wires` has a bad glob `{a`");
    check(
        vec![Inbox::new("press", "/srv/nowhere/press"), Inbox::new("all", "/srv/nowhere")],
        "inboxes `all` (`/srv/nowhere`) and `press` (`/srv/nowhere/press`) overlap: a file can lie in one inbox only",
    );
}

#[tokio::test]
async fn once() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::create_dir_all(at("day/deep")).unwrap();
    for name in ["day/b.txt", "day/deep/a.txt", "day/.hidden.txt", "day/c.xml", ".named.txt", "z.txt"] {
        fs::write(at(name), TEXT).unwrap();
    }
    symlink(at("z.txt"), at("link.txt")).unwrap();
    let terms = Inbox { include: vec!["*.txt".to_owned()], ..Inbox::new("ingest", "") };
    let named = ["z.txt", "day", "link.txt", "missing.txt", ".named.txt", "z.txt"].map(at);
    let once = Once::plan(&named, &terms).unwrap();
    let faults: Vec<_> = once.faults.iter().map(|fault| (fault.path.clone(), fault.source.kind())).collect();
    assert_eq!(faults, [(at("missing.txt"), std::io::ErrorKind::NotFound)]);

    let expected = [".named.txt", "day/b.txt", "day/deep/a.txt", "link.txt", "z.txt"].map(at);
    assert_eq!(once.found.iter().map(|found| found.path.clone()).collect::<Vec<_>>(), expected);

    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let sink = move |inlet: Inlet<Arrival>| async move {
        while let Ok(parcel) = inlet.recv().await {
            assert_eq!(parcel.payload.declared.inbox, "ingest");
            tell.send((parcel.payload.path, parcel.payload.stamp.size))?;
            parcel.receipt.deliver();
        }
        Ok(())
    };
    let source = once.source(|_| Receipt::new(|_| ()));
    Pipeline::source("ingest", source).sink("collect", sink).join().await.unwrap();
    for path in expected {
        assert_eq!(told.recv().await, Some((path, TEXT.len() as u64)));
    }
    assert_eq!(told.recv().await, None);
}
