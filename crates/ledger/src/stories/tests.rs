//! What is found again, for how long, and that the memory has an end.

use super::*;

fn item(number: u32) -> ItemId {
    ItemId::of(None, &number.to_string(), None)
}

/// A text of forty words that only texts of this number have.
fn text(number: u32) -> String {
    (0..40).map(|word| format!("w{number}x{word} ")).collect::<Vec<_>>().concat()
}

fn begin(stories: &mut Stories, number: u32, day: i32, window: u16) -> Option<u32> {
    let sketch = Sketch::of(&text(number));
    stories.begin(First { number: stories.next(), item: item(number), day, sketch }, window)
}

#[track_caller]
fn check(stories: &Stories, text: &str, day: i32, expected: Option<u32>) {
    let found = stories.find(&Sketch::of(text), day, 7).map(|(first, _)| first);
    assert_eq!(found, expected.map(item));
}

#[test]
fn a_copy_is_found_within_the_window_before_and_after() {
    let mut stories = Stories::default();
    for number in 1..=500 {
        begin(&mut stories, number, 100, 7);
    }
    for day in [93, 100, 107] {
        check(&stories, &text(250), day, Some(250));
    }
    check(&stories, &text(250), 92, None);
    check(&stories, &text(250), 108, None);
    let edited = text(250).replace("x20 ", " many ");
    check(&stories, &edited, 100, Some(250));
    check(&stories, &text(501), 100, None);
    let half: String = text(250).split_inclusive(' ').take(20).chain([text(501).as_str()]).collect();
    check(&stories, &half, 100, None);
}

#[test]
fn of_copies_weeks_apart_each_is_found_in_its_days() {
    let mut stories = Stories::default();
    let sketch = Sketch::of(&text(1));
    for (number, day) in [(1, 100), (2, 200), (3, 150)] {
        stories.begin(First { number, item: item(number), day, sketch }, 7);
    }
    check(&stories, &text(1), 93, Some(1));
    check(&stories, &text(1), 150, Some(3));
    check(&stories, &text(1), 201, Some(2));
    check(&stories, &text(1), 175, None);
}

#[test]
fn of_several_it_is_the_likest_and_then_the_first() {
    let mut stories = Stories::default();
    let edited = text(1).replace("x20 ", " many ");
    for (number, text) in [(1, &edited), (2, &text(1)), (3, &text(1))] {
        stories.begin(First { number, item: item(number), day: 100, sketch: Sketch::of(text) }, 7);
    }
    check(&stories, &text(1), 100, Some(2));
    check(&stories, &edited, 100, Some(1));
}

#[test]
fn the_memory_has_an_end() {
    let mut stories = Stories::default();
    let count = |number: usize| u32::try_from(number).expect("few");
    let (least, most) = (count(LEAST), count(MOST));
    for number in 1..=most {
        assert_eq!(begin(&mut stories, number, 100, 7), None);
    }
    assert_eq!(begin(&mut stories, most + 1, 100, 7), Some(1));
    check(&stories, &text(1), 100, None);
    check(&stories, &text(2), 100, Some(2));
    assert_eq!(stories.firsts.len(), MOST);
    // A day far ahead leaves some.
    assert_eq!(begin(&mut stories, most + 2, 9000, 7), Some(most + 2 - least));
    assert_eq!(stories.firsts.len(), LEAST);
    check(&stories, &text(most + 1), 100, Some(most + 1));
    check(&stories, &text(2), 100, None);
    assert!(stories.bands.len() <= LEAST * BANDS, "keys of what is forgotten go too");
    check(&stories, &text(most + 2), 9001, Some(most + 2));
}
