//! Bulletins that nobody published, for inboxes in which nothing lies.

use std::fmt::Write as _;

use jiff::{ToSpan as _, civil::date};

/// Stories on a page.
const STORIES: u32 = 9;

/// How many of them are new on each page: so each story stands on three.
const NEW: u32 = 3;

const TOWNS: [&str; 5] = ["Tallinn", "Nairobi", "Lima", "Oslo", "Porto"];
const MATTERS: [&str; 7] = ["railways", "harbours", "water", "schools", "archives", "grain", "museums"];

/// A page in the layout that the program knows best: the newest stories
/// first, most of them from the page before, with more views.
pub(super) fn page(number: u32) -> String {
    let newest = number * NEW + STORIES;
    let mut text = String::new();
    for story in (newest - STORIES..newest).rev() {
        put(&mut text, story, 100 * (newest - story));
    }
    text
}

/// A story as it stands in a page or a log.
pub(super) fn story(number: u32) -> String {
    let mut text = String::new();
    put(&mut text, number, 1);
    text
}

fn put(text: &mut String, number: u32, views: u32) {
    let at = date(2025, 1, 1).at(8, 0, 0, 0).saturating_add((i64::from(number) * 80).minutes());
    let pick = |list: &[&'static str]| list[usize::try_from(number).unwrap_or(0) % list.len()];
    let (town, matter, header) = (pick(&TOWNS), pick(&MATTERS), at.strftime("%d.%m.%Y, %H:%M"));
    writeln!(
        text,
        "{header} {views}\nTalks No. {number} on {matter} held in {town}\nMinisters spoke of {matter} in {town}, \
         the Harbour Gazette reports. It was meeting {number} of its kind.\nThey will meet again."
    )
    .expect("a String takes everything");
}
