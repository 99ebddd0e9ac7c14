//! Compressed files: whole, cut, padded, and bombs.

use std::{error::Error as _, io::Write as _};

use courant_reader::{DecodeError, Limits, decode};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

const NOTE: &str = "The harbour office reports: the Alma sails again — ежедневно.\n";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

fn zstd(content: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("3 is a level");
    encoder.include_checksum(true).expect("it can be");
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

#[track_caller]
fn check(bytes: Vec<u8>, expected: &str) {
    let decoded = decode(bytes, None, &Limits::default()).expect("it is whole");
    assert_eq!(decoded.text, expected);
}

/// The error and its causes, one a line.
#[track_caller]
fn check_error(bytes: Vec<u8>, limits: Limits, expected: &str) {
    let error = decode(bytes, None, &limits).expect_err("it cannot be unpacked");
    let said = match error.source() {
        Some(source) => format!("{error}\n{source}"),
        None => error.to_string(),
    };
    assert_eq!(said, expected);
}

#[test]
fn all_members_and_frames_are_unpacked() {
    check(gzip(NOTE.as_bytes()), NOTE);
    check(zstd(NOTE.as_bytes()), NOTE);
    check([gzip(b"one "), gzip(b""), gzip(b"two")].concat(), "one two");
    check([zstd(b"one "), zstd(b""), zstd(b"two")].concat(), "one two");
    check(gzip(b""), "");
    check(zstd(b""), "");
    check([gzip(b"padded"), vec![0; 512]].concat(), "padded");
    check(gzip(b"\xef\xbb\xbfmarked"), "marked");
}

#[test]
fn what_is_behind_the_end_is_damage() {
    let of = |format, offset, length, cause| {
        format!("damaged {format} data near byte {offset} of {length}: fetch the file again\n{cause}")
    };
    let (gz, zst) = (gzip(b"ferry"), zstd(b"ferry"));
    let (g, z) = (gz.len(), zst.len());
    let limits = Limits::default();
    let cause = "no gzip member, and no padding";
    check_error([&gz[..], b"junk"].concat(), limits, &of("gzip", g, g + 4, cause));
    check_error([&gz[..], b"\0\0junk"].concat(), limits, &of("gzip", g, g + 6, cause));
    check_error([&zst[..], b"junk"].concat(), limits, &of("zstd", z, z + 4, "Unknown frame descriptor"));
}

#[test]
fn a_flipped_bit_is_damage() {
    for pack in [gzip, zstd] {
        let mut bytes = pack(NOTE.repeat(9).as_bytes());
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        let error = decode(bytes, None, &Limits::default()).expect_err("the checksum tells");
        assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
    }
}

#[test]
fn one_wrapping_is_taken_off_and_no_more() {
    let of = |what| {
        format!(
            "not supported: a file that is compressed twice ({what} within); extract its text, and put that in"
        )
    };
    check_error(gzip(&gzip(b"ferry")), Limits::default(), &of("gzip"));
    check_error(gzip(&zstd(b"ferry")), Limits::default(), &of("zstd"));
    check_error(zstd(&gzip(b"ferry")), Limits::default(), &of("gzip"));
}

#[test]
fn a_picture_does_not_pass_in_an_envelope() {
    let expected = "not supported: a PNG image; extract its text, and put that in";
    check_error(gzip(b"\x89PNG\r\n\x1a\n"), Limits::default(), expected);
}

#[test]
fn a_bomb_is_stopped_by_its_size() {
    let limits = Limits { max_text: 5000, ..Limits::default() };
    for (format, pack) in [("gzip", gzip as fn(&[u8]) -> Vec<u8>), ("zstd", zstd)] {
        assert_eq!(decode(pack(&[b'a'; 5000]), None, &limits).expect("just so").text, "a".repeat(5000));
        let bomb = pack(&[b'a'; 5001]);
        let expected = format!(
            "{} bytes of {format} data unpack to more than the 5000 bytes allowed: raise `reader.max_text` to \
             take them",
            bomb.len()
        );
        check_error(bomb, limits, &expected);
    }
    let members = [gzip(&[b'a'; 4000]), gzip(&[b'b'; 1001])].concat();
    assert!(matches!(decode(members, None, &limits), Err(DecodeError::TooLong { limit: 5000, .. })));
}

#[test]
fn a_bomb_is_stopped_by_its_ratio() {
    const MIB: usize = 1 << 20;
    let limits = Limits { max_ratio: 10, ..Limits::default() };
    for (format, pack) in [("gzip", gzip as fn(&[u8]) -> Vec<u8>), ("zstd", zstd)] {
        assert_eq!(decode(pack(&vec![b'a'; MIB]), None, &limits).expect("free").text.len(), MIB);
        let bomb = pack(&vec![b'a'; MIB + 1]);
        let expected = format!(
            "{} bytes of {format} data unpack to more than 1048576 bytes, and 10 times as much is allowed: raise \
             `reader.max_ratio` if this is no bomb",
            bomb.len()
        );
        check_error(bomb, limits, &expected);
    }
}

proptest! {
    #[test]
    fn a_packed_text_comes_back_whole(text in "[a-zа-я’ \n]{0,400}", cut in any::<prop::sample::Index>()) {
        let at = text.floor_char_boundary(cut.index(text.len() + 1));
        let (head, tail) = text.as_bytes().split_at(at);
        for pack in [gzip, zstd] {
            let packed = [pack(head), pack(tail)].concat();
            prop_assert_eq!(decode(packed, None, &Limits::default()).expect("it is whole").text, text.as_str());
        }
    }

    #[test]
    fn a_cut_file_is_never_taken_for_a_whole_one(text in "[a-zа-я’ \n]{1,400}") {
        for (pack, magic) in [(gzip as fn(&[u8]) -> Vec<u8>, 2), (zstd, 4)] {
            let packed = pack(text.as_bytes());
            for cut in magic..packed.len() {
                let error = decode(packed[..cut].to_vec(), None, &Limits::default()).expect_err("it is cut");
                prop_assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
            }
        }
    }
}
