//! Bytes in, text or an error out: charsets, marks and what is no text.

use courant_model::Flag::{self, CharactersReplaced, CharsetGuessed};
use courant_reader::{Decoded, Limits, decode};
use encoding_rs::{BIG5, Encoding, ISO_2022_JP, KOI8_R, SHIFT_JIS, UTF_16BE, WINDOWS_1251, WINDOWS_1252};
use proptest::prelude::*;

const RUSSIAN: &str = "Паром «Алма» снова ходит по расписанию: об этом сообщило управление порта в четверг.\n\
    Первый рейс отправится в девять часов утра, последний вернётся к полуночи.\n";
const FRENCH: &str =
    "Le marché couvert rouvre à Saint-Évariste après dix ans de travaux, a déclaré la mairie.\n";
const JAPANESE: &str = "港の渡し船は木曜日から再び運航します。始発は午前九時です。\n";
const CHINESE: &str = "渡輪將於星期四恢復航行，首班船上午九時開出。\n";

#[track_caller]
fn check(bytes: impl Into<Vec<u8>>, declared: Option<&str>, text: &str, charset: &str, flags: &[Flag]) {
    let decoded = decode(bytes.into(), declared, &Limits::default()).expect("it is text");
    let replaced = if flags.contains(&CharactersReplaced) { text.matches('\u{fffd}').count() } else { 0 };
    let said = (decoded.text.as_str(), decoded.charset, decoded.flags.as_slice(), decoded.replaced);
    assert_eq!(said, (text, charset, flags, replaced));
}

#[track_caller]
fn check_error(bytes: impl Into<Vec<u8>>, declared: Option<&str>, expected: &str) {
    let error = decode(bytes.into(), declared, &Limits::default()).expect_err("it is no text");
    assert_eq!(error.to_string(), expected);
}

/// `text` as somebody else's program writes it; `encoding_rs` encodes no UTF-16.
#[track_caller]
fn encoded(text: &str, charset: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = charset.encode(text);
    assert!(!lost, "the text can be written in {}", charset.name());
    bytes.into_owned()
}

fn utf_16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf_16be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[test]
fn a_mark_decides_and_is_cut_off() {
    let utf_8 = joined(&[b"\xef\xbb\xbf", RUSSIAN.as_bytes()]);
    check(utf_8.clone(), None, RUSSIAN, "UTF-8", &[]);
    check(utf_8, Some("windows-1251"), RUSSIAN, "UTF-8", &[]);
    check(joined(&[b"\xff\xfe", &utf_16le(RUSSIAN)]), None, RUSSIAN, "UTF-16LE", &[]);
    check(joined(&[b"\xfe\xff", &utf_16be(JAPANESE)]), Some("shift_jis"), JAPANESE, "UTF-16BE", &[]);
    check(*b"\xef\xbb\xbf", None, "", "UTF-8", &[]);
    check(*b"\xff\xfe", None, "", "UTF-16LE", &[]);
    check(*b"\xef\xbb\xbfa\xffb", None, "a\u{fffd}b", "UTF-8", &[CharactersReplaced]);
    check(*b"\xff\xfea\0b\0\x00\xd8", None, "ab\u{fffd}", "UTF-16LE", &[CharactersReplaced]);
    check(*b"\xfe\xff\0a\0", None, "a\u{fffd}", "UTF-16BE", &[CharactersReplaced]);
}

#[test]
fn utf_8_is_utf_8_whatever_was_declared() {
    check(*b"", None, "", "UTF-8", &[]);
    check(*b"plain\r\n", Some("koi8-r"), "plain\r\n", "UTF-8", &[]);
    check(RUSSIAN, None, RUSSIAN, "UTF-8", &[]);
    check(RUSSIAN, Some("windows-1251"), RUSSIAN, "UTF-8", &[]);
    check(RUSSIAN, Some("utf-16le"), RUSSIAN, "UTF-8", &[]);
    check("in \x1b[1mbold\x1b[0m", Some("utf-16le"), "in \x1b[1mbold\x1b[0m", "UTF-8", &[]);
    check("\u{fffd}", Some("utf-8"), "\u{fffd}", "UTF-8", &[]);
}

