//! Faults of the input: what becomes of files that are too long, too many, strangely called, or no files at all.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt as _, fs::symlink, net::UnixListener},
    process::Command,
};

use courant_tests::{Daemon, Edition, Place, eventually};
use rustix::fs::{CWD, FileType, Mode, mknodat};

fn quarantined(place: &Place) -> Vec<String> {
    let listed = place.run(&["quarantine", "list", "--json"]).out;
    let reason = |line: &str| {
        let note: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        note["reason"].as_str().expect("a reason").to_owned()
    };
    listed.lines().map(reason).collect()
}

/// A line of 200 MB in a file: above the limit on files, that file is refused and the others are not.
#[test]
fn a_line_without_an_end_is_refused_alone() {
    let place = Place::new();
    let daemon = place.daemon();
    let long = fs::File::create(place.path("long.txt")).expect("it can be made");
    fs::write(place.path("long.txt"), Edition::of(1).text()).expect("it can be written");
    // Zeros that take no room on the disk.
    long.set_len(200_000_000).expect("it can be made longer");
    place.drop_in("0.txt", Edition::of(0).text());
    fs::rename(place.path("long.txt"), place.path("inbox/1.txt")).expect("it can be renamed");
    place.drop_in("2.txt", Edition::of(2).text());
    eventually("the others are settled", || place.settled() == 2);
    daemon.wait_for("file.quarantined");
    assert!(daemon.stop().success());
    place.assert_once([0, 2], "one was too long");
    let reasons = quarantined(&place);
    assert!(reasons.len() == 1 && reasons[0].contains("200000000 bytes"), "{reasons:?}");
}

/// The same within the limit: it is text like other text, and its neighbours are whole.
#[test]
fn a_very_long_line_in_the_middle_harms_no_neighbour() {
    let place = Place::new();
    let mut edition = Edition::of(1);
    let long = "word ".repeat(400_000);
    edition.stories[4].paragraphs[2] = long.trim_end().to_owned();
    let daemon = place.daemon();
    place.drop_in("1.txt", edition.text());
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    place.assert_once([1], "one has a very long line");
    let items = place.items();
    for (item, story) in items.iter().zip(&edition.stories) {
        assert_eq!(item["text"], format!("{}\n{}", story.headline, story.paragraphs.join("\n")));
    }
    assert!(items[4]["flags"].as_array().expect("flags").contains(&"read-in-part".into()));
}

#[test]
fn very_many_tiny_files_are_each_delivered_once() {
    const FILES: usize = 1500;
    let place = Place::new();
    fs::create_dir(place.path("inbox")).expect("it can be made");
    for number in 0..FILES {
        // One in ten is empty: a name that is made before its first byte waits, and is no bulletin.
        let text =
            if number % 10 == 0 { " \n".repeat(number + 1) } else { format!("Ferry {number} sails.\n") };
        fs::write(place.path(&format!("inbox/{number}.txt")), text).expect("it can be written");
    }
    let daemon = place.daemon();
    let status = || -> serde_json::Value {
        serde_json::from_str(&place.run(&["status", "--json"]).out).unwrap_or_default()
    };
    eventually("all are done", || {
        let status = status();
        status["settled"]
            .as_u64()
            .zip(status["empty"].as_u64())
            .is_some_and(|(some, empty)| some + empty == FILES as u64)
    });
    assert!(daemon.stop().success());
    let mut texts: Vec<_> = place.items().iter().map(|item| item["text"].to_string()).collect();
    texts.sort();
    texts.dedup();
    assert_eq!((place.items().len(), texts.len()), (FILES * 9 / 10, FILES * 9 / 10));
}

