//! Where texts are cut.

use courant_model::Declared;
use courant_segmenter::Segmenter;

use crate::door::{check, check_error, check_with, layout};

#[test]
fn a_stamp_may_share_the_line_of_the_first_header() {
    check(
        " date 2026-02-21 20.02.2026, 22:09 26761\nOrchard Fair Opens\nThe fair opened.\nIt lasts a week.\n\
         20.02.2026, 19:54 27086\nBridge Closed\nFor repairs.\n",
        r#"
        kazakhstan-today crawled 2026-02-21 in Asia/Almaty
        Stamp " date 2026-02-21 "
        1-4 2026-02-20T22:09:00+05:00 26761 | Orchard Fair Opens | The fair opened. | It lasts a week.
        5-7 2026-02-20T19:54:00+05:00 27086 | Bridge Closed | For repairs.
        "#,
    );
}

#[test]
fn a_stamp_may_have_a_line_of_its_own_or_be_missing() {
    check(
        "date 2026-02-21\n20.02.2026, 22:09\nOrchard Fair Opens",
        r#"
        kazakhstan-today crawled 2026-02-21 in Asia/Almaty
        Stamp "date 2026-02-21\n"
        2-3 2026-02-20T22:09:00+05:00 | Orchard Fair Opens
        "#,
    );
    check(
        "\n \n date\u{a0}2026-02-21 \n\n20.02.2026\nOrchard Fair Opens\n",
        r#"
        kazakhstan-today crawled 2026-02-21 in Asia/Almaty
        Blank "\n \n"
        Stamp " date\u{a0}2026-02-21 \n"
        Blank "\n"
        5-6 2026-02-20 | Orchard Fair Opens
        "#,
    );
    check(
        "20.02.2026, 22:09 7\nOrchard Fair Opens\ndate 2026-02-21\n",
        "
        kazakhstan-today in Asia/Almaty
        1-3 2026-02-20T22:09:00+05:00 7 | Orchard Fair Opens | date 2026-02-21
        ",
    );
}

#[test]
fn a_stamp_is_parted_from_what_follows() {
    check(
        "date 2026-02-213\n20.02.2026\nOrchard Fair Opens\n",
        r#"
        kazakhstan-today in Asia/Almaty
        Furniture "date 2026-02-213\n"
        2-3 2026-02-20 | Orchard Fair Opens
        "#,
    );
}

#[test]
fn text_before_the_first_header_is_of_no_item() {
    check(
        "date 2024-04-26 Well Dug in Sandy Bay\nIt is deep.\n\nAnd wet.\n\n25.04.2024, 10:00 5\nA Head\nA text.\n",
        r#"
        kazakhstan-today crawled 2024-04-26 in Asia/Almaty
        Stamp "date 2024-04-26 "
        Furniture "Well Dug in Sandy Bay\nIt is deep.\n\nAnd wet.\n"
        Blank "\n"
        6-8 2024-04-25T10:00:00+05:00 5 | A Head | A text.
        "#,
    );
}

#[test]
fn furniture_lies_in_an_item_but_is_not_read() {
    check(
        "01.11.2025, 17:40 82446\nImages | Sandy Bay Press\nA Head\ntell a friend\nImages | Another\nA text.\n\
         This information may not be reproduced without leave.\nRELEVANT NEWS\n\
         02.11.2025, 08:00 3\nAnother Head\nImages of the bay | and others.\nфото: Залив\n",
        "
        kazakhstan-today in Asia/Almaty
        1-8 2025-11-01T17:40:00+05:00 82446 | A Head | A text.
        9-12 2025-11-02T08:00:00+05:00 3 | Another Head | Images of the bay | and others.
        ",
    );
}

#[test]
fn furniture_is_known_in_any_case() {
    let greek = layout(
        "name = 'greek'\nabout = ''\nheader = ['{date:%d.%m.%Y}']\nfurniture = ['ΤΕΛΟΣ', 'Élan | {any}', 'By{any}']",
    );
    check_with(
        &Segmenter::standard().with(greek),
        Declared::default(),
        "20.02.2026\nHead\nΤΕΛΟΣ\nÉLAN |\nélan |  x\nÉlan |x\nBYLINE\nO By\n",
        "greek\n1-8 2026-02-20 | Head | Élan |x | O By",
    );
}

