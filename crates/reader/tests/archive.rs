//! Archives: members in a row, what is left out, and bombs.

mod packing;

use std::{io::Write as _, ops::Range};

use courant_model::{
    Flag::{self, CharsetGuessed},
    Member,
};
use courant_reader::{DecodeError, Decoded, Limits, Skipped, decode};
use flate2::{Compression, write::DeflateEncoder};
use proptest::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use tar::{Builder, EntryType, Header};

use crate::packing::{bzip2, check_error, gzip, xz, zstd};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

type File<'a> = (&'a str, &'a [u8]);

fn zip(files: &[File<'_>]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        if name.ends_with('/') {
            archive.new_dir(*name).create().expect("a directory");
            continue;
        }
        // As the formats that begin with it demand.
        let plain = *name == "mimetype";
        let method = if plain { CompressionMethod::STORE } else { CompressionMethod::DEFLATE };
        let (mut entry, config) =
            archive.new_file(*name).compression_method(method).start().expect("a member");
        let descriptor = if plain {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(content).expect("a Vec takes all");
            writer.finish().expect("a Vec takes all").1
        } else {
            let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
            writer.write_all(content).expect("a Vec takes all");
            let (encoder, descriptor) = writer.finish().expect("a Vec takes all");
            encoder.finish().expect("a Vec takes all");
            descriptor
        };
        entry.finish(descriptor).expect("a Vec takes all");
    }
    archive.finish().expect("a Vec takes all")
}

fn tar(files: &[File<'_>]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = Header::new_gnu();
        header.set_size(u64::try_from(content.len()).expect("it fits"));
        header.set_entry_type(if name.ends_with('/') { EntryType::Directory } else { EntryType::Regular });
        archive.append_data(&mut header, name, *content).expect("a Vec takes all");
    }
    archive.into_inner().expect("a Vec takes all")
}

fn member(name: &str, bytes: Range<usize>, charset: &'static str, flags: &[Flag]) -> Member {
    Member { name: name.to_owned(), bytes, charset, flags: flags.to_vec() }
}

fn skipped(name: &str, what: &str) -> Skipped {
    let reason = format!("not supported: {what}; extract its text, and put that in");
    Skipped { name: name.to_owned(), reason }
}

#[track_caller]
fn check(bytes: Vec<u8>, text: &str, members: &[Member], skipped: &[Skipped]) {
    let expected = Decoded {
        text: text.to_owned(),
        charset: members.first().map_or("UTF-8", |member| member.charset),
        flags: Vec::new(),
        replaced: 0,
        members: members.to_vec(),
        skipped: skipped.to_vec(),
    };
    assert_eq!(decode(bytes, None, &Limits::default()).expect("it is whole"), expected);
}

#[test]
fn each_member_is_a_document() {
    let (koi8, ..) = encoding_rs::KOI8_R.encode("Паром снова ходит по расписанию");
    let files: [File; 7] = [
        ("news/", b""),
        ("news/b.txt", b"One.\nTwo."),
        ("news/a.txt", &koi8),
        ("empty.txt", b""),
        ("marked.txt", b"\xef\xbb\xbfThree.\n"),
        ("marked-empty.txt", b"\xef\xbb\xbf"),
        ("last.txt", b"Four."),
    ];
    let text = "One.\nTwo.\nПаром снова ходит по расписанию\nThree.\nFour.";
    let members = [
        member("news/b.txt", 0..10, "UTF-8", &[]),
        member("news/a.txt", 10..69, "KOI8-U", &[CharsetGuessed]),
        member("marked.txt", 69..76, "UTF-8", &[]),
        member("last.txt", 76..81, "UTF-8", &[]),
    ];
    check(zip(&files), text, &members, &[]);
    check(tar(&files), text, &members, &[]);
    for pack in [bzip2, gzip, xz, zstd] {
        check(pack(&tar(&files)), text, &members, &[]);
    }
}

#[test]
fn an_inboxs_charset_holds_for_each_member() {
    let archive = zip(&[("a", b"\xf0\xc1\xd2\xcf\xcd"), ("b", b"\xf0"), ("c", "Я".as_bytes())]);
    let decoded = decode(archive, Some("koi8-r"), &Limits::default()).expect("it is whole");
    let charsets: Vec<_> = decoded.members.iter().map(|member| member.charset).collect();
    assert_eq!((decoded.text.as_str(), charsets), ("Паром\nП\nЯ", vec!["KOI8-R", "KOI8-R", "UTF-8"]));
}

