//! What a text is written in, and what of each form becomes a record.

use courant_model::{Bulletin, Declared};
use courant_segmenter::Segmenter;

use crate::door::{check, check_with, layout};

#[test]
fn feeds() {
    check(
        "<rss><channel><title>Quay</title>\n<item><title>Ferry &amp; mill</title>\n<link>https://quay.example/1</link>\n\
         <pubDate>Thu, 20 Aug 2026 16:00:54 GMT</pubDate><description><![CDATA[<p>It sails.</p><p>Again.</p>]]></description>\n\
         </item>\n</channel></rss>\n",
        r#"
        entries
        Furniture "<rss><channel><title>Quay</title>"
        Blank "\n"
        2-5 2026-08-20T16:00:54+00:00 by quay.example at https://quay.example/1 | Ferry & mill | It sails. | Again.
        Furniture "</channel></rss>"
        Blank "\n"
        "#,
    );
    check(
        "<?xml version=\"1.0\"?>\n<feed>\n<entry>\n<title>Mill sold</title>\n\
         <link rel=\"alternate\" href=\"https://quay.example/2?a=1&amp;b=2\"/>\n<updated>2026-08-21T09:00:00+02:00</updated>\n\
         <author><name>Mira Halvorsen</name></author>\n<content>It went for a song.</content>\n</entry>\n</feed>\n",
        r#"
        entries
        Furniture "<?xml version=\"1.0\"?>\n<feed>"
        Blank "\n"
        3-9 2026-08-21T09:00:00+02:00 by Mira Halvorsen at https://quay.example/2?a=1&b=2 | Mill sold | It went for a song.
        Furniture "</feed>"
        Blank "\n"
        "#,
    );
}

#[test]
fn collections() {
    check(
        "<DOC>\n<DATE>26-FEB-1987</DATE>\n<TITLE>Grain ships sail</TITLE>\n<TEXT>\nThe first line\nand the second.\n</TEXT>\n</DOC>\n\
         <DOC>\n<TEXT>\nNo headline here. But a text.\n</TEXT>\n</DOC>\n",
        "
        entries
        1-8 1987-02-26 | Grain ships sail | The first line | and the second.
        9-13 | No headline here. | But a text.
        ",
    );
}

#[test]
fn pages() {
    check(
        "<!DOCTYPE html>\n<html><body><nav>Home</nav>\n\
         <article><h2><a href=\"https://quay.example/1\">Ferry back</a></h2>\n<time datetime=\"2026-02-20T10:00\">today</time>\n\
         <p>It <b>sails</b> again.</p></article>\n</body></html>\n",
        r#"
        article
        Furniture "<!DOCTYPE html>\n<html><body><nav>Home</nav>\n<article><h2><a href=\"https://quay.example/1\">"
        3-5 2026-02-20T10:00:00 ZoneUnknown at https://quay.example/1 | Ferry back | It sails again.
        Furniture "</article>\n</body></html>"
        Blank "\n"
        "#,
    );
}

#[test]
fn objects_a_line() {
    let lines = "{\"title\": \"Ferry back\", \"date\": \"2026-02-20T10:00:00Z\", \"text\": \"It sails.\\nAgain.\", \"author\": \"Quay\"}\n\
                 {\"text\": \"The mill is sold. For a song.\", \"url\": \"https://quay.example/2\"}\n";
    check(
        lines,
        "
        json-lines
        1-1 2026-02-20T10:00:00+00:00 by Quay | Ferry back | It sails. | Again.
        2-2 at https://quay.example/2 | The mill is sold. | For a song.
        ",
    );
    let own = layout("name = \"own\"\nkeys = { headline = [\"hed\"], text = [\"body.plain\"] }\n");
    let segmenter = Segmenter::standard().with(own);
    let lines = "{\"hed\": \"Ferry back\", \"title\": \"no\", \"body\": {\"plain\": \"It sails.\"}, \"date\": \"2026-02-20 10:00\"}\n";
    check_with(
        &segmenter,
        Declared::default(),
        lines,
        "
        own
        1-1 2026-02-20T10:00:00 ZoneUnknown | Ferry back | It sails.
        ",
    );
    let zoned = |layout: Option<&str>| Declared {
        layout: layout.map(str::to_owned),
        timezone: Some("Europe/Lisbon".to_owned()),
        ..Declared::default()
    };
    check_with(
        &segmenter,
        zoned(Some("own")),
        lines,
        "
        own in Europe/Lisbon
        1-1 2026-02-20T10:00:00+00:00 | Ferry back | It sails.
        ",
    );
}