#[test]
fn headers_have_a_time_and_views_or_not_and_any_order() {
    check(
        "24.04.2024\nFirst\n25.04.2024, 09:05\nSecond\nText.\n23.04.2024, 23:59 1,234,567\nThird\n",
        "
        kazakhstan-today in Asia/Almaty
        1-2 2024-04-24 | First
        3-5 2024-04-25T09:05:00+05:00 | Second | Text.
        6-7 2024-04-23T23:59:00+05:00 1234567 | Third
        ",
    );
}

#[test]
fn white_space_in_a_header_is_of_any_kind() {
    check(
        "\u{c}\u{a0}20.02.2026,\u{a0}\u{2009}22:09\t26\u{a0}761\u{a0}\n\u{a0}Head \u{c}\n\u{a0}\n\tText.\u{a0}\n",
        "
        kazakhstan-today in Asia/Almaty
        1-4 2026-02-20T22:09:00+05:00 26761 | Head | Text.
        ",
    );
}

#[test]
fn a_line_that_is_not_all_header_is_text() {
    for line in [
        "20.02.2026, 22:09 26761 views",
        "On 20.02.2026, 22:09 26761",
        "20.02.2026, 22:09 26,76",
        "20.02.2026, 22:09 99999999999999999999",
        "20.02.2026, 22:0926761",
        "20.02.2026 22:09",
        "20.02.2026.",
        "20.02.20261",
        "2.02.2026",
        "20.02.26",
        "31.02.2026",
        "29.02.2025, 10:00",
        "20.13.2026",
        "20.02.2026, 24:00",
        "20.02.2026, 23:60",
        "31.12.1899",
        "01.01.2101",
        "２０.02.2026",
    ] {
        check(
            &format!("20.02.2026, 22:09 1\nHead\n{line}\n"),
            &format!("kazakhstan-today in Asia/Almaty\n1-3 2026-02-20T22:09:00+05:00 1 | Head | {line}"),
        );
    }
    for (line, day) in
        [("01.01.1900", "1900-01-01"), ("31.12.2100", "2100-12-31"), ("29.02.2024", "2024-02-29")]
    {
        check(&format!("{line}\nHead\n"), &format!("kazakhstan-today in Asia/Almaty\n1-2 {day} | Head"));
    }
}

#[test]
fn lines_end_as_they_like() {
    check(
        "20.02.2026, 22:09 1\r\nHead\r\n\r\nText.\r\n19.02.2026\rHead\rText.\r\r20.02.2026\n\rHead",
        r#"
        kazakhstan-today in Asia/Almaty
        1-4 2026-02-20T22:09:00+05:00 1 | Head | Text.
        5-7 2026-02-19 | Head | Text.
        Blank "\r"
        9-11 2026-02-20 | Head
        "#,
    );
}

#[test]
fn blank_lines_around_an_item_are_gaps() {
    check(
        " \n\n20.02.2026\n\nHead\n\n\n Text.\n \n\n19.02.2026\nHead\n\n \t",
        r#"
        kazakhstan-today in Asia/Almaty
        Blank " \n\n"
        3-8 2026-02-20 | Head | Text.
        Blank " \n\n"
        11-12 2026-02-19 | Head
        Blank "\n \t"
        "#,
    );
}

#[test]
fn a_header_without_a_headline_makes_no_item() {
    check(
        "20.02.2026, 22:09 1\n20.02.2026, 21:00 2\nTell a friend\n\n19.02.2026\nOrchard Fair Opens\nFor a week.\n18.02.2026\n",
        r#"
        kazakhstan-today in Asia/Almaty
        Furniture "20.02.2026, 22:09 1\n"
        Furniture "20.02.2026, 21:00 2\nTell a friend\n"
        Blank "\n"
        5-7 2026-02-19 | Orchard Fair Opens | For a week.
        Furniture "18.02.2026\n"
        "#,
    );
    check(
        "date 2026-02-21 20.02.2026, 22:09 1\nTell a friend",
        r#"
        kazakhstan-today crawled 2026-02-21 in Asia/Almaty: headers with no headline behind them
        Stamp "date 2026-02-21 "
        Furniture "20.02.2026, 22:09 1\nTell a friend"
        "#,
    );
}

