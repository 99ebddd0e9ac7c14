//! Sketches against the sets of shingles that they stand for.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// The share itself, in percent, by the letter.
fn truth(one: &[u16], other: &[u16]) -> f64 {
    let shingles = |words: &[u16]| words.windows(3).map(<[u16]>::to_vec).collect::<BTreeSet<_>>();
    let (one, other) = (shingles(one), shingles(other));
    let count = |count: usize| f64::from(u32::try_from(count).expect("few"));
    100.0 * count(one.intersection(&other).count()) / count(one.union(&other).count())
}

fn written(words: &[u16]) -> String {
    words.iter().map(|word| format!("w{word} ")).collect::<Vec<_>>().concat()
}

/// A text of so many words that all differ, from the one with this number on.
fn text(first: u32, words: u32) -> String {
    (first..first + words).map(|word| format!("w{word} ")).collect::<Vec<_>>().concat()
}

#[track_caller]
fn check(one: &str, other: &str, expected: std::ops::RangeInclusive<u8>) {
    let likeness = Sketch::of(one).likeness(&Sketch::of(other));
    assert!(expected.contains(&likeness), "{likeness} is not in {expected:?}");
}

#[test]
fn case_marks_and_spaces_make_no_difference() {
    let plain = "the sides agreed to meet again in the spring of 2027 вместе с другими";
    check(plain, "The sides — “agreed” — to meet\nagain in the SPRING of 2027: ВМЕСТЕ с Другими.", 100..=100);
    check(plain, &format!("{plain} {plain}"), 70..=90);
    check("", "", 0..=0);
    check("two words", "two words", 0..=0);
}

#[test]
fn likeness_is_the_share_of_what_both_have() {
    check(&text(0, 300), &text(0, 300), 100..=100);
    check(&text(0, 300), &text(30, 300), 72..=92);
    check(&text(0, 300), &text(100, 300), 40..=60);
    check(&text(0, 300), &text(300, 300), 0..=3);
    let ideographs = "港口在暴风雨后重新开放，第一批船只于早晨驶入，码头工人恢复了工作。";
    check(ideographs, &ideographs.replace("早晨", "今天"), 55..=90);
}

#[test]
fn sketches_are_the_same_for_ever() {
    let [first, second, .., last] = *Sketch::of(&text(0, 200)).as_bytes();
    assert_eq!([first, second, last], [192, 228, 150]);
    let [first, .., last] = Sketch::of(&text(0, 200)).bands();
    assert_eq!([first, last], [3_346_941_197, 2_141_036_675]);
}

#[test]
fn a_few_words_fill_a_few_bins() {
    assert_eq!(Sketch::of("").filled(), 0);
    assert_eq!(Sketch::of("one two three").filled(), 1);
    assert_eq!(Sketch::of(&text(0, 2000)).filled(), BINS);
}

/// Texts of 200 words with every tenth or so replaced: copies with small edits.
#[test]
fn copies_with_small_edits_meet_in_some_band() {
    for number in 0..200_u32 {
        let words: Vec<u16> = (0..200).map(|word| u16::try_from(number * 300 + word).expect("few")).collect();
        let mut edited = words.clone();
        for nth in 0..8_usize {
            edited[(nth * 25 + usize::try_from(number).expect("few")) % 200] =
                65_000 - u16::try_from(nth).expect("few");
        }
        let (one, other) = (Sketch::of(&written(&words)), Sketch::of(&written(&edited)));
        assert!(truth(&words, &edited) > 75.0);
        assert!(one.bands().iter().zip(other.bands()).any(|(one, other)| *one == other), "{number}");
        assert!(one.likeness(&other) >= 60, "{number}");
    }
}

proptest! {
    #[test]
    fn the_estimate_is_near_the_truth(
        words in prop::collection::vec(0..2000_u16, 100..400),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 2000..4000_u16), 0..40),
    ) {
        let mut other = words.clone();
        for (at, word) in edits {
            *at.get_mut(&mut other) = word;
        }
        let likeness = Sketch::of(&written(&words)).likeness(&Sketch::of(&written(&other)));
        // Five times the standard error.
        prop_assert!((f64::from(likeness) - truth(&words, &other)).abs() < 32.0);
    }
}