#[test]
fn a_declared_charset_is_used() {
    check(encoded(RUSSIAN, WINDOWS_1251), Some("windows-1251"), RUSSIAN, "windows-1251", &[]);
    check(encoded(RUSSIAN, WINDOWS_1251), Some(" CP1251 "), RUSSIAN, "windows-1251", &[]);
    check(encoded("Паром\n", KOI8_R), Some("koi8-r"), "Паром\n", "KOI8-R", &[]);
    check(encoded(FRENCH, WINDOWS_1252), Some("latin1"), FRENCH, "windows-1252", &[]);
    check(encoded(JAPANESE, SHIFT_JIS), Some("shift_jis"), JAPANESE, "Shift_JIS", &[]);
    check(encoded(JAPANESE, ISO_2022_JP), Some("iso-2022-jp"), JAPANESE, "ISO-2022-JP", &[]);
    check(utf_16le("Ferry back"), Some("utf-16"), "Ferry back", "UTF-16LE", &[]);
    check(utf_16be("Ferry back"), Some("utf-16be"), "Ferry back", "UTF-16BE", &[]);
}

#[test]
fn what_is_no_character_is_replaced_and_counted() {
    check(*b"a\x98b", Some("windows-1251"), "a\u{98}b", "windows-1251", &[]);
    check(*b"a\xffb\x81", Some("shift_jis"), "a\u{fffd}b\u{fffd}", "Shift_JIS", &[CharactersReplaced]);
    check(*b"\xff\xff\xc3", Some("utf-8"), "\u{fffd}\u{fffd}\u{fffd}", "UTF-8", &[CharactersReplaced]);
    // One that was written so is not counted.
    check(*b"\xfe\xff\xff\xfd", None, "\u{fffd}", "UTF-16BE", &[]);
}

#[test]
fn an_unknown_label_shows_with_the_first_file() {
    let of = |label: &str| {
        format!(
            "declared charset `{label}` is unknown: correct `charset` of the inbox to a WHATWG label such as \
             `windows-1251`"
        )
    };
    check_error(*b"plain", Some("cyrillic-1251"), &of("cyrillic-1251"));
    check_error(*b"plain", Some("iso-2022-kr"), &of("iso-2022-kr"));
    check_error(*b"", Some(""), &of(""));
}

#[test]
fn an_undeclared_charset_is_guessed_and_flagged() {
    check(encoded(RUSSIAN, WINDOWS_1251), None, RUSSIAN, "windows-1251", &[CharsetGuessed]);
    check(
        encoded(&RUSSIAN.replace(['«', '»'], ""), KOI8_R),
        None,
        &RUSSIAN.replace(['«', '»'], ""),
        "KOI8-U",
        &[CharsetGuessed],
    );
    check(encoded(FRENCH, WINDOWS_1252), None, FRENCH, "windows-1252", &[CharsetGuessed]);
    check(encoded(JAPANESE, SHIFT_JIS), None, JAPANESE, "Shift_JIS", &[CharsetGuessed]);
    check(encoded(CHINESE, BIG5), None, CHINESE, "Big5", &[CharsetGuessed]);
    // The sample ends within a character, and the rest is not looked at.
    let long = format!("{}{}", "Harbour notes. ".repeat(1000), CHINESE.repeat(30_000));
    check(encoded(&long, BIG5), None, &long, "Big5", &[CharsetGuessed]);
}

#[test]
fn utf_16_without_a_mark_is_found_and_flagged() {
    for text in ["Ferry", RUSSIAN, FRENCH, "Ein «Zug» — drei Züge\r\n", "Ο πορθμός επιστρέφει\n"]
    {
        check(utf_16le(text), None, text, "UTF-16LE", &[CharsetGuessed]);
        check(utf_16be(text), None, text, "UTF-16BE", &[CharsetGuessed]);
        check(utf_16be(text), Some("windows-1251"), text, "UTF-16BE", &[CharsetGuessed]);
        check(utf_16le(text), Some("utf-16le"), text, "UTF-16LE", &[]);
    }
    // Too short, of odd length, half a character, nothing but spaces between, small numbers.
    check(utf_16le("abc"), None, "a\0b\0c\0", "UTF-8", &[]);
    check(*b"a\0b\0c\0d\0e", None, "a\0b\0c\0d\0e", "UTF-8", &[]);
    check(*b"a b c d e f ", None, "a b c d e f ", "UTF-8", &[]);
    let odd = [utf_16le(&FRENCH.repeat(9)), vec![0, 0xd8]].concat();
    assert!(decode(odd, None, &Limits::default()).is_err());
    for step in [1, 0x101, 17, 30] {
        let numbers: Vec<u8> =
            (0..600_u16).map(|n| n.wrapping_mul(step) % 0x700).flat_map(u16::to_le_bytes).collect();
        assert!(decode(numbers, None, &Limits::default()).is_err(), "{step}");
    }
}