#[test]
fn a_text_without_headers_is_an_article() {
    check(
        " date 2025-09-26 SANDY BAY, September 26. The ferry sails.\n\nIt is new.\nPosted\n20.02.2026\n\n",
        r#"
        article crawled 2025-09-26
        Stamp " date 2025-09-26 "
        1-5 2026-02-20 NoHeader | SANDY BAY, September 26. The ferry sails. | It is new. | Posted | 20.02.2026
        Blank "\n"
        "#,
    );
    check("\n Ferry", "article\nBlank \"\\n\"\n2-2 NoHeader | Ferry");
}

#[test]
fn a_text_without_words_has_no_items() {
    check("", "article: nothing but white space");
    check(
        " \r\n\u{c}\n",
        r#"article: nothing but white space
                             Blank " \r\n\u{c}\n""#,
    );
    check(
        "date 2026-02-21\n\n",
        r#"article crawled 2026-02-21: nothing but a stamp
                                    Stamp "date 2026-02-21\n"
                                    Blank "\n""#,
    );
}

#[test]
fn the_offset_is_the_one_of_that_day() {
    check(
        "29.02.2024, 22:59 1\nBefore\n29.02.2024, 23:00 2\nTwice that night\n01.03.2024, 00:00 3\nAfter\n",
        "
        kazakhstan-today in Asia/Almaty
        1-2 2024-02-29T22:59:00+06:00 1 | Before
        3-4 2024-02-29T23:00:00+06:00 2 TimeAmbiguous | Twice that night
        5-6 2024-03-01T00:00:00+05:00 3 | After
        ",
    );
}

#[test]
fn a_declared_timezone_comes_before_the_layouts() {
    let declared = Declared { timezone: Some("europe/berlin".to_owned()), ..Declared::default() };
    check_with(
        &Segmenter::standard(),
        declared.clone(),
        "30.03.2025, 02:30\nNever on that clock\n30.03.2025\nA day\n",
        "
        kazakhstan-today in Europe/Berlin
        1-2 2025-03-30T03:30:00+02:00 TimeAmbiguous | Never on that clock
        3-4 2025-03-30 | A day
        ",
    );
    check_with(&Segmenter::standard(), declared, "Head", "article in Europe/Berlin\n1-1 NoHeader | Head");
}

#[test]
fn without_a_timezone_a_time_is_nobodys() {
    let plain = layout("name = 'plain'\nabout = ''\nheader = ['{date:%Y-%m-%d} {time:%H:%M:%S}']");
    check_with(
        &Segmenter::standard().with(plain),
        Declared::default(),
        "2025-03-30 02:30:59\nHead\n2025-03-30 02:30:60\n",
        "plain\n1-3 2025-03-30T02:30:59 ZoneUnknown | Head | 2025-03-30 02:30:60",
    );
}

#[test]
fn a_declared_layout_is_the_only_one_tried() {
    let hashes = "# 20.02.2026\nHead\n19.02.2026\nText.\n";
    let segmenter =
        Segmenter::standard().with(layout("name = 'hashes'\nabout = ''\nheader = ['# {date:%d.%m.%Y}']"));
    let declare = |name: &str| Declared { layout: Some(name.to_owned()), ..Declared::default() };

    check_with(&segmenter, Declared::default(), hashes, "hashes\n1-4 2026-02-20 | Head | 19.02.2026 | Text.");
    check_with(
        &segmenter,
        declare("kazakhstan-today"),
        hashes,
        "kazakhstan-today in Asia/Almaty\nFurniture \"# 20.02.2026\\nHead\\n\"\n3-4 2026-02-19 | Text.",
    );
    check_with(
        &segmenter,
        declare("article"),
        "# 20.02.2026\nHead\n",
        "article\n1-2 2026-02-20 NoHeader | # 20.02.2026 | Head",
    );
    check_with(
        &segmenter,
        declare("hashes"),
        "19.02.2026\nText.\n",
        "article\n1-2 2026-02-19 NoHeader | 19.02.2026 | Text.",
    );
}

