//! A history and a bulletin in short, and what is said of it.

use super::*;

/// `COUNT x ITEMS/FURNITURE/LAYOUT/CONFIDENCE`, several of them with commas; all but the items may be left out.
fn read(text: &str) -> Vec<Measures> {
    let one = |part: &str| {
        let (count, shape) = part.split_once(" x ").unwrap_or(("1", part));
        let mut words = shape.trim().split('/');
        let items = words.next().expect("a number of items").parse().expect("a number");
        let furniture = words.next().unwrap_or("2").parse().expect("a share");
        let layout = words.next().unwrap_or("wire").to_owned();
        let confidence = words.next().map(|word| word.parse().expect("percent"));
        vec![Measures { items, furniture, layout, confidence }; count.trim().parse().expect("a count")]
    };
    text.split(',').flat_map(one).collect()
}

#[track_caller]
fn check(history: &str, now: &str, expected: &str) {
    let found = drift(&read(history), &read(now)[0]);
    assert_eq!(found.map(|drift| drift.reason).unwrap_or_default(), expected);
}

#[test]
fn a_number_of_items_counts_by_how_many_times() {
    check("10 x 9", "1", "1 item, usually 9");
    check("10 x 9", "90", "90 items, usually 9");
    check("10 x 9", "0", "0 items, usually 9");
    check("10 x 9", "4", "");
    check("10 x 9", "27", "");
    check("3 x 8, 4 x 9, 3 x 10", "1", "1 item, usually 8 to 10");
    check("1 x 1, 19 x 9", "90", "90 items, usually 9");
    check("10 x 1", "0", "");
    check("10 x 1", "5", "");
    check("10 x 1", "40", "40 items, usually 1");
}

#[test]
fn where_numbers_differ_anyway_more_is_let_pass() {
    check("4, 9, 17, 30, 52, 6, 12, 25, 80, 9", "1", "");
    check("4, 9, 17, 30, 52, 6, 12, 25, 80, 9", "150", "");
    check("4, 9, 17, 30, 52, 6, 12, 25, 80, 9", "5000", "5000 items, usually 9 to 30");
}

#[test]
fn a_few_bulletins_are_no_history() {
    check("7 x 9", "1", "");
    check("8 x 9", "1", "1 item, usually 9");
}

#[test]
fn what_is_left_over_counts_where_it_grows() {
    check("10 x 9/2", "9/22", "");
    check("10 x 9/2", "9/23", "23 % of the text in no item, usually 2 %");
    check("10 x 9/70", "9/5", "");
    check("9/0, 9/10, 9/30, 9/5, 9/60, 9/20, 9/40, 9/3", "9/80", "");
}

#[test]
fn another_layout_counts_where_there_was_one() {
    check("10 x 9", "9/2/article", "layout article, usually wire");
    check("8 x 9, 2 x 9/2/page", "9/2/article", "layout article, usually wire");
    check("7 x 9, 3 x 9/2/page", "9/2/article", "");
    check("13 x 9, 2 x 9/2/article", "9/2/article", "layout article, usually wire");
    check("12 x 9, 3 x 9/2/article", "9/2/article", "");
}

#[test]
fn induced_layouts_are_told_apart_by_their_ways() {
    check("9 x 9/2/induced:dates:a, 9/2/induced:dates:b", "9/2/induced:dates:c", "");
    check(
        "9 x 9/2/induced:dates:a, 9/2/induced:dates:b",
        "9/2/induced:rules:a",
        "layout induced:rules:a, usually induced:dates",
    );
    check("10 x 9/2/induced:dated", "9/2/induced:list", "layout induced:list, usually induced:dated");
    check("10 x 9/2/mine:a", "9/2/mine:b", "layout mine:b, usually mine:a");
}

#[test]
fn confidence_counts_where_it_falls() {
    check("5 x 9/2/wire/90, 5 x 9/2/wire/96", "9/2/wire/60", "confidence 60 %, usually 90 to 96 %");
    check("10 x 9/2/wire/90", "9/2/wire/70", "");
    check("10 x 9/2/wire/40", "9/2/wire/99", "");
    check("10 x 9", "9/2/wire/5", "");
    check("10 x 9/2/wire/90", "9", "");
}

#[test]
fn what_comes_often_is_one_of_the_ways_of_an_inbox() {
    check("18 x 9, 2 x 1/2/article", "1/2/article", "1 item, usually 9; layout article, usually wire");
    check("18 x 9, 3 x 1/2/article", "1/2/article", "");
    check("49 x 9, 7 x 1", "1", "");
    check("50 x 9, 7 x 1", "1", "1 item, usually 9");
}

#[test]
fn all_that_is_outside_is_told_together() {
    check(
        "10 x 9/2/wire/95",
        "1/60/article/30",
        "1 item, usually 9; 60 % of the text in no item, usually 2 %; layout article, usually wire; \
         confidence 30 %, usually 95 %",
    );
}
