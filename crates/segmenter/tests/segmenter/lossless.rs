//! Texts put together of pieces of all kinds, and then damaged: nothing is
//! lost of them, and nothing panics.

use std::iter;

use courant_model::{Bulletin, Member};
use courant_segmenter::Segmenter;
use proptest::{collection::vec, prelude::*, sample::select};

use crate::holds::holds;

/// Lines of plain bulletins.
const LINES: [&str; 44] = [
    "20.02.2026, 22:09 26761",
    "19.02.2026",
    " date 2026-02-21",
    "March 12, 2025 — 14:05",
    "== 2025-03-12: Ferry back in service ==",
    "[03/04/2025] Harbour reopens after the storm",
    "4:20PM | GMT +5 The mill is sold again",
    "Monday, 3 March 2025",
    "2026年3月2日 渡轮恢复通航",
    "# Town council",
    "### The old mill is sold",
    "**Run in.** The pier was mended over the winter, it is said.",
    "* a point of a list",
    "- another one",
    "----------",
    "* * * * *",
    "=====",
    "$$",
    "&&",
    "PKZ011-021315-",
    "--0--",
    "-30-",
    "###",
    "1. The first of the matters",
    "2) The second of them",
    "[3] The third one of them",
    "IV. And the last of all",
    "9",
    "HARBOUR REOPENS AFTER THE STORM",
    "OSLO, May 3 (Quay) -- The ferry sailed on time.",
    "Астана. 23 августа. ПРИЧАЛ - Паром снова ходит.",
    "Ferry back in service",
    "The Alma sails again, the harbour office said on Monday.",
    "which is what the office has said about the matter all along, and goes on saying",
    "Subject: Ferry back in service",
    "Date: Thu, 20 Aug 2026 16:00:54 -0400",
    "From: The Quay <quay@example.org>",
    "From quay@example.org Thu Aug 20 16:00:54 2026",
    "Copyright 2026, all rights reserved. To unsubscribe, write to us.",
    "https://example.org/2026/02/20/ferry",
    "{😀}",
    "\u{202e}ssel\u{202c} and \u{feff}more\u{200b}",
    "\u{feff}",
    "a\u{0}b\u{1b}[0mc\u{7f}",
];

/// Pieces that are written in something, whole or broken.
const PIECES: [&str; 32] = [
    "---\ntitle: Ferry back\ndate: 2026-02-20\ntags:\n  - quay\n---\nThe Alma sails again.\n",
    "+++\ntitle = \"Ferry \\\"back\\\"\"\n+++\nText.\n",
    "id,title,date,text\n1,Ferry,2026-02-20,\"The \"\"Alma\"\" sails\"\n2,Mill,2026-02-21,Sold\n",
    "2026-02-20;Ferry;Sails\n2026-02-21;Mill;Sold\n2026-02-22;Pier;Mended\n",
    "{\"title\": \"Ferry\", \"date\": \"2026-02-20T10:00:00Z\", \"text\": \"It sails.\\nAgain.\"}\n",
    "{\"body\": \". One sentence. Two\"}\n{\"title\": [\"a\", {\"name\": \"b\"}], \"text\": \" \"}\n",
    "{\"title\": \"cut of\n",
    "<?xml version=\"1.0\"?><rss><channel><title>Quay</title>",
    "<item><title>Ferry &amp; mill</title><pubDate>Thu, 20 Aug 2026 16:00:54 GMT</pubDate>\n<description><![CDATA[<p>It sails.</p>]]></description></item>",
    "<item>\n  <title></title>\r\n  <description>One. Two\nthree.</description>\n</item>\n",
    "<entry><title type=\"html\">&lt;b&gt;Mill&lt;/b&gt;</title><link rel=\"alternate\" href=\"https://example.org/a?b&amp;c\"/><content>x\ny &amp; z\n   w</content></entry>",
    "</channel></rss>",
    "<![CDATA[ never closed ",
    "<!-- never closed",
    "<item><item><title>In one</title></item><text>another</text>",
    "<DOC>\n<DOCNO>1</DOCNO>\n<TITLE>Grain</TITLE>\n<TEXT>\nFirst line\nsecond line.\n\n   Third.\n</TEXT>\n</DOC>\n",
    "<DOC>\n<TITLE>Grain</TITLE>\n<TEXT>\nFirst &amp; line.\n</TOC>\n</TEXT>\n</DOC>\n",
    "{\"title\": \"Ferry\"}\n{\"none of\": \"them\"}\n{\"none\0\": \"of them\"}\n",
    "<!DOCTYPE html><html><head><title>Quay</title><meta property=\"article:published_time\" content=\"2026-02-20\"></head><body>",
    "<article><h2><a href=\"https://example.org/1\">Ferry</a></h2><time datetime=\"2026-02-20T10:00\">today</time><p>It sails.</p></article>",
    "<h1>Mill sold</h1>\n<p>The mill that has stood at the end of the long pier for as long as anybody can tell was sold.</p>\n<p>The mill that has stood at the end of the long pier for as long as anybody can tell was sold.</p>",
    "<div class=\"nav menu\"><ul><li>One<li>Two</ul>",
    "<script>if (a < b) { document.write(\"<h1>no</h1>\") }</script><style>p{}</style>",
    "<p>a<br>b&nbsp;&#0;&#x110000;&bogus;</p></p></div></article>",
    "<a href='x' <b>>< /a>",
    "</body></html>",
    "From quay@example.org Thu Aug 20 16:00:54 2026\nFrom: Quay <quay@example.org>\nSubject: =?utf-8?q?F=C3=A4hre?=\nDate: Thu, 20 Aug 2026 16:00:54 -0400\n\nThe ferry sails.\n\n",
    "From: Quay <quay@example.org>\nSubject: Fähre\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nF=C3=A4hre =\nf=C3=A4hrt\n=\nEnde\n",
    "From: a@b.c\nSubject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nRmVycnkgYmFjawpJdCBzYWlscy4K\nRmVy",
    "From: a@b.c\nSubject: x\nContent-Type: multipart/alternative; boundary=\"q\"\n\n--q\nContent-Type: text/html\n\n<p>One</p><h2>Two</h2>\n--q\nContent-Type: text/plain\n\nOne\n--q--\n",
    "Title: Ferry\nDate: 2026-02-20\nSource: Quay\nText: It sails\nand wraps\n\nTitle: Mill\nDate: 2026-02-21\n\n",
    "+---+---+\n| a | b |\n+---+---+\n",
];