#[test]
fn a_text_names_its_charset() {
    // Three words are too few to guess from.
    let page = |label: &str| format!("<html><meta charset=\"{label}\"><p>Паром снова ходит</p>");
    let check_page = |said: &str, charset, declared, expected: &str, flags: &[Flag]| {
        let bytes = encoded(&page(said), charset);
        let (text, _) = charset.decode_without_bom_handling(&bytes);
        check(bytes.clone(), declared, &text, expected, flags);
    };
    check_page("koi8-r", KOI8_R, None, "KOI8-R", &[]);
    check_page("iso-8859-5", encoding_rs::ISO_8859_5, None, "ISO-8859-5", &[]);
    check_page("x-nothing", WINDOWS_1251, None, "windows-1251", &[CharsetGuessed]);
    check_page("utf-16", WINDOWS_1251, None, "windows-1251", &[CharsetGuessed]);
    // It replaces characters, and a guess does not.
    check_page("utf-8", WINDOWS_1251, None, "windows-1251", &[CharsetGuessed]);
    // What was declared for the inbox, and what is UTF-8, is not asked.
    check_page("iso-8859-5", WINDOWS_1251, Some("windows-1251"), "windows-1251", &[]);
    check_page("koi8-r", encoding_rs::UTF_8, None, "UTF-8", &[]);

    let feed = format!("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><rss>{JAPANESE}</rss>");
    check(encoded(&feed, SHIFT_JIS), None, &feed, "Shift_JIS", &[]);
    let mail = format!("Content-Type: text/plain; charset=ISO-2022-JP\n\n{JAPANESE}");
    check(encoded(&mail, ISO_2022_JP), None, &mail, "ISO-2022-JP", &[]);
    // A guess would be no better.
    let broken = joined(&[b"<meta charset=utf-8>", RUSSIAN.as_bytes(), b"\xe9"]);
    let text = format!("<meta charset=utf-8>{RUSSIAN}\u{fffd}");
    check(broken, None, &text, "UTF-8", &[CharactersReplaced]);
}

#[test]
fn broken_utf_8_is_still_utf_8() {
    let flags = [CharsetGuessed, CharactersReplaced];
    let (whole, rest) = RUSSIAN.split_at(RUSSIAN.find('в').expect("there is one"));
    check(
        joined(&[whole.as_bytes(), &rest.as_bytes()[..1]]),
        None,
        &format!("{whole}\u{fffd}"),
        "UTF-8",
        &flags,
    );
    check(joined(&[RUSSIAN.as_bytes(), b"\xe9"]), None, &format!("{RUSSIAN}\u{fffd}"), "UTF-8", &flags);
    // One witness is none.
    check(*b"un th\xc3\xa9 glac\xe9", None, "un thÃ© glacé", "windows-1252", &[CharsetGuessed]);
}

#[test]
fn a_few_control_characters_are_text() {
    check(*b"ring\x07 the\0 bell\x1a", None, "ring\x07 the\0 bell\x1a", "UTF-8", &[]);
    check(*b"\0\0\0\0\0\0\0\0", None, "\0\0\0\0\0\0\0\0", "UTF-8", &[]);
    let log = format!("{}\n", "a line of text that is long enough\x02\n".repeat(40));
    check(log.as_str(), None, &log, "UTF-8", &[]);
    check("\t\n\x0b\x0c\r\x1b".repeat(9), None, &"\t\n\x0b\x0c\r\x1b".repeat(9), "UTF-8", &[]);
}

#[test]
fn the_rest_is_binary() {
    let of = |byte, offset, controls, length| {
        format!(
            "binary, not text: byte 0x{byte} at offset {offset}, and {controls} control characters in {length} \
             bytes; a UTF-16 text needs a byte order mark or a declared charset"
        )
    };
    check_error(*b"ab\x01\x02\x03\0\x05\x06\x07\x08\x0e", None, &of("01", 2, 9, 11));
    check_error(vec![1; 600], None, &of("01", 0, 600, 600));
    check_error(utf_16le("港の渡し船\n"), None, &of("00", 11, 1, 12));
    check_error(utf_16le("Ferry").repeat(2).split_off(1), Some("windows-1251"), &of("00", 0, 10, 19));
    check_error(*b"one\x02 NUL is enough\0 here: \xe9", None, &of("00", 18, 2, 27));
    check_error(*b"one\x02 NUL is enough\0 here: \xe9", Some("windows-1251"), &of("00", 18, 2, 27));
    check_error([b"\xff\xfe".as_slice(), &[1, 0].repeat(9)].concat(), None, &of("01", 0, 9, 9));
}