#[test]
fn rows() {
    check(
        "id,title,date,text,source\n1,\"Ferry, back\",2026-02-20,\"The \"\"Alma\"\" sails\",Quay\n2,Mill sold,2026-02-21,For a song,\n",
        r#"
        rows
        Furniture "id,title,date,text,source"
        Blank "\n"
        2-2 2026-02-20 by Quay | Ferry, back | The "Alma" sails
        3-3 2026-02-21 | Mill sold | For a song
        "#,
    );
    check(
        "2026-02-20;Ferry back;Sails\n2026-02-21;Mill sold;Gone\n2026-02-22;Pier mended;Done\n",
        "
        rows
        1-1 2026-02-20 | Ferry back | Sails
        2-2 2026-02-21 | Mill sold | Gone
        3-3 2026-02-22 | Pier mended | Done
        ",
    );
}

#[test]
fn data_before_a_text() {
    check(
        "---\ntitle: \"Ferry back\"\ndate: 2026-02-20\nauthor: Mira Halvorsen\ntags:\n  - quay\n---\n\nIt sails.\n",
        "
        front-matter
        1-9 2026-02-20 by Mira Halvorsen | Ferry back | It sails.
        ",
    );
}

#[test]
fn messages() {
    check(
        "From: Quay <quay@example.org>\nSubject: =?utf-8?q?F=C3=A4hre_back?=\nDate: Thu, 20 Aug 2026 16:00:54 -0400\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
         The F=C3=A4hre =\nsails again\n\nIt sails on time, the office said.\n",
        "
        mail
        1-10 2026-08-20T16:00:54-04:00 by Quay | Fähre back | The Fähre sails again | It sails on time, the office said.
        ",
    );
    check(
        "From quay@example.org Thu Aug 20 16:00:54 2026\nFrom: Quay <quay@example.org>\nSubject: Ferry back\n\
         Date: Thu, 20 Aug 2026 16:00:54 -0400\n\nThe ferry sails.\n\n\
         From mill@example.org Fri Aug 21 09:00:00 2026\nFrom: mill@example.org (Mira Halvorsen)\nSubject: Mill sold\n\
         Date: Fri, 21 Aug 2026 09:00:00 +0000\n\nIt went for a song.\n",
        r#"
        mail
        1-6 2026-08-20T16:00:54-04:00 by Quay | Ferry back | The ferry sails.
        Blank "\n"
        8-13 2026-08-21T09:00:00+00:00 by Mira Halvorsen | Mill sold | It went for a song.
        "#,
    );
}

#[test]
fn a_zone_that_gave_an_offset_is_named() {
    let declared = Declared { timezone: Some("Asia/Almaty".to_owned()), ..Declared::default() };
    check_with(
        &Segmenter::standard(),
        declared,
        "<rss><item><title>Ferry back</title><pubDate>2024-02-20 10:00</pubDate></item></rss>",
        r#"
        entries in Asia/Almaty
        Furniture "<rss>"
        1-1 2024-02-20T10:00:00+06:00 | Ferry back
        Furniture "</rss>"
        "#,
    );
}

#[test]
fn how_sure_a_layout_is_that_was_declared_is_not_said() {
    let own = layout("name = \"own\"\nkeys = { headline = [\"hed\"] }\n");
    let segmenter = Segmenter::standard().with(own);
    let confidence = |layout: Option<&str>| {
        let declared = Declared { layout: layout.map(str::to_owned), ..Declared::default() };
        let bulletin = Bulletin {
            declared: declared.into(),
            ..Bulletin::from_text("a.jsonl", "{\"hed\": \"Ferry back\"}\n{\"hed\": \"Mill sold\"}\n")
        };
        let cut = segmenter.segment(bulletin).expect("the layout is known");
        cut.documents
            .iter()
            .map(|document| (document.layout.clone(), document.confidence))
            .collect::<Vec<_>>()
    };
    assert_eq!(confidence(None), [("own".to_owned(), Some(100))]);
    assert_eq!(confidence(Some("own")), [("own".to_owned(), None)]);
}
