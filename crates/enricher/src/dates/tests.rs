//! What is read as a date, and what is not.

use super::*;

/// Of an item published on 10 January 2026.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    check_on("2026-01-10".parse().ok(), text, expected, &[]);
}

#[track_caller]
fn check_on(anchor: Option<Date>, text: &str, expected: &[(&str, &str)], flags: &[Flag]) {
    let mut notes = Notes::default();
    dates(&Reading::of_text(text, anchor, crate::knowledge::knowledge()), &mut notes);
    let found: Vec<(&str, &str)> =
        notes.dates.iter().map(|date| (date.text.as_str(), date.value.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(notes.flags, flags);
    for date in &notes.dates {
        assert_eq!(date.span.slice(text), Some(date.text.as_str()));
    }
}

#[test]
fn days_with_a_year() {
    check(
        "on July 7, 2026, and 8 July 2026",
        &[("July 7, 2026", "2026-07-07"), ("8 July 2026", "2026-07-08")],
    );
    check("from 09.07.2026 or 2026-07-10.", &[("09.07.2026", "2026-07-09"), ("2026-07-10", "2026-07-10")]);
    check("с 11 июля 2026 года", &[("11 июля 2026 года", "2026-07-11")]);
    check("the 3rd of Sept. 4th, 1999", &[("Sept. 4th, 1999", "1999-09-04")]);
}

#[test]
fn days_without_a_year_are_the_nearest() {
    check("by February 3", &[("February 3", "2026-02-03")]);
    check("since December 30", &[("December 30", "2025-12-30")]);
    check_on("2026-12-20".parse().ok(), "on 4 January", &[("4 January", "2027-01-04")], &[]);
    check_on(None, "on 4 January", &[("4 January", "XXXX-01-04")], &[]);
}

#[test]
fn spans_of_time() {
    check("on June 22-24, 2026", &[("June 22-24, 2026", "2026-06-22/2026-06-24")]);
    check("on 5–7 June 2026", &[("5–7 June 2026", "2026-06-05/2026-06-07")]);
    check("June 29 – July 2, 2026", &[("June 29 – July 2, 2026", "2026-06-29/2026-07-02")]);
    check("December 30 - January 2", &[("December 30 - January 2", "2025-12-30/2026-01-02")]);
    check("a plan for 2026-2030", &[("2026-2030", "2026/2030")]);
    check("from 2024 to 2027", &[("2024 to 2027", "2024/2027")]);
    check("in 2024 – 2027, from 1982 - 91", &[("2024 – 2027", "2024/2027"), ("1982 - 91", "1982/1991")]);
}

#[test]
fn months_and_years() {
    check("in November 2025 and May, 2027", &[("November 2025", "2025-11"), ("May, 2027", "2027-05")]);
    check("in 2027, since 1999", &[("2027", "2027"), ("1999", "1999")]);
    check("в 2027 году, в 300 году", &[("2027", "2027")]);
}

#[test]
fn days_counted_from_the_item() {
    check("Today and yesterday", &[("Today", "2026-01-10"), ("yesterday", "2026-01-09")]);
    check("last month, this year’s", &[("last month", "2025-12"), ("this year", "2026")]);
    check("next\nyear, in March\n15 left, in\n2026", &[("March", "2025-03")]);
    check("over the last year, for a better tomorrow", &[]);
    check_on(None, "today, this year", &[], &[]);
}

#[test]
fn numbers_of_things_are_no_dates() {
    check("in 2000 villages, 2026 seats, room 2026", &[]);
    check("In April 5 million came, in April 7 % left", &[("April", "2025-04")]);
    check("May 20 ships pass? March 5 came.", &[]);
    check("Article 15 of 1,500; call 2026-15-15-15; in May", &[("May", "2025-05")]);
}

#[test]
fn days_that_do_not_exist_are_flagged() {
    let anchor = "2026-01-10".parse().ok();
    let impossible = &[Flag::DateImpossible];
    check_on(anchor, "on February 30, 2026 and 31.04.2026", &[], impossible);
    check_on(anchor, "on 31 June or 2026-13-01; on 1 June", &[("1 June", "2026-06-01")], impossible);
    check_on(anchor, "on 29 February", &[("29 February", "2024-02-29")], &[]);
}

#[test]
fn months_without_a_year_are_the_last_or_the_next() {
    check("prices rose in November", &[("November", "2025-11")]);
    check("prices will rise in November", &[("November", "2026-11")]);
}

#[test]
fn days_of_the_week_lie_behind_or_ahead() {
    // The item is of a Saturday.
    check("They met on Monday.", &[("Monday", "2026-01-05")]);
    check("They will meet on Monday.", &[("Monday", "2026-01-12")]);
    check("He said on Monday that they will meet.", &[("Monday", "2026-01-05")]);
    check("They meet next Saturday.", &[("Saturday", "2026-01-17")]);
    check("on Friday, January 9, 2026", &[("Friday, January 9, 2026", "2026-01-09")]);
    check("It was a Black Friday.", &[]);
    check_on(
        None,
        "They met on Friday, January 9, 2026, and again on Saturday.",
        &[("Friday, January 9, 2026", "2026-01-09"), ("Saturday", "2026-01-10")],
        &[],
    );
    check_on(None, "They met on Monday.", &[], &[]);
}

#[test]
fn spans_are_worded_in_several_ways() {
    check("from 20 to 30 January 2026", &[("20 to 30 January 2026", "2026-01-20/2026-01-30")]);
    check("from April 3 to April 9", &[("April 3 to April 9", "2026-04-03/2026-04-09")]);
    check("from March 2019 to June 2022", &[("March 2019 to June 2022", "2019-03/2022-06")]);
    check("(1982 - 91)", &[("1982 - 91", "1982/1991")]);
    check("the 2014 revolution", &[("2014", "2014")]);
}

#[test]
fn the_items_own_date_is_no_expression_of_the_text() {
    check("OSLO, January 9. /LYRA/ Ice broke on January 8.", &[("January 8", "2026-01-08")]);
    check_on(
        None,
        "For Immediate Release   January 9, 2026\nThey met today.",
        &[("today", "2026-01-09")],
        &[],
    );
}