#[test]
fn replacements_are_counted_over_all_members() {
    let archive = tar(&[("a", b"\xff\xfea\0\x00\xd8"), ("b", b"\xfe\xff\xd8\0")]);
    let decoded = decode(archive, None, &Limits::default()).expect("it is whole");
    assert_eq!((decoded.text.as_str(), decoded.replaced, decoded.flags), ("a\u{fffd}\n\u{fffd}", 2, vec![]));
    assert!(decoded.members.iter().all(|member| member.flags == [Flag::CharactersReplaced]));
}

#[test]
fn what_is_no_text_is_left_out_and_told() {
    let (zipped, tarred) = (zip(&[("x", b"x")]), tar(&[("x", b"x")]));
    let word = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let files: [File; 9] = [
        ("a.png", PNG),
        ("b.txt", b"Ferry.\n"),
        ("c.zip", &zipped),
        ("d.tar", &tarred),
        ("e.tgz", &gzip(&tarred)),
        ("f.docx", &word),
        ("g.7z", b"7z\xbc\xaf\x27\x1c"),
        ("h.bz2", &bzip2(b"x")),
        ("i", b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e"),
    ];
    let left_out = [
        skipped("a.png", "a PNG image"),
        skipped("c.zip", "an archive within an archive"),
        skipped("d.tar", "an archive within an archive"),
        skipped("e.tgz", "a compressed file (gzip) within another file"),
        skipped("f.docx", "a Word document (.docx)"),
        skipped("g.7z", "a 7-Zip archive"),
        skipped("h.bz2", "a compressed file (bzip2) within another file"),
        Skipped {
            name: "i".to_owned(),
            reason:
                "binary, not text: byte 0x01 at offset 0, and 9 control characters in 9 bytes; a UTF-16 text \
                     needs a byte order mark or a declared charset"
                    .to_owned(),
        },
    ];
    let members = [member("b.txt", 0..7, "UTF-8", &[])];
    check(zip(&files), "Ferry.\n", &members, &left_out);
    check(tar(&files), "Ferry.\n", &members, &left_out);
}

#[test]
fn an_archive_without_text_is_refused_for_its_first_file() {
    let expected = "not supported: a PNG image; extract its text, and put that in";
    let files: [File; 3] = [("a.png", PNG), ("b.pdf", b"%PDF-1.7\n"), ("c.txt", b"")];
    check_error(zip(&files), Limits::default(), expected);
    check_error(tar(&files), Limits::default(), expected);
}

#[test]
fn an_archive_of_nothing_is_an_empty_bulletin() {
    check(zip(&[]), "", &[], &[]);
    check(zip(&[("news/", b""), ("news/a.txt", b"")]), "", &[], &[]);
    check(tar(&[("news/", b""), ("news/a.txt", b"")]), "", &[], &[]);
}

#[test]
fn a_document_of_many_files_is_no_archive() {
    let of = |what: &str| format!("not supported: {what}; extract its text, and put that in");
    let check = |files: &[File], what: &str| check_error(zip(files), Limits::default(), &of(what));
    let types: File = ("[Content_Types].xml", b"<Types/>");
    check(&[types, ("word/document.xml", b"<w/>")], "a Word document (.docx)");
    check(&[types, ("xl/workbook.xml", b"<x/>")], "an Excel workbook (.xlsx)");
    check(&[types, ("ppt/presentation.xml", b"<p/>")], "a PowerPoint presentation (.pptx)");
    check(&[types, ("FixedDocSeq.fdseq", b"<f/>")], "an Office document");
    let (odt, epub) = ("application/vnd.oasis.opendocument.text", "application/epub+zip");
    check(&[("mimetype", odt.as_bytes()), ("content.xml", b"<o/>")], "an OpenDocument text (.odt)");
    check(&[("mimetype", epub.as_bytes()), ("a.xhtml", b"<html/>")], "an EPUB book");
    check_error(gzip(&zip(&[types])), Limits::default(), &of("a ZIP archive within a compressed file"));
}

#[test]
fn an_encrypted_member_is_left_out_and_told() {
    let encrypted = |files: &[File]| {
        let mut archive = zip(files);
        let entry = archive.windows(4).position(|at| at == b"PK\x01\x02").expect("there is a directory");
        archive[entry + 8] |= 1;
        archive
    };
    let what = "an encrypted file in a ZIP archive";
    let members = [member("b.txt", 0..4, "UTF-8", &[])];
    check(encrypted(&[("a.txt", b"one"), ("b.txt", b"two\n")]), "two\n", &members, &[skipped("a.txt", what)]);
    let expected = format!("not supported: {what}; extract its text, and put that in");
    check_error(encrypted(&[("a.txt", b"one")]), Limits::default(), &expected);
}

#[test]
fn links_and_devices_are_no_documents() {
    let mut archive = Builder::new(Vec::new());
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Fifo, EntryType::XGlobalHeader] {
        let mut header = Header::new_ustar();
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_path("link").expect("short");
        header.set_cksum();
        archive.append(&header, [].as_slice()).expect("a Vec takes all");
    }
    let mut header = Header::new_gnu();
    header.set_size(5);
    let long = format!("{}.txt", "a".repeat(300));
    archive.append_data(&mut header, &long, b"ferry".as_slice()).expect("a Vec takes all");
    let archive = archive.into_inner().expect("a Vec takes all");
    check(archive, "ferry", &[member(&long, 0..5, "UTF-8", &[])], &[]);
}

