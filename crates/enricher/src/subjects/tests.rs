//! What an item is about, whole records of it.

use super::*;
use crate::language::language;

/// Of an item whose first line is its headline.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str, u8)]) {
    let headline = text.find('\n').unwrap_or(text.len());
    let blocks = vec![0..headline, (headline + 1).min(text.len())..text.len()];
    let reading = Reading::of_blocks(text, blocks, true, None, crate::knowledge::knowledge());
    let mut notes = Notes::default();
    language(&reading, &mut notes);
    subjects(&reading, &mut notes);
    let found: Vec<(&str, &str, u8)> = notes
        .subjects
        .iter()
        .map(|Subject { code, name, confidence }| (code.as_str(), name.as_str(), *confidence))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_topic_is_told_by_its_words() {
    check(
        "Baltic Handball Cup Begins\nAthletes of nine teams will play the first matches in the new stadium.",
        &[("medtop:15000000", "sport", 59)],
    );
    check(
        "Strong Quake Shakes the Valley\nRescuers search the rubble. The earthquake took no lives, and nobody is missing.",
        &[("medtop:03000000", "disaster, accident and emergency incident", 67)],
    );
    check(
        "Сильное землетрясение в долине\nСпасатели разбирают завалы. Пострадавших нет, говорят местные жители.",
        &[("medtop:03000000", "disaster, accident and emergency incident", 62)],
    );
}

#[test]
fn several_topics_come_best_first() {
    check(
        "Lake Ministers Meet in Oslo\nThe ambassadors of Kenya and Norway signed a memorandum on bilateral cooperation. It protects the biodiversity of the lakes from pollution.",
        &[("medtop:20000638", "international relations", 55), ("medtop:06000000", "environment", 53)],
    );
}

#[test]
fn a_narrow_topic_stands_for_its_parent() {
    check(
        "Wheat Exports Rise\nThe harvest was good, and the exporters of grain expect that trade turnover will grow in the markets of the region.",
        &[("medtop:20000210", "agriculture", 59), ("medtop:20000373", "international trade", 51)],
    );
    check(
        "Voters Go to the Polls\nThe election of the parliament began. The prime minister cast a ballot. Political parties, the opposition and the government await the turnout.",
        &[("medtop:20000574", "election", 66)],
    );
}

#[test]
fn a_word_in_passing_tells_nothing() {
    check(
        "A Quiet Day\nThe old man sat by the window and spoke of a hospital that he had never seen, and then it was evening.",
        &[],
    );
    check("Ice", &[]);
}

#[test]
fn what_is_said_again_counts_for_less() {
    assert_eq!([2, 4, 20, 200].map(|times| gain(times, 250)), [1000, 1375, 1964, 2173]);
    assert_eq!([0, 250, 1000].map(|words| gain(2, words)), [1375, 1000, 550]);
}

#[test]
fn other_languages_have_no_topics_yet() {
    check(
        "Starkes Erdbeben im Tal\nDie Retter suchen in den Trümmern. Der Präsident und der Minister sprachen von einer Katastrophe.",
        &[],
    );
}
