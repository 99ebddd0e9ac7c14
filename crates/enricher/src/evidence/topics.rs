//! Which words tell what an item is about.

use super::{Evidence, Fact};
use crate::{Notes, Reading};

/// Says by which words each subject is told.
pub(crate) fn subjects(reading: &Reading<'_>, notes: &mut Notes) {
    if !notes.is_asked() {
        return;
    }
    let topics = &reading.known().topics;
    let language = notes.language.clone();
    for (subject, number) in notes.subjects.clone().into_iter().zip(1..) {
        for tongue in
            topics.tongues.iter().filter(|tongue| language.as_deref().is_none_or(|tag| tag == tongue.tag))
        {
            let words = tongue.telling(reading, |topic| topics.list[topic].code == subject.code);
            if words.is_empty() {
                continue;
            }
            notes.because(|| {
                Evidence::rule(Fact::Subject(number), None, "words that tell it, by their weights")
                    .by(listed(&words))
                    .from(&format!("{}/subjects.toml", tongue.tag), &subject.name)
            });
        }
    }
}

/// Each word once, with how often it stands there.
fn listed(words: &[&str]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for word in words.iter().map(|word| word.to_lowercase()) {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let said =
        counts.into_iter().map(|(word, count)| if count > 1 { format!("{word} ×{count}") } else { word });
    said.collect::<Vec<_>>().join(", ")
}
