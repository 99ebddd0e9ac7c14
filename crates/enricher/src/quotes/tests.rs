//! What is speech, and whose.

use crate::{Notes, Reading, dates::dates, entities::entities, knowledge::knowledge, quotes::quotes};

fn read(text: &str) -> Notes {
    let reading = Reading::of_text(text, None, knowledge());
    let mut notes = Notes::default();
    entities(&reading, &mut notes);
    dates(&reading, &mut notes);
    quotes(&reading, &mut notes);
    notes
}

/// Quotes as `name of the speaker / speaker as written / verb / words`, with a
/// `+` before where a mark was put back.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let notes = read(text);
    let named = |reference| {
        let person = notes.people.iter().find(|person| Some(person.reference) == reference);
        let body = notes.organisations.iter().find(|body| Some(body.reference) == reference);
        person.map(|person| &person.name).or(body.map(|body| &body.name)).map_or("-", String::as_str)
    };
    let found: Vec<String> = notes
        .quotes
        .iter()
        .map(|quote| {
            assert_eq!(quote.span.slice(text), Some(quote.text.as_str()));
            let mark = if quote.repaired { "+" } else { "" };
            let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let (said, cue) = (or(&quote.speaker_text), or(&quote.cue));
            format!("{mark}{} / {said} / {cue} / {}", named(quote.speaker), quote.text)
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn the_clause_of_saying_stands_behind_or_before() {
    check(
        "Minister of Lakes of Kenya Amos Otieno came. \"We will build a port,\" Otieno said on Monday.",
        &["Amos Otieno / Otieno / said / We will build a port"],
    );
    check(
        "“We will build a port,” said Minister of Lakes of Kenya Amos Otieno.",
        &["Amos Otieno / Minister of Lakes of Kenya Amos Otieno / said / We will build a port"],
    );
    check(
        "Ada Lund came. She added: «We have a port now.»",
        &["Ada Lund / She / added / We have a port now."],
    );
    check(
        "Minister of Lakes of Kenya Amos Otieno met Ada Lund. \"We will build a port\", - the Minister noted.",
        &["Amos Otieno / the Minister / noted / We will build a port"],
    );
    check(
        "\"We will build a port,\" a resident of the town told reporters.",
        &["- / a resident of the town / told / We will build a port"],
    );
}

#[test]
fn a_lost_mark_is_put_back_and_flagged() {
    let text =
        "President Ada Lund spoke.\nWe will build a port, and \"Green Coast\" is its name\", - she said.";
    check(text, &["+Ada Lund / she / said / We will build a port, and \"Green Coast\" is its name"]);
    assert_eq!(read(text).flags, [courant_model::Flag::QuoteRepaired]);
    assert_eq!(read("Ada Lund said: \"We will build it.\"").flags, []);
}

#[test]
fn a_quotation_may_run_over_paragraphs() {
    check(
        "Ada Lund came.\n\"We will build a port.\n\"And we will build a railway,\" Lund said.",
        &[
            "Ada Lund / Lund / said / We will build a port.",
            "Ada Lund / Lund / said / And we will build a railway",
        ],
    );
    check(
        "Ada Lund came.\n\"We will build a port.\nIt will be deep,\" Lund said.",
        &["Ada Lund / Lund / said / We will build a port.\nIt will be deep"],
    );
}

#[test]
fn one_clause_may_serve_two_stretches() {
    check(
        "Ada Lund came. \"We will build a port,\" Lund said. \"It will be deep.\"",
        &["Ada Lund / Lund / said / We will build a port", "Ada Lund / Lund / said / It will be deep."],
    );
}

#[test]
fn names_between_marks_are_works() {
    let works = |text: &str| -> Vec<String> { read(text).works.into_iter().map(|work| work.name).collect() };
    assert_eq!(works("They opened the \"Green Coast\" programme."), ["Green Coast"]);
    assert_eq!(works("The so-called \"green coast\" was closed."), [] as [&str; 0]);
    check("They opened the \"Green Coast\" programme.", &[]);
    check("He called it \"very bad\".", &[]);
}

#[test]
fn a_title_of_several_holders_is_nobodys() {
    check(
        "Minister of Lakes of Kenya Amos Otieno met Minister of Ports of Norway Ada Lund. \"We will build a port,\" the Minister said.",
        &["- / the Minister / said / We will build a port"],
    );
    check(
        "Minister of Lakes of Kenya Amos Otieno met Minister of Ports of Norway Ada Lund. \"We will build a port,\" the Norwegian Minister said.",
        &["Ada Lund / the Norwegian Minister / said / We will build a port"],
    );
}

#[test]
fn a_sentence_before_the_words_may_be_nothing_but_its_verb() {
    check(
        "\"We shall sign,\" Otieno said. \"And then,\" Lund at last. noted, \"we rest.",
        &["- / Otieno / said / We shall sign"],
    );
}
