//! Why words are a quote, a work or the source.

use courant_model::Span;

use super::{Evidence, Fact, file};
use crate::{Notes, Reading};

/// Why a name is the source: by the verb of its clause.
pub(crate) fn source(reading: &Reading<'_>, span: Span, verb: &str) -> Evidence {
    let because = |rule| Evidence::rule(Fact::Source, span, rule).by(verb);
    let has = |list: &[String]| list.iter().any(|known| known == verb);
    for (tongue, words) in reading.known().attributions.iter().enumerate() {
        let lists = [
            (&words.closing, "closing", "its verb closes a paragraph"),
            (&words.doubtful, "doubtful", "its verb closes a paragraph, and it has a word of bodies"),
            (&words.middle, "middle", "its verb leads to whom it cites"),
            (&words.opening, "opening", "its verb stands before it"),
        ];
        if let Some((_, name, rule)) = lists.into_iter().find(|(list, ..)| has(list)) {
            return because(rule).from(&file(tongue, "attribution.toml"), name);
        }
    }
    because("its verb tells that it reports")
}

/// Says why what stands between marks is speech or a work.
pub(crate) fn quotes(notes: &mut Notes) {
    if !notes.is_asked() {
        return;
    }
    for (quote, number) in notes.quotes.clone().into_iter().zip(1..) {
        let rule = match (quote.repaired, &quote.cue) {
            (true, _) => "lost opening mark put back; a verb of saying behind it",
            (false, Some(_)) => "between marks, with a verb of saying",
            (false, None) => "between marks, at the head of a paragraph",
        };
        notes.because(|| {
            let evidence = Evidence::rule(Fact::Quote(number), quote.span, rule);
            match &quote.cue {
                Some(cue) => evidence.by(cue.as_str()).from("en/verbs.toml", "saying"),
                None => evidence,
            }
        });
    }
    for (work, number) in notes.works.clone().into_iter().zip(1..) {
        notes.because(|| Evidence::rule(Fact::Work(number), work.span, "between marks, written like a name"));
    }
}