#[test]
fn a_name_in_another_charset_is_replaced_where_it_is_none() {
    let mut archive = zip(&[("xx.txt", b"ferry")]);
    for at in 0..archive.len() - 6 {
        if &archive[at..at + 6] == b"xx.txt" {
            archive[at..at + 2].copy_from_slice(b"\x8f\xa0");
        }
    }
    check(archive, "ferry", &[member("\u{fffd}\u{fffd}.txt", 0..5, "UTF-8", &[])], &[]);
}

#[test]
fn too_many_members_are_refused() {
    let limits = Limits { max_members: 2, ..Limits::default() };
    let files: [File; 3] = [("news/", b""), ("news/a.txt", b"a"), ("news/b.txt", b"b")];
    for (pack, format) in [(zip as fn(&[File]) -> Vec<u8>, "zip"), (tar, "tar")] {
        assert_eq!(decode(pack(&files[..2]), None, &limits).expect("just so").text, "a");
        let expected = format!(
            "a {format} archive of more than 2 members: raise `reader.max_members` to take it, or split it"
        );
        check_error(pack(&files), limits, &expected);
    }
}

#[test]
fn a_bomb_is_stopped_by_the_size_of_all_its_members() {
    let limits = Limits { max_text: 5000, ..Limits::default() };
    for (pack, format) in [(zip as fn(&[File]) -> Vec<u8>, "zip"), (tar, "tar")] {
        let allowed = pack(&[("a", &[b'a'; 2500]), ("b", &[b'b'; 2500])]);
        assert_eq!(decode(allowed, None, &limits).expect("just so").text.len(), 5001);
        let bomb = pack(&[("a", &[b'a'; 2500]), ("b", &[b'b'; 2501])]);
        let expected = format!(
            "{} bytes of {format} data unpack to more than the 5000 bytes allowed: raise `reader.max_text` to \
             take them",
            bomb.len()
        );
        check_error(bomb, limits, &expected);
    }
}

#[test]
fn a_bomb_is_stopped_by_the_ratio_of_all_its_members() {
    const MIB: usize = 1 << 20;
    let limits = Limits { max_ratio: 10, ..Limits::default() };
    let half = vec![b'a'; MIB / 2];
    let (mut files, free) = (vec![("a", half.as_slice()), ("b", &half)], MIB + 1);
    assert_eq!(decode(zip(&files), None, &limits).expect("free").text.len(), free);
    files.push(("c", b"c"));
    let bomb = zip(&files);
    let expected = format!(
        "{} bytes of zip data unpack to more than 1048576 bytes, and 10 times as much is allowed: raise \
         `reader.max_ratio` if this is no bomb",
        bomb.len()
    );
    check_error(bomb, limits, &expected);
    let tarred = tar(&files);
    assert!(matches!(
        decode(bzip2(&tarred), None, &limits),
        Err(DecodeError::TooDense { format: "bzip2", .. })
    ));
}

