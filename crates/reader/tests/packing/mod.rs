//! Files as other programs compress them.

use std::io::Write as _;

use bzip2::write::BzEncoder;
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
