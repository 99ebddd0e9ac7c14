//! Faults of the system: what becomes of bulletins when disks, calls and clocks fail.
//!
//! Errors are made in three ways: by named points in the program (`COURANT_FAIL`), by `strace`, which lets calls fail
//! that the program or SQLite makes, and by the system itself: a small disk, a limit, a directory without permission.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    path::PathBuf,
    process::Command,
};

use courant_tests::{Daemon, Edition, Place, eventually};

/// Whether a program is there. In CI it has to be: `scripts/test` installs it.
fn there_is(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
    let found = found.expect("there is a shell").status.success();
    assert!(found || std::env::var_os("CI").is_none(), "{program} is needed: run scripts/test");
    if !found {
        eprintln!("not tested: there is no {program} here");
    }
    found
}

fn drop_in(place: &Place, editions: std::ops::Range<u32>) {
    for number in editions {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
    }
}

#[track_caller]
fn settles(place: &Place, daemon: &Daemon, editions: u32, what: &str) {
    eventually(what, || place.settled() == u64::from(editions));
    assert!(daemon.stop().success(), "{what}");
    place.assert_once(0..editions, what);
}

/// The program fails at named points, and goes on by itself.
#[test]
fn what_fails_at_a_point_is_tried_again_and_stored_once() {
    // ENOSPC, EIO, EINTR. What the ledger cannot commit ends the line, and the next one begins after a second.
    for points in [
        "jsonl.write=error(28)@2-3;jsonl.written=error(5)@3",
        "jsonl.written=error(4)@1-2;jsonl.rotate=error(5)@1-2;jsonl.write=error(5)@4",
        "ledger.commit=error(28)@3;jsonl.written=error(28)@2",
        "ledger.commit=error(5)@5",
    ] {
        let place = Place::new();
        let config = "[[sink]]\nname = \"items\"\nkind = \"jsonl\"\npath = \"courant-data/items.jsonl\"\n\
                      rotate_size = \"40 KiB\"\n[[sink]]\nname = \"store\"\nkind = \"sqlite\"\npath = \"courant-data/courant.db\"\n";
        place.write("config.toml", config);
        let wrapper = ["env", &format!("COURANT_FAIL={points}")];
        let daemon = Daemon::under(&place.path(""), &wrapper, &["run", "config.toml"]);
        daemon.wait_for("inbox.watching");
        // One after the other: each has a commit of its own at least.
        for number in 0..6 {
            drop_in(&place, number..number + 1);
            eventually(points, || place.settled() == u64::from(number) + 1);
        }
        assert!(daemon.stop().success());
        let failed = daemon
            .past()
            .into_iter()
            .filter(|event| event["event"] == "sink.retry" || event["event"] == "ledger.failed");
        assert!(failed.count() > 0, "{points}: nothing failed");
        // Rotated files are parts of the store.
        let mut lines = String::new();
        for entry in fs::read_dir(place.path("courant-data")).expect("it is there") {
            let path = entry.expect("it can be listed").path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                lines += &fs::read_to_string(path).expect("it is text");
            }
        }
        fs::write(place.path("courant-data/items.jsonl"), lines).expect("it can be written");
        place.assert_once(0..6, points);
    }
}

/// Calls of the system fail, whoever makes them.
#[test]
fn calls_that_fail_for_a_while_lose_nothing_and_double_nothing() {
    if !there_is("strace") {
        return;
    }
    for (calls, error, when) in [
        ("fsync,fdatasync", "EIO", "4..7"),
        ("pwrite64", "ENOSPC", "40..60"),
        ("pwrite64", "EIO", "60..80"),
        ("read,pread64,write,fsync,fdatasync", "EINTR", "5..25"),
        ("openat", "EMFILE", "3..4"),
        ("ftruncate,rename,unlink", "EIO", "1..3"),
    ] {
        let what = format!("{calls} {error} {when}");
        let place = Place::new();
        drop_in(&place, 0..2);
        // Without faults at the start, which is allowed to be refused.
        let daemon = place.daemon();
        eventually("they are settled", || place.settled() == 2);
        assert!(daemon.stop().success());

        let inject = format!("inject={calls}:error={error}:when={when}");
        // -D: the program keeps its process id, and strace is its grandchild. -P: not the files of the system.
        let data = place.path("courant-data");
        let files: Vec<String> =
            ["items.jsonl", "courant.db", "courant.db-wal", "ledger.db", "ledger.db-wal", "ledger.db-shm"]
                .iter()
                .flat_map(|name| ["-P".to_owned(), data.join(name).display().to_string()])
                .collect();
        let mut wrapper = vec!["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", &inject];
        wrapper.extend(files.iter().map(String::as_str));
        let daemon = Daemon::under(&place.path(""), &wrapper, &["run"]);
        drop_in(&place, 2..8);
        // A thread each counts its calls: so a line that is built anew may meet the fault again, and is stopped then.
        eventually(&what, || {
            place.settled() == 8
                || daemon.has_ended()
                || daemon.has_told("line.failed")
                || daemon.has_told("sink.retry")
        });
        if !daemon.has_ended() {
            daemon.kill();
        }
        drop(daemon);
        let daemon = place.daemon();
        settles(&place, &daemon, 8, &what);
    }
}