#[test]
fn a_damaged_archive_is_refused_with_the_place() {
    let of = |format, offset, length, cause| {
        format!("damaged {format} data near byte {offset} of {length}: fetch the file again\n{cause}")
    };
    let limits = Limits::default();
    let files: [File; 2] = [("a.txt", b"ferry"), ("b.txt", b"harbour")];

    let zipped = zip(&files);
    let cut = zipped.len() - 30;
    check_error(zipped[..cut].to_vec(), limits, &of("zip", cut, cut, "Missing end of central directory"));
    let second = zipped.windows(5).position(|at| at == b"b.txt").expect("it is there") - 30;
    let mut flipped = zipped.clone();
    flipped[second] = b'?';
    let cause = "Invalid signature: expected 0x04034b50, got 0x04034b3f";
    check_error(flipped, limits, &of("zip", second, zipped.len(), cause));

    let tarred = tar(&files);
    let length = tarred.len();
    check_error(tarred[..2048].to_vec(), limits, &of("tar", 2048, 2048, "the archive has no end mark"));
    check_error(tarred[..1540].to_vec(), limits, &of("tar", 1536, 1540, "the archive ends within a file"));
    check_error(tarred[..1400].to_vec(), limits, &of("tar", 517, 1400, "failed to read entire block"));
    let mut flipped = tarred.clone();
    flipped[1030] ^= 1;
    check_error(flipped, limits, &of("tar", 517, length, "archive header checksum mismatch"));
    let mut flipped = tarred;
    flipped[1030] ^= 1;
    check_error(gzip(&flipped), limits, &of("tar", 517, length, "archive header checksum mismatch"));
}

/// Names that are no directories, with texts that are no archives.
fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[a-zя]{1,9}\\.txt", "[a-zа-я’ \n]{0,200}"), 0..6)
}

fn borrowed(files: &[(String, String)]) -> Vec<File<'_>> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect()
}

proptest! {
    #[test]
    fn what_is_packed_comes_back_and_tiles_the_text(files in files()) {
        let whole: Vec<_> = files.iter().filter(|(_, text)| !text.is_empty()).collect();
        // A tar archive of nothing is nothing but zeros.
        let tarred = (!files.is_empty()).then(|| tar(&borrowed(&files)));
        for archive in [Some(zip(&borrowed(&files))), tarred.clone(), tarred.map(|tar| xz(&tar))].into_iter().flatten() {
            let decoded = decode(archive, None, &Limits::default()).expect("it is whole");
            let mut end = 0;
            prop_assert_eq!(decoded.members.len(), whole.len());
            for (n, (member, (name, text))) in decoded.members.iter().zip(&whole).enumerate() {
                prop_assert_eq!((&member.name, member.bytes.start), (name, end));
                let found = &decoded.text[member.bytes.clone()];
                let added = if n + 1 < whole.len() && !text.ends_with('\n') { "\n" } else { "" };
                prop_assert_eq!(found, format!("{text}{added}"));
                end = member.bytes.end;
            }
            prop_assert_eq!(end, decoded.text.len());
        }
    }

    #[test]
    fn damage_is_an_error_or_a_text_within_the_limits(
        files in files(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        for mut archive in [zip(&borrowed(&files)), tar(&borrowed(&files))] {
            for (place, byte) in &damage {
                let at = place.index(archive.len());
                archive[at] = *byte;
            }
            let limits = Limits { max_text: 1 << 20, ..Limits::default() };
            if let Ok(decoded) = decode(archive, None, &limits) {
                prop_assert!(decoded.text.len() < 1 << 22);
            }
        }
    }

    #[test]
    fn a_cut_archive_is_never_taken_for_a_whole_one(files in files(), cut in any::<prop::sample::Index>()) {
        prop_assume!(!files.is_empty());
        let zipped = zip(&borrowed(&files));
        let at = 4 + cut.index(zipped.len() - 4);
        let error = decode(zipped[..at].to_vec(), None, &Limits::default()).expect_err("it is cut");
        prop_assert!(matches!(error, DecodeError::Damaged { format: "zip", .. }), "{error:?}");
        let tarred = tar(&borrowed(&files));
        // The second block of the end mark is not missed.
        let at = 512 + cut.index(tarred.len() - 1024);
        let error = decode(tarred[..at].to_vec(), None, &Limits::default()).expect_err("it is cut");
        prop_assert!(matches!(error, DecodeError::Damaged { format: "tar", .. }), "{error:?}");
    }
}
