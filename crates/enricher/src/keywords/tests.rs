//! Which phrases are taken, whole lists of them.

use super::*;
use crate::{entities::entities, language::language};

/// Of an item whose first line is its headline.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let headline = text.find('\n').unwrap_or(text.len());
    let blocks = vec![0..headline, (headline + 1).min(text.len())..text.len()];
    let reading = Reading::of_blocks(text, blocks, true, None, crate::knowledge::knowledge());
    let mut notes = Notes::default();
    language(&reading, &mut notes);
    entities(&reading, &mut notes);
    keywords(&reading, &mut notes);
    assert_eq!(notes.keywords, expected);
}

#[test]
fn phrases_that_come_again_are_first() {
    check(
        "New Tunnel Opens\nThe railway tunnel under the fjord was opened today. It took nine years to dig. The railway tunnel will carry freight trains, and the old ferry will retire. Freight trains paid for most of it.",
        &[
            "railway tunnel",
            "freight trains",
            "Tunnel Opens",
            "trains paid",
            "fjord",
            "dig",
            "ferry",
            "retire",
        ],
    );
    check(
        "Открыт новый тоннель\nЖелезнодорожный тоннель под фьордом открыли сегодня. Его строили девять лет. По железнодорожному тоннелю пойдут грузовые поезда, а старый паром уйдёт на покой.",
        &[
            "тоннель",
            "фьордом открыли",
            "пойдут грузовые поезда",
            "старый паром уйдёт",
            "Железнодорожный",
            "строили",
            "покой",
        ],
    );
}

#[test]
fn names_are_whole() {
    check(
        "Talks in Oslo\nPresident of Kenya Amina Otieno spoke of glaciers. Otieno left Norway and its glaciers. The glaciers of Norway melt.",
        &["Norway", "Amina Otieno", "glaciers", "Kenya", "spoke", "melt"],
    );
}

#[test]
fn no_piece_of_a_longer_name_is_taken() {
    check(
        "A find\nThe divers of the Grand Northern Amber Museum found a wreck. The Amber Museum will show it.",
        &["Grand Northern Amber Museum", "divers", "wreck"],
    );
}

#[test]
fn a_text_in_capitals_is_read_like_any_other() {
    check(
        "ICE\nTHE ICE BROKE ON THE LAKE. THE FERRY IS STUCK IN THE ICE.",
        &["ICE", "BROKE", "LAKE", "FERRY", "STUCK"],
    );
}

#[test]
fn a_word_that_comes_late_in_a_long_text_is_not_reached() {
    check(&format!("Ice\n{}Herring, herring, herring.", "The. ".repeat(10_000)), &["Ice"]);
}

#[test]
fn a_function_word_stands_inside_only_where_the_phrase_is_said_again() {
    check(
        "Courts\nThe freedom of speech is old. Judges guard the freedom of speech. They dine in silence.",
        &["freedom of speech", "Courts", "Judges guard", "dine", "silence"],
    );
}

#[test]
fn nothing_reaches_over_a_mark_or_a_number() {
    check("Salt, 12 pepper\nSalt. Pepper 40 vinegar; herring", &["Salt", "pepper", "vinegar", "herring"]);
}

#[test]
fn a_language_without_lists_has_keywords_too() {
    check(
        "Neuer Tunnel im Fjord\nDer Tunnel unter dem Fjord wurde eröffnet. Die Bauarbeiter gruben neun Jahre an dem Tunnel, und die Bauarbeiter feiern.",
        &["Tunnel", "Fjord", "Bauarbeiter", "neun Jahre", "wurde eröffnet", "Neuer", "gruben neun", "unter"],
    );
}

#[test]
fn words_that_are_not_parted_are_no_keywords() {
    check("渔港开放\n部长们讨论了港口建设和通往港口的铁路，他们认为这个项目对两国都十分重要。", &[]);
}

/// An invented megabyte, as one item and as many: `cargo test --release -p
/// courant-enricher speed -- --ignored --nocapture`.
#[test]
#[ignore = "it measures"]
fn speed() {
    let telling =
        ["harbour", "election", "glaciers", "treaty", "school", "hospital", "Norway", "Kenya", "court"];
    let filling = ["the", "of", "in", "and", "a", "to", "was", "for"];
    let syllables = ["ka", "lo", "mir", "ten", "su", "vag", "ori", "pel", "nim", "da", "hoth", "ri"];
    for size in [3_000, 1_000_000] {
        let mut text = String::from("Talks on Grain Held in Oslo\n");
        let mut number = 7_usize;
        while text.len() < size {
            number = number * 48_271 % 2_147_483_647;
            let (kind, rank) = (number % 20, number / 20 % 1_000 * (number / 20_000 % 1_000) / 300);
            match kind {
                0 => text.push_str(if rank % 4 == 0 { ".\n" } else { ". " }),
                1 => text.push_str(telling[rank % telling.len()]),
                2..10 => text.push_str(filling[rank % filling.len()]),
                _ => [rank % 12, rank / 12 % 12, rank / 144 % 12]
                    .into_iter()
                    .for_each(|at| text.push_str(syllables[at])),
            }
            text.push(' ');
        }
        let mut notes = Notes::default();
        let reading = Reading::of_text(&text, None, crate::knowledge::knowledge());
        notes.language = Some("en".to_owned());
        entities(&reading, &mut notes);
        let rounds = 20_000_000 / text.len();
        for (name, annotator) in
            [("subjects", crate::subjects::subjects as fn(&Reading<'_>, &mut Notes)), ("keywords", keywords)]
        {
            let mut least = std::time::Duration::MAX;
            for _ in 0..rounds {
                let mut notes = notes.clone();
                let start = std::time::Instant::now();
                annotator(&reading, &mut notes);
                least = least.min(start.elapsed());
            }
            println!(
                "{name} of {} bytes: {} ns for 100 bytes",
                text.len(),
                least.as_nanos() * 100 / u128::try_from(text.len()).unwrap()
            );
        }
    }
}