/// A file may not grow beyond a limit: what does not fit is cut off, and stored when there is room.
#[test]
fn a_limit_on_files_is_a_full_disk() {
    let place = Place::new();
    // Of SQLite's log it is the first that is met; the line is given up and built anew until there is room.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 700; exec \"$@\"", "sh"];
    let daemon = place.daemon_under(&limited);
    drop_in(&place, 0..30);
    daemon.wait_for("sink.retry");
    daemon.kill();
    let text = fs::read_to_string(place.path("courant-data/items.jsonl")).expect("it is there");
    assert!(text.is_empty() || text.ends_with('\n'), "what did not fit is cut off");

    let daemon = place.daemon();
    settles(&place, &daemon, 30, "there is room");
}

/// A disk of the test's own, if it may mount one.
struct Disk(PathBuf);

impl Disk {
    fn of(at: PathBuf, size: &str) -> Option<Disk> {
        fs::create_dir_all(&at).expect("it can be made");
        let options = format!("size={size},mode=0755");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&at).output();
        let mounted = mount.is_ok_and(|mount| mount.status.success());
        assert!(
            mounted || std::env::var_os("CI").is_none(),
            "a disk cannot be mounted: run the tests as root"
        );
        if !mounted {
            eprintln!("not tested with a disk: only root mounts one");
        }
        mounted.then_some(Disk(at))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_waited_for() {
    let place = Place::new();
    let Some(disk) = Disk::of(place.path("courant-data"), "16m") else { return };
    let daemon = place.daemon();
    drop_in(&place, 0..2);
    eventually("they are settled", || place.settled() == 2);
    let ballast = disk.0.join("ballast");
    let full =
        Command::new("dd").args(["if=/dev/zero", "bs=4k"]).arg(format!("of={}", ballast.display())).output();
    assert!(!full.expect("there is dd").status.success(), "the disk is full");

    drop_in(&place, 2..8);
    // Whichever needs room first: a store waits, and the ledger ends the line, which is built anew after a pause.
    let failed = daemon.next_of(&["sink.retry", "line.failed"]);
    assert!(
        failed["reason"].as_str().expect("a reason").contains("ledger") || failed["event"] == "sink.retry"
    );
    fs::remove_file(ballast).expect("it is there");
    settles(&place, &daemon, 8, "there is room again");
}

/// Runs the program as somebody who is not root, for whom permissions count.
fn nobody(place: &Place) -> Option<[&'static str; 5]> {
    if !there_is("setpriv") || !rustix::process::geteuid().is_root() {
        return None;
    }
    chown(place.path(""), Some(65534), Some(65534)).expect("root may");
    Some(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"])
}

#[test]
fn a_directory_that_cannot_be_written_is_refused_at_the_start() {
    let place = Place::new();
    let wrapper = nobody(&place);
    let wrapper: &[&str] = wrapper.as_ref().map_or(&[], |wrapper| wrapper);
    for name in ["courant-data", "inbox"] {
        fs::create_dir(place.path(name)).expect("it can be made");
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(0o555)).expect("it is ours");
    }
    let refused = place.run_under(wrapper, &["run"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("ledger.db"), "{}", refused.err);
    assert!(refused.err.to_lowercase().contains("permission denied"), "{}", refused.err);

    // An inbox need not be writable: nothing is moved or marked there.
    fs::set_permissions(place.path("courant-data"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    fs::write(place.path("inbox/0.txt"), Edition::of(0).text())
        .or_else(|_| {
            fs::set_permissions(place.path("inbox"), fs::Permissions::from_mode(0o755))?;
            fs::write(place.path("inbox/0.txt"), Edition::of(0).text())?;
            fs::set_permissions(place.path("inbox"), fs::Permissions::from_mode(0o555))
        })
        .expect("it can be written");
    if !wrapper.is_empty() {
        chown(place.path("courant-data"), Some(65534), Some(65534)).expect("root may");
    }
    let daemon = place.daemon_under(wrapper);
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    place.assert_once(0..1, "an inbox that is read only");
}

/// No clock decides anything: whether it jumps forty years ahead or back.
#[test]
fn a_clock_that_jumps_changes_no_record() {
    if !there_is("faketime") {
        return;
    }
    let place = Place::new();
    for (number, clock) in
        ["@2041-06-01 00:00:00", "@1999-12-31 23:59:58", "@2026-03-01 12:00:00"].iter().enumerate()
    {
        let number = u32::try_from(number).expect("they are few");
        // The program `faketime` would stay as its parent; what it does is this.
        let clock = format!("FAKETIME={clock}");
        let daemon = place.daemon_under(&[
            "env",
            "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            &clock,
        ]);
        drop_in(&place, number..number + 1);
        daemon.wait_for("file.delivered");
        daemon.kill();
    }
    let daemon = place.daemon();
    settles(&place, &daemon, 3, "clocks");
    let statuses: Vec<_> = place.items().iter().map(|item| item["status"].clone()).collect();
    assert_eq!(statuses, ["new"; 27]);
}

#[test]
fn few_open_files_are_enough() {
    if !there_is("prlimit") {
        return;
    }
    let place = Place::new();
    let daemon = place.daemon_under(&["prlimit", "--nofile=40"]);
    drop_in(&place, 0..60);
    settles(&place, &daemon, 60, "forty files may be open");
}