#[test]
fn what_is_declared_must_exist() {
    check_error(
        Declared { inbox: "wires".to_owned(), layout: Some("tickr".to_owned()), ..Declared::default() },
        "unknown layout `tickr` declared for inbox `wires`: it must be one of `kazakhstan-today`, \
         `weather-segments`, `fields`, `announcements`, `hours`, `wire`, `wire-lines`, `slugs`, `newsline`, `headings`, \
         `underlined`, `numbered`, `diary`, `article`",
    );
    check_error(
        Declared {
            inbox: "wires".to_owned(),
            timezone: Some("Asia/Almata".to_owned()),
            ..Declared::default()
        },
        "unknown time zone `Asia/Almata` declared for inbox `wires`: it must be an IANA name such as `Asia/Almaty`",
    );
}

#[test]
fn own_layouts_come_first_and_replace_those_of_their_name() {
    let sheet = |name: &str, about: &str| {
        layout(&format!("name = '{name}'\nabout = '{about}'\nheader = ['{{date:%d.%m.%Y}}']"))
    };
    let segmenter =
        Segmenter::standard().with(sheet("a", "first")).with(sheet("b", "second")).with(sheet("a", "third"));
    let known = |segmenter: &Segmenter| -> Vec<_> {
        segmenter.layouts().iter().map(|layout| format!("{}: {}", layout.name(), layout.about())).collect()
    };
    let shipped = known(&Segmenter::standard());
    assert_eq!(known(&segmenter), [&["a: third".to_owned(), "b: second".to_owned()], &shipped[..]].concat());

    let segmenter = segmenter.with(sheet("kazakhstan-today", "mine"));
    let own = ["a: third", "b: second", "kazakhstan-today: mine"].map(str::to_owned);
    assert_eq!(known(&segmenter), [&own[..], &shipped[1..]].concat());
}

#[test]
fn templates_find_what_they_say() {
    let segmenter = Segmenter::standard().with(layout(
        r"
        name = 'mixed'
        about = ''
        timezone = 'UTC'
        stamp = ['[{crawled:%-d/%-m/%y}]']
        header = ['{{{date:%-d  %B %Y}}} 100%', '{time:%-H:%M} {date:%B %-d, %y} | {any}', 'Nr. {views:int} {date:%d%%%m%%%Y}']
        months = ['янв', 'фев', 'мар', 'апр', 'май', 'июн', 'июня', 'авг', 'сен', 'окт', 'ноя', 'дек']
        ",
    ));
    check_with(
        &segmenter,
        Declared::default(),
        "[3/11/68] {7 ИЮНЯ 2025} 100%\nA\n{17 Июн 2025} 100%\nB\n9:05 Дек 31, 69 | CULTURE\nC\n\
         23:05 дек 1, 05 |\nD\nNr. 12\u{202f}345 05%06%2020\nE\nnr. 1 05%06%2020\n{7 июнь 2025} 100%\n9:05 Дек 31, 69 |CULTURE\n",
        r#"
        mixed crawled 2068-11-03 in UTC
        Stamp "[3/11/68] "
        1-2 2025-07-07 | A
        3-4 2025-06-17 | B
        5-6 1969-12-31T09:05:00+00:00 | C
        7-8 2005-12-01T23:05:00+00:00 | D
        9-13 2020-06-05 12345 | E | nr. 1 05%06%2020 | {7 июнь 2025} 100% | 9:05 Дек 31, 69 |CULTURE
        "#,
    );
}

#[test]
fn objects_of_json_by_the_keys_of_a_layout() {
    let quay = layout(
        "name = 'quay-json'\ntimezone = 'Asia/Almaty'\nkeys = { headline = ['hed'], text = ['body.plain'], date = ['ts'] }",
    );
    let text = "{\"hed\": \"Ferry sails\", \"ts\": \"2026-03-02 09:15\", \"body\": {\"plain\": \"It does.\\nDaily.\"}}\n\
                {\"hed\": \"Anchor \\u201clifted\\u201d\", \"title\": \"no\"}\n";
    let expected = "
        quay-json in Asia/Almaty
        1-1 2026-03-02T09:15:00+05:00 | Ferry sails | It does. | Daily.
        2-2 | Anchor “lifted”
        ";
    check_with(&Segmenter::standard().with(quay.clone()), Declared::default(), text, expected);
    let declared = Declared { layout: Some("quay-json".to_owned()), ..Declared::default() };
    check_with(&Segmenter::standard().with(quay), declared, text, expected);
}
