//! Compressed files: whole, cut, padded, and bombs.

mod packing;

use courant_reader::{DecodeError, Limits, decode};
use proptest::prelude::*;

use crate::packing::{bzip2, check_error, gzip, xz, zstd};

const NOTE: &str = "The harbour office reports: the Alma sails again — ежедневно.\n";

/// What packs, the name of the format, and how many bytes it is known by.
type Packing = (fn(&[u8]) -> Vec<u8>, &'static str, usize);

const ALL: [Packing; 4] = [(bzip2, "bzip2", 10), (gzip, "gzip", 2), (xz, "xz", 6), (zstd, "zstd", 4)];

#[track_caller]
fn check(bytes: Vec<u8>, expected: &str) {
    let decoded = decode(bytes, None, &Limits::default()).expect("it is whole");
    assert_eq!(decoded.text, expected);
}

#[test]
fn all_members_and_frames_are_unpacked() {
    for (pack, _, _) in ALL {
        check(pack(NOTE.as_bytes()), NOTE);
        check([pack(b"one "), pack(b""), pack(b"two")].concat(), "one two");
        check(pack(b""), "");
        check(pack(b"\xef\xbb\xbfmarked"), "marked");
    }
    for pack in [bzip2, gzip, xz] {
        check([pack(b"padded"), vec![0; 512]].concat(), "padded");
    }
}

#[test]
fn what_is_behind_the_end_is_damage() {
    for (pack, format, _) in ALL {
        let packed = pack(b"ferry");
        let check = |junk: &[u8], cause: &str| {
            let (offset, length) = (packed.len() + junk.len() - 4, packed.len() + junk.len());
            let expected = format!(
                "damaged {format} data near byte {offset} of {length}: fetch the file again\n{cause}"
            );
            check_error([&packed, junk].concat(), Limits::default(), &expected);
        };
        if format == "zstd" {
            check(b"junk", "Unknown frame descriptor");
        } else {
            check(b"junk", &format!("no {format} data, and no padding"));
        }
    }
    let gz = gzip(b"ferry");
    let expected = format!(
        "damaged gzip data near byte {} of {}: fetch the file again\nno gzip data, and no padding",
        gz.len(),
        gz.len() + 6
    );
    check_error([&gz[..], b"\0\0junk"].concat(), Limits::default(), &expected);
}

#[test]
fn a_flipped_bit_is_damage() {
    for (pack, _, _) in ALL {
        let mut bytes = pack(NOTE.repeat(9).as_bytes());
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        let error = decode(bytes, None, &Limits::default()).expect_err("the checksum tells");
        assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
    }
}

#[test]
fn one_wrapping_is_taken_off_and_no_more() {
    for (outer, _, _) in ALL {
        for (inner, format, _) in ALL {
            let expected = format!(
                "not supported: a compressed file ({format}) within another file; extract its text, and put that in"
            );
            check_error(outer(&inner(b"ferry")), Limits::default(), &expected);
        }
    }
}

#[test]
fn a_picture_does_not_pass_in_an_envelope() {
    let expected = "not supported: a PNG image; extract its text, and put that in";
    check_error(gzip(b"\x89PNG\r\n\x1a\n"), Limits::default(), expected);
}

#[test]
fn a_bomb_is_stopped_by_its_size() {
    let limits = Limits { max_text: 5000, ..Limits::default() };
    for (pack, format, _) in ALL {
        assert_eq!(decode(pack(&[b'a'; 5000]), None, &limits).expect("just so").text, "a".repeat(5000));
        let bomb = pack(&[b'a'; 5001]);
        let expected = format!(
            "{} bytes of {format} data unpack to more than the 5000 bytes allowed: raise `reader.max_text` to \
             take them",
            bomb.len()
        );
        check_error(bomb, limits, &expected);
        let members = [pack(&[b'a'; 4000]), pack(&[b'b'; 1001])].concat();
        assert!(matches!(decode(members, None, &limits), Err(DecodeError::TooLong { limit: 5000, .. })));
    }
}

#[test]
fn a_bomb_is_stopped_by_its_ratio() {
    const MIB: usize = 1 << 20;
    let limits = Limits { max_ratio: 10, ..Limits::default() };
    for (pack, format, _) in ALL {
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
        for (pack, _, _) in ALL {
            let packed = [pack(head), pack(tail)].concat();
            prop_assert_eq!(decode(packed, None, &Limits::default()).expect("it is whole").text, text.as_str());
        }
    }
}

proptest! {
    // Each cut of each file is unpacked anew.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_cut_file_is_never_taken_for_a_whole_one(text in "[a-zа-я’ \n]{1,200}") {
        for (pack, _, magic) in ALL {
            let packed = pack(text.as_bytes());
            for cut in magic..packed.len() {
                let error = decode(packed[..cut].to_vec(), None, &Limits::default()).expect_err("it is cut");
                prop_assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
            }
        }
    }

    #[test]
    fn damage_is_an_error_or_seen_by_nobody(
        text in "[a-zа-я’ \n]{1,200}",
        place in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        for (pack, _, magic) in ALL {
            let mut packed = pack(text.as_bytes());
            let at = magic + place.index(packed.len() - magic);
            packed[at] = byte;
            if let Ok(decoded) = decode(packed, None, &Limits::default()) {
                prop_assert_eq!(decoded.text, text.as_str());
            }
        }
    }
}
