//! Files as other programs compress them, and what is said where one cannot be unpacked.

use std::{error::Error as _, io::Write as _};

use bzip2::write::BzEncoder;
use courant_reader::{Limits, decode};
use flate2::{Compression, write::GzEncoder};
use lzma_rust2::{XzOptions, XzWriter};

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

pub(crate) fn zstd(content: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("3 is a level");
    encoder.include_checksum(true).expect("it can be");
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

pub(crate) fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

pub(crate) fn xz(content: &[u8]) -> Vec<u8> {
    // The least window there is, so that a bomb is packed in no time.
    let mut options = XzOptions::with_preset(0);
    options.lzma_options.dict_size = 4096;
    let mut encoder = XzWriter::new(Vec::new(), options).expect("it can be");
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

/// The error and its causes, one a line.
#[track_caller]
pub(crate) fn check_error(bytes: Vec<u8>, limits: Limits, expected: &str) {
    let error = decode(bytes, None, &limits).expect_err("it cannot be unpacked");
    let said = match error.source() {
        Some(source) => format!("{error}\n{source}"),
        None => error.to_string(),
    };
    assert_eq!(said, expected);
}
