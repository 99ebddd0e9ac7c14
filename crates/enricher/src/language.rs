//! Which language an item is in.

use foldhash::HashSet;

use crate::{Evidence, Fact, Notes, Reading, lexicon::Traits};

/// Letters that trigrams need to tell one language from its neighbours; and
/// as many as are looked at, since more make it slower and not surer.
const ENOUGH: std::ops::RangeInclusive<usize> = 24..=500;

/// One letter in so many must be the language's own to tell it.
const TELLING: usize = 40;

/// How many words are looked at for those that tell a language, and the least
/// share of them: in English they are one in six, elsewhere next to none.
const LOOK: (usize, usize, usize) = (20, 120, 14);

/// Notes the language, where the text is long enough and leaves no doubt.
pub(crate) fn language(reading: &Reading<'_>, notes: &mut Notes) {
    let words = |tag| (tag, "words that are frequent in no other", "words.toml");
    let letters = |(tag, rule)| (tag, rule, "languages.tsv");
    let told = frequent(reading).map(words).or_else(|| lettered(reading).map(letters));
    let Some((tag, rule, file)) = told else { return };
    notes.because(|| Evidence::rule(Fact::Language, None, rule).from(file, tag));
    notes.language = Some(tag.to_owned());
}

/// By words that are frequent in one language only. They are known from the
/// lexicon, which costs less than trigrams do.
fn frequent<'r>(reading: &'r Reading<'_>) -> Option<&'r str> {
    let (least, most, share) = LOOK;
    let words = || (0..reading.tokens().len()).filter(|index| reading.tokens()[*index].is_word()).take(most);
    let telling = words().filter(|index| reading.has(*index, Traits::TELLING)).count();
    if telling * share < most.min(words().count()).max(least) {
        return None;
    }
    let of = |tells: &HashSet<String>| words().filter(|index| tells.contains(reading.at(*index))).count();
    let tells = &reading.known().words.tells;
    tells.iter().find(|(_, tells)| of(tells) == telling).map(|(tag, _)| tag.as_str())
}

/// By letters of its own, or by trigrams; with which of them it was.
fn lettered(reading: &Reading<'_>) -> Option<(&'static str, &'static str)> {
    let text = reading.text();
    let end = text.char_indices().nth(*ENOUGH.end()).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < *ENOUGH.start() {
        return None;
    }
    let languages = &reading.known().languages;
    let told = languages.iter().filter(|tongue| !tongue.letters.is_empty()).find(|tongue| {
        let own = text.chars().filter(|c| tongue.letters.contains(*c)).count();
        own * TELLING >= letters
    });
    let known = told.or_else(|| {
        let found = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
        languages.iter().find(|tongue| tongue.code == found.lang().code())
    });
    let rule = if told.is_some() { "letters that its neighbours have not" } else { "trigrams" };
    known.map(|tongue| (tongue.tag, rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let mut notes = Notes::default();
        language(&Reading::of_text(text, None, crate::knowledge::knowledge()), &mut notes);
        assert_eq!(notes.language.as_deref(), expected, "{text}");
    }

    #[test]
    fn languages_are_told_by_their_trigrams() {
        check("The ministers spoke about the harbour and the railway that will lead to it.", Some("en"));
        check("Министры обсудили строительство порта и железной дороги, которая к нему ведёт.", Some("ru"));
        check("Die Minister sprachen über den Hafen und über die Eisenbahn, die zu ihm führt.", Some("de"));
        check("部长们讨论了港口建设和通往港口的铁路，他们认为这个项目对两国都十分重要。", Some("zh"));
    }

    #[test]
    fn languages_are_told_by_letters_of_their_own() {
        check(
            "Министрлер порт құрылысын және оған апаратын теміржолды талқылады, деп хабарлады.",
            Some("kk"),
        );
    }

    #[test]
    fn what_is_short_or_no_language_is_left_open() {
        check("Ice broke", None);
        check("12.5 17.3 44.1 – 19.9 %, 22.8 / 45.0", None);
    }
}
