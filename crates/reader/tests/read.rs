//! Files, and what may lie in their place.
#![cfg(unix)]

use std::{
    fs::{self, File},
    path::Path,
    sync::Arc,
    time::SystemTime,
};

use courant_model::{Arrival, Bulletin, Declared, Fingerprint, Stamp};
use courant_reader::{DecodeError, Error, Limits};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;

/// The bulletin; nothing that is read here is an archive, but where it says so.
fn read(arrival: Arrival, limits: &Limits) -> Result<Bulletin, Error> {
    let (bulletin, skipped) = courant_reader::read(arrival, limits)?;
    assert_eq!(skipped, []);
    Ok(bulletin)
}

/// What the watcher says of `path` now.
fn arrival(path: &Path) -> Arrival {
    let stamp = Stamp::of(&fs::symlink_metadata(path).expect("it is there"));
    let declared =
        Declared { inbox: "harbour".into(), charset: Some("koi8-r".into()), ..Declared::default() };
    Arrival { path: path.to_owned(), declared: Arc::new(declared), stamp, cut: None }
}

/// A directory with a file `a.txt`, and its arrival.
fn dropped(contents: impl AsRef<[u8]>) -> (TempDir, Arrival) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("a.txt");
    fs::write(&path, contents).expect("written");
    let arrival = arrival(&path);
    (directory, arrival)
}

/// `DIR` in `expected` stands for the file's directory.
#[track_caller]
fn check_error(arrival: Arrival, limits: Limits, expected: &str, may_pass: bool) {
    let directory = arrival.path.parent().expect("it lies somewhere").display().to_string();
    let error = read(arrival, &limits).expect_err("it cannot be read");
    assert_eq!((error.to_string(), error.may_pass()), (expected.replace("DIR", &directory), may_pass));
}

#[track_caller]
fn check_changed(arrival: Arrival) {
    let expected = "`DIR/a.txt` changed while it was read: offer it again when it is whole";
    check_error(arrival, Limits::default(), expected, true);
}

#[test]
fn a_file_becomes_a_bulletin() {
    let raw = b"\xd0\xc1\xd2\xcf\xcd\n";
    let (_directory, arrival) = dropped(raw);
    let expected = Bulletin {
        path: arrival.path.clone(),
        declared: Arc::clone(&arrival.declared),
        stamp: arrival.stamp,
        fingerprint: Fingerprint::of(raw),
        bytes: 6,
        charset: "KOI8-R",
        text: "паром\n".into(),
        flags: Vec::new(),
        members: Vec::new(),
    };
    let bulletin = read(arrival.clone(), &Limits::default()).expect("it is whole");
    assert_eq!(bulletin, expected);
    assert_eq!(bulletin.arrival(), arrival);
}

#[test]
fn a_fingerprint_is_of_the_raw_bytes() {
    let raw = zstd::encode_all(b"\xef\xbb\xbfferry".as_slice(), 3).expect("packed");
    let (_directory, arrival) = dropped(&raw);
    let bulletin = read(arrival, &Limits::default()).expect("it is whole");
    assert_eq!((bulletin.text.as_str(), bulletin.fingerprint), ("ferry", Fingerprint::of(&raw)));
    assert_eq!(usize::try_from(bulletin.bytes), Ok(raw.len()));
}

#[test]
fn an_empty_file_is_an_empty_bulletin() {
    let (_directory, arrival) = dropped("");
    let bulletin = read(arrival, &Limits::default()).expect("it is whole");
    assert_eq!((bulletin.text.as_str(), bulletin.charset, bulletin.bytes), ("", "UTF-8", 0));
}

#[test]
fn the_longest_file_allowed_is_read_and_no_longer() {
    let limits = Limits { max_file: 5, ..Limits::default() };
    let (_directory, arrival) = dropped("12345");
    assert_eq!(read(arrival, &limits).expect("just so").text, "12345");
    let (_directory, arrival) = dropped("123456");
    let expected = "`DIR/a.txt` has 6 bytes and 5 are allowed: raise `reader.max_file` to read it";
    check_error(arrival, limits, expected, false);
}

#[test]
fn what_is_no_text_is_the_files_fault() {
    let (_directory, arrival) = dropped("%PDF-1.4");
    check_error(arrival.clone(), Limits::default(), "cannot take `DIR/a.txt` as text", false);
    let error = read(arrival, &Limits::default()).expect_err("no text");
    assert!(matches!(error, Error::Content { source: DecodeError::NotText { what: "a PDF document" }, .. }));
}

#[test]
fn a_file_that_became_another_is_offered_again() {
    let (_directory, arrival) = dropped("half a bullet");
    fs::write(&arrival.path, "half a bulletin").expect("written");
    check_changed(arrival);

    let (directory, arrival) = dropped("monday");
    let modified =
        fs::metadata(&arrival.path).and_then(|metadata| metadata.modified()).expect("it has a time");
    let other = directory.path().join("b.txt");
    fs::write(&other, "sunday").expect("written");
    File::options().write(true).open(&other).and_then(|file| file.set_modified(modified)).expect("set");
    fs::rename(&other, &arrival.path).expect("replaced by one of equal length and age");
    check_changed(arrival);

    let (_directory, arrival) = dropped("touched");
    let file = File::options().write(true).open(&arrival.path).expect("it is there");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("set");
    check_changed(arrival);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_with_more_in_it_than_its_length_is_not_read_half() {
    let arrival = arrival(Path::new("/proc/self/limits"));
    assert_eq!(arrival.stamp.size, 0);
    let expected = "`DIR/limits` changed while it was read: offer it again when it is whole";
    check_error(arrival, Limits::default(), expected, true);
}

#[test]
fn a_file_that_is_gone_is_no_bad_file() {
    let (directory, arrival) = dropped("here today");
    directory.close().expect("removed");
    check_error(arrival, Limits::default(), "`DIR/a.txt` was gone before it was read", true);
}

#[test]
fn only_regular_files_are_read() {
    let (directory, mut arrival) = dropped("ferry");
    let mut check = |name: &str, kind: &str| {
        arrival.path = directory.path().join(name);
        let expected =
            format!("`DIR/{name}` is {kind}: only regular files are read, put the file itself there");
        check_error(arrival.clone(), Limits::default(), &expected, false);
    };
    std::os::unix::fs::symlink("a.txt", directory.path().join("link")).expect("a link");
    check("link", "a symbolic link");
    fs::create_dir(directory.path().join("folder")).expect("a directory");
    check("folder", "a directory");
    mknodat(CWD, directory.path().join("pipe"), FileType::Fifo, Mode::RUSR, 0).expect("a pipe");
    check("pipe", "a pipe, a socket or a device");
}