#[test]
fn hostile_names_are_names() {
    let place = Place::new();
    let daemon = place.daemon();
    let longest = "n".repeat(251) + ".txt";
    let names: [&[u8]; 9] = [
        b"two\nlines.txt",
        b"\x1b[31mred\x1b]0;title\x07.txt",
        b"not \xff\xfe utf-8 \xc3.txt",
        b"{\"event\":\"file.delivered\"}",
        b"'; DROP TABLE items; --.txt",
        b"-rf *",
        b"$(touch owned) `touch owned`.txt",
        "\u{202e}txt.exe\u{200b}".as_bytes(),
        longest.as_bytes(),
    ];
    for (number, name) in names.iter().enumerate() {
        let number = u32::try_from(number).expect("they are few");
        fs::write(place.path("aside"), Edition::of(number).text()).expect("it can be written");
        fs::rename(place.path("aside"), place.path("inbox").join(OsStr::from_bytes(name)))
            .expect("it is a name");
    }
    for _ in names {
        daemon.wait_for("file.delivered");
    }
    assert!(daemon.stop().success());
    place.assert_once(0..9, "strange names");
    assert_eq!(daemon.past().iter().filter(|event| event["event"] == "file.delivered").count(), names.len());
    assert!(!place.path("owned").try_exists().expect("it can be looked at"));
    // What people look at steers no terminal.
    let explained = place.run(&["verify"]);
    assert!(explained.code == 0 && !explained.out.contains('\u{1b}'), "{}", explained.out);
}

/// `strace` writes down every call that opens something: none of them is of what is no file.
#[test]
fn what_is_no_file_is_never_opened_and_told_once() {
    let place = Place::new();
    fs::create_dir_all(place.path("inbox/deep")).expect("it can be made");
    fs::write(place.path("secret.txt"), Edition::of(5).text()).expect("it can be written");
    symlink(place.path("secret.txt"), place.path("inbox/link.txt")).expect("it can be made");
    symlink(place.path(""), place.path("inbox/away")).expect("it can be made");
    symlink("/dev/zero", place.path("inbox/deep/zero.txt")).expect("it can be made");
    mknodat(CWD, place.path("inbox/pipe.txt"), FileType::Fifo, Mode::RUSR, 0).expect("it can be made");
    let _listener = UnixListener::bind(place.path("inbox/socket.txt")).expect("it can be made");
    // Only root makes devices.
    let device = rustix::fs::makedev(1, 3);
    let _ = mknodat(CWD, place.path("inbox/device.txt"), FileType::CharacterDevice, Mode::RUSR, device);
    place.write("config.toml", "[[inbox]]\nrescan = \"200ms\"\n[log]\nlevel = \"debug\"\n");

    let traced = Command::new("strace").arg("-V").output().is_ok();
    assert!(traced || std::env::var_os("CI").is_none(), "strace is needed: run scripts/test");
    let trace = place.path("trace").display().to_string();
    let wrapper = ["strace", "-D", "-f", "-qq", "-e", "trace=open,openat,openat2", "-o", &trace];
    let wrapper: &[&str] = if traced { &wrapper } else { &[] };
    let daemon = Daemon::under(&place.path(""), wrapper, &["run", "config.toml"]);
    daemon.wait_for("inbox.watching");
    place.drop_in("0.txt", Edition::of(0).text());
    daemon.wait_for("file.delivered");
    for _ in 0..3 {
        daemon.wait_for("inbox.rescan");
    }
    assert!(daemon.stop().success());

    place.assert_once([0], "nothing else is a file");
    let mut told: Vec<String> = daemon
        .past()
        .iter()
        .filter(|event| event["event"] == "file.excluded")
        .map(|event| {
            let name = event["file"].as_str().expect("a path").rsplit('/').next().expect("a name").to_owned();
            format!("{name}: {}", event["reason"].as_str().expect("a reason"))
        })
        .filter(|told| !told.starts_with("device.txt"))
        .collect();
    told.sort();
    let expected = [
        "away: a symbolic link",
        "link.txt: a symbolic link",
        "pipe.txt: not a regular file",
        "socket.txt: not a regular file",
        "zero.txt: a symbolic link",
    ];
    assert_eq!(told, expected);
    if traced {
        let opened = fs::read_to_string(trace).expect("strace has written it");
        assert!(opened.contains("0.txt"), "the trace has what was opened");
        for name in ["link.txt", "away", "zero.txt", "pipe.txt", "socket.txt", "device.txt", "secret.txt"] {
            assert!(!opened.contains(name), "{name} was opened");
        }
    }
}

