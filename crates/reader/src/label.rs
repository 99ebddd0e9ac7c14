//! What a text says of its own charset.

use std::iter;

use encoding_rs::Encoding;

use crate::charset;

/// Bytes that are searched. HTML asks for the label in the first 1024; pages
/// with a long head, and mails with many hops, have it later.
const WINDOW: usize = 4096;

/// The charset that an XML declaration, a mail's header or an HTML page's
/// `meta` names, if it is known here and is one that can be read so far
/// without it: UTF-16 cannot.
pub(crate) fn within(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(WINDOW)];
    let label = xml(head).or_else(|| mail(head)).or_else(|| html(head))?;
    let named = Encoding::for_label_no_replacement(label);
    named.filter(|charset| !charset::is_wide(charset))
}

/// `<?xml version="1.0" encoding="…"?>`, at the very beginning.
fn xml(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    value(up_to(declaration, b'>'), b"encoding")
}

/// `<meta charset="…">`, or `<meta http-equiv="content-type" content="text/html; charset=…">`.
fn html(head: &[u8]) -> Option<&[u8]> {
    behind_each(head, b"<meta").find_map(|tag| value(up_to(tag, b'>'), b"charset"))
}

/// `Content-Type: text/…; charset=…` in a mail's own header, if its body stands
/// there as it is.
fn mail(head: &[u8]) -> Option<&[u8]> {
    let field = |wanted: &str| {
        let mut named = fields(head).filter(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()));
        named.next().map(|(_, value)| value.trim_ascii())
    };
    let is_encoded =
        |how: &[u8]| how.eq_ignore_ascii_case(b"base64") || how.eq_ignore_ascii_case(b"quoted-printable");
    let kind = field("content-type")?;
    let is_text = kind.get(..5).is_some_and(|begin| begin.eq_ignore_ascii_case(b"text/"));
    if !is_text || field("content-transfer-encoding").is_some_and(is_encoded) {
        return None;
    }
    value(kind, b"charset")
}

/// Names and values of the header that the text begins with; a value may run
/// over several lines. Whatever is no field ends it.
fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = head;
    if head.starts_with(b"From ") {
        // A mailbox's line between two mails.
        rest = &head[up_to(head, b'\n').len()..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    iter::from_fn(move || {
        let ends = |pair: &[u8]| pair[0] == b'\n' && pair[1] != b' ' && pair[1] != b'\t';
        let end = rest.windows(2).position(ends).map_or(rest.len(), |at| at + 1);
        let (field, behind) = rest.split_at(end);
        rest = behind;
        let name = up_to(field, b':');
        let is_field = !name.is_empty() && name.len() < field.len() && name.iter().all(u8::is_ascii_graphic);
        is_field.then(|| (name, &field[name.len() + 1..]))
    })
}

/// The value behind `name` and an equals sign, without its quotation marks.
fn value<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    behind_each(text, name).find_map(|behind| {
        let value = behind.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
        let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:+".contains(byte);
        let end = value.iter().position(|byte| !is_label(byte)).unwrap_or(value.len());
        (end > 0).then(|| &value[..end])
    })
}

/// What stands behind each place where `word` does, in whatever case.
fn behind_each<'t>(text: &'t [u8], word: &[u8]) -> impl Iterator<Item = &'t [u8]> {
    let places = text.windows(word.len()).enumerate();
    places.filter(|(_, place)| place.eq_ignore_ascii_case(word)).map(|(at, place)| &text[at + place.len()..])
}

fn up_to(text: &[u8], end: u8) -> &[u8] {
    let end = text.iter().position(|byte| *byte == end).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(within(text.as_bytes()).map(Encoding::name), expected);
    }

    #[test]
    fn an_xml_declaration_says_it() {
        check("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss/>", Some("windows-1251"));
        check("\r\n<?xml version='1.0' encoding = 'koi8-r' standalone='yes'?>", Some("KOI8-R"));
        check("<?xml version=\"1.0\"?><a encoding=\"koi8-r\"/>", None);
        check("Told: <?xml version=\"1.0\" encoding=\"koi8-r\"?>", None);
        check("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", None);
        check("<?xml version=\"1.0\" encoding=\"x-nothing\"?><meta charset=\"koi8-r\">", None);
        check("<?xml version=\"1.0\"?><html><meta charset=\"koi8-r\"/>", Some("KOI8-R"));
    }

    #[test]
    fn a_page_says_it() {
        check("<html><META CHARSET=Shift_JIS><title>", Some("Shift_JIS"));
        check("<meta name='charset' content='x'><meta charset=\"big5\">", Some("Big5"));
        let equiv = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\">";
        check(equiv, Some("EUC-KR"));
        check(&equiv.replace('"', "'"), Some("EUC-KR"));
        check("<meta http-equiv=content-type content=text/html;charset=gb2312>", Some("GBK"));
        check("<title>charset=koi8-r</title>", None);
        check("<meta charset=\"\">", None);
        check("<meta charset=\"x-nothing\">", None);
        check(&format!("{}<meta charset=koi8-r>", " ".repeat(WINDOW)), None);
    }

    #[test]
    fn a_mail_says_it() {
        let mail = "Received: by a.example\r\n\tfor b\r\nContent-Type: text/plain;\r\n charset=\"koi8-r\"; \
                    format=flowed\r\n\r\nText";
        check(mail, Some("KOI8-R"));
        check(&format!("From a@b.example Mon Jan 12 10:00:00 2026\n{mail}"), Some("KOI8-R"));
        check("content-type: TEXT/HTML; CHARSET=windows-1252\n\n<meta charset=koi8-r>", Some("windows-1252"));
        check("content-type: text/plain; charset=big5\ncontent-transfer-encoding: 8bit\n\n", Some("Big5"));
        for how in ["base64", "Quoted-Printable"] {
            let encoded = "Content-Transfer-Encoding: ".to_owned() + how;
            check(&format!("Content-Type: text/plain; charset=big5\n{encoded}\n\nx"), None);
        }
        check("Content-Type: multipart/mixed; charset=big5\n\n", None);
        check("Subject: A\n\nContent-Type: text/plain; charset=big5\n", None);
        check("A story\nContent-Type: text/plain; charset=big5\n", None);
        check("", None);
    }
}