#[test]
fn known_formats_are_refused_by_name() {
    let of = |what: &str| format!("not supported: {what}; extract its text, and put that in");
    check_error(*b"%PDF-1.7\n%plain\n", None, &of("a PDF document"));
    check_error(*b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Some("windows-1251"), &of("a PDF document"));
    check_error(*b"PK\x07\x08PK\x03\x04", None, &of("a part of a ZIP archive"));
    check_error(*b"{\\rtf1\\ansi Ferry}", None, &of("an RTF document"));
    check_error(*b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, &of("a PNG image"));
    check_error(*b"\xff\xd8\xff\xe0\0\x10JFIF", None, &of("a JPEG image"));
    check_error(*b"\x7fELF\x02\x01\x01", None, &of("an ELF program"));
    check_error(*b"SQLite format 3\0\x10\0", None, &of("a SQLite database"));
    check_error(*b"\xff\xfe\0\0F\0\0\0", None, &of("a UTF-32 text"));
    check(*b"SQLite format 3 is a file format.", None, "SQLite format 3 is a file format.", "UTF-8", &[]);
}

/// Any text that a bulletin may be: no control characters, no mark, no signature.
fn text() -> impl Strategy<Value = String> {
    "(a|я|[^\\x00-\\x08\\x0e-\\x1a\\x1c-\\x1f\u{feff}%{])([^\\x00-\\x08\\x0e-\\x1a\\x1c-\\x1f]{0,300})"
}

proptest! {
    #[test]
    fn utf_8_comes_back_whole(text in text(), marked: bool) {
        let mark: &[u8] = if marked { b"\xef\xbb\xbf" } else { b"" };
        let decoded = decode([mark, text.as_bytes()].concat(), None, &Limits::default());
        let expected = Decoded { text, charset: "UTF-8", flags: Vec::new(), replaced: 0, members: Vec::new(), skipped: Vec::new() };
        prop_assert_eq!(decoded.expect("it is text"), expected);
    }

    #[test]
    fn utf_16_comes_back_whole(text in text()) {
        let decoded = decode([b"\xff\xfe", utf_16le(&text).as_slice()].concat(), None, &Limits::default());
        let expected = Decoded { text, charset: "UTF-16LE", flags: Vec::new(), replaced: 0, members: Vec::new(), skipped: Vec::new() };
        prop_assert_eq!(decoded.expect("it is text"), expected);
    }

    #[test]
    fn one_charset_counts_what_another_decoder_replaces(
        bytes in prop::collection::vec(0x20_u8.., 0..300),
        charset in prop::sample::select(vec![WINDOWS_1251, KOI8_R, SHIFT_JIS, BIG5, encoding_rs::UTF_8, UTF_16BE]),
    ) {
        prop_assume!(str::from_utf8(&bytes).is_err() && Encoding::for_bom(&bytes).is_none());
        // A replacement character that the text itself holds is replaced by nobody.
        prop_assume!(!bytes.windows(2).any(|pair| pair == b"\xff\xfd") && !bytes.windows(3).any(|c| c == b"\xef\xbf\xbd"));
        let (expected, _) = charset.decode_without_bom_handling(&bytes);
        if let Ok(decoded) = decode(bytes.clone(), Some(charset.name()), &Limits::default()) {
            prop_assert_eq!(decoded.text.as_str(), &*expected);
            prop_assert_eq!(decoded.replaced, expected.matches('\u{fffd}').count());
            prop_assert_eq!(decoded.flags.contains(&CharactersReplaced), decoded.replaced > 0);
        }
    }

    #[test]
    fn any_bytes_are_text_or_an_error(
        head in prop::sample::select(vec![
            b"".as_slice(), b"\x1f\x8b", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY",
            b"PK\x03\x04", b"PK\x05\x06", b"<?xml encoding=\"big5\"?>", b"Content-Type: text/a; charset=gbk\n",
            b"\xfd7zXZ\0", b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46", b"\xff\xfe", b"\xef\xbb\xbf",
        ]),
        tail in prop::collection::vec(any::<u8>(), 0..300),
        declared in prop::option::of(prop::sample::select(vec!["utf-8", "gbk", "iso-2022-jp", "utf-16le"])),
    ) {
        if let Ok(decoded) = decode([head, &tail].concat(), declared, &Limits::default()) {
            let marks = decoded.text.matches(char::REPLACEMENT_CHARACTER).count();
            prop_assert!(marks >= decoded.replaced);
            prop_assert_eq!(decoded.flags.contains(&CharactersReplaced), decoded.replaced > 0);
        }
    }
}