#[test]
fn links_to_files_are_followed_where_that_is_wanted() {
    let place = Place::new();
    place.write("outside/0.txt", Edition::of(0).text());
    place.write("outside/deep/1.txt", Edition::of(1).text());
    fs::create_dir(place.path("inbox")).expect("it can be made");
    symlink(place.path("outside/0.txt"), place.path("inbox/0.txt")).expect("it can be made");
    symlink(place.path("outside/deep"), place.path("inbox/deep")).expect("it can be made");
    symlink("nowhere", place.path("inbox/broken.txt")).expect("it can be made");
    symlink("/dev/zero", place.path("inbox/zero.txt")).expect("it can be made");
    symlink("loop.txt", place.path("inbox/loop.txt")).expect("it can be made");
    place.write("config.toml", "[[inbox]]\nlinks = \"follow\"\nrescan = \"200ms\"\nstill = \"50ms\"\n");
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("file.delivered");
    symlink(place.path("outside/deep/1.txt"), place.path("inbox/1.txt")).expect("it can be made");
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    place.assert_once(0..2, "links to files");
}

/// What a writer has not finished, and what is replaced again and again, is taken whole or not yet.
#[test]
fn a_file_that_is_replaced_all_the_time_is_taken_whole() {
    let place = Place::new();
    let daemon = place.daemon();
    for round in 0..40 {
        place.drop_in("same.txt", Edition::of(round % 4).text());
    }
    place.drop_in("same.txt", Edition::of(4).text());
    eventually("the last one is there", || {
        place.items_whole() >= 9
            && place.count("SELECT count(*) FROM items WHERE headline LIKE 'Talks No. 4/%'") == 9
    });
    assert!(daemon.stop().success());
    // Those between may have been seen or not; each that was seen is whole, and there once.
    let headlines = place.stored_headlines();
    assert!(
        headlines.values().all(|count| *count == 1) && headlines.len().is_multiple_of(9),
        "{headlines:?}"
    );
    assert_eq!(place.items().len(), headlines.len());
}

#[test]
fn a_directory_without_permission_is_told_and_the_others_are_read() {
    use std::os::unix::fs::{PermissionsExt as _, chown};

    let place = Place::new();
    let root = rustix::process::geteuid().is_root();
    let wrapper: &[&str] =
        if root { &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] } else { &[] };
    place.write("inbox/shut/1.txt", Edition::of(1).text());
    place.write("inbox/0.txt", Edition::of(0).text());
    place.write("inbox/unreadable.txt", Edition::of(2).text());
    for name in ["inbox/shut", "inbox/unreadable.txt"] {
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(0o0)).expect("it is ours");
    }
    if root {
        chown(place.path(""), Some(65534), Some(65534)).expect("root may");
    }
    place.write("config.toml", "[[inbox]]\nrescan = \"200ms\"\nstill = \"50ms\"\n");
    let daemon = Daemon::under(&place.path(""), wrapper, &["run", "config.toml"]);
    daemon.wait_for("file.unreadable");
    eventually("the readable one is there", || place.items_whole() == 9);
    // Once it may be read, it is.
    fs::set_permissions(place.path("inbox/shut"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    eventually("the one in the directory is there", || place.items_whole() == 18);
    assert!(daemon.stop().success());
    place.assert_once(0..2, "the file without permission is in quarantine, or waits");
    fs::set_permissions(place.path("inbox/shut"), fs::Permissions::from_mode(0o755)).expect("it is ours");
}