const ENDS: [&str; 9] = ["\n", "\n", "\n\n", "\r\n", "\r", "\r\r\n", "\u{85}", "\n\n\n", ""];

/// What is put in where it does not belong.
const STRAY: [&str; 20] = [
    "\u{feff}", "\u{200b}", "\u{202e}", "\u{85}", "\u{a0}", "\u{2028}", "\u{c}", "\u{b}", "\0", "\r", "\n",
    "\n\n", "<", ">", "\"", "&", "]]>", "é", "年", "😀",
];

fn piece() -> impl Strategy<Value = String> {
    let line = (select(&LINES[..]), select(&ENDS[..])).prop_map(|(line, end)| format!("{line}{end}"));
    // Texts of one make: what layouts are learnt from.
    let made = (select(&LINES[..]), select(&LINES[..]), select(&ENDS[..]), 2..5_usize)
        .prop_map(|(head, text, end, count)| format!("{head}{end}{text}{end}").repeat(count));
    let long = (select(&LINES[..]), 20..200_usize).prop_map(|(line, count)| line.repeat(count));
    prop_oneof![6 => line, 2 => made, 1 => long, 3 => select(&PIECES[..]).prop_map(str::to_owned), 1 => "\\PC{0,40}"]
}

/// A place in a text as a share of it, and what is done there.
#[derive(Debug, Clone)]
enum Damage {
    Cut(u16, u16),
    Double(u16, u16),
    Insert(u16, &'static str),
    Drop(u16),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        1 => (any::<u16>(), any::<u16>()).prop_map(|(a, b)| Damage::Cut(a, b)),
        1 => (any::<u16>(), any::<u16>()).prop_map(|(a, b)| Damage::Double(a, b)),
        3 => (any::<u16>(), select(&STRAY[..])).prop_map(|(at, stray)| Damage::Insert(at, stray)),
        2 => any::<u16>().prop_map(Damage::Drop),
    ]
}

fn damaged(mut text: String, damages: &[Damage]) -> String {
    for damage in damages {
        let place =
            |share: u16| text.floor_char_boundary(text.len() * usize::from(share) / usize::from(u16::MAX));
        // Only a part is cut or doubled, so that the text stays about as long as it is.
        let part = |a: u16, b: u16| {
            let start = place(a);
            start
                ..text.floor_char_boundary(
                    start + (text.len() - start) * usize::from(b) / usize::from(u16::MAX) / 4,
                )
        };
        match *damage {
            Damage::Cut(a, b) => text.replace_range(part(a, b), ""),
            Damage::Double(a, b) => {
                let part = part(a, b);
                let doubled = text[part.clone()].to_owned();
                text.insert_str(part.start, &doubled);
            }
            Damage::Insert(at, stray) => text.insert_str(place(at), stray),
            Damage::Drop(at) => {
                let at = place(at);
                if at < text.len() {
                    text.remove(at);
                }
            }
        }
    }
    text
}

fn text() -> impl Strategy<Value = String> {
    (vec(piece(), 0..14), vec(damage(), 0..4))
        .prop_map(|(pieces, damages)| damaged(pieces.concat(), &damages))
}

/// A bulletin of these texts as members, as the reader joins them.
fn joined(texts: &[String]) -> Bulletin {
    let mut whole = String::new();
    let mut members = Vec::new();
    for (number, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let start = whole.len();
        whole.push_str(text);
        if number + 1 < texts.len() && !text.ends_with('\n') {
            whole.push('\n');
        }
        let bytes = start..whole.len();
        members.push(Member { name: format!("{number}.txt"), bytes, charset: "UTF-8", flags: Vec::new() });
    }
    Bulletin { members, ..Bulletin::from_text("bulletin.zip", whole) }
}

proptest! {
    #[test]
    fn nothing_is_lost_of_any_text(text in text()) {
        let (segmenter, bulletin) = (Segmenter::standard(), Bulletin::from_text("bulletin.txt", text));
        let one = holds(&segmenter, bulletin.clone());
        let two = holds(&segmenter, bulletin);
        prop_assert_eq!(one.documents, two.documents);
    }

    #[test]
    fn nothing_is_lost_of_any_member(texts in vec(text(), 1..4)) {
        holds(&Segmenter::standard(), joined(&texts));
    }
}

#[test]
fn every_piece_and_line_is_kept_by_itself_and_twice() {
    for piece in PIECES.iter().chain(&LINES) {
        for end in ENDS {
            let texts =
                [(*piece).to_owned(), format!("{piece}{end}{piece}{end}"), format!("{piece}{end}").repeat(5)];
            for text in &texts {
                holds(&Segmenter::standard(), Bulletin::from_text("bulletin.txt", text));
                let members: Vec<String> = iter::repeat_n(format!("{text}{end}"), 2).collect();
                holds(&Segmenter::standard(), joined(&members));
            }
        }
    }
}
