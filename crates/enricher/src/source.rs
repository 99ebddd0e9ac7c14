//! Who reports: the attribution clause that closes a paragraph.

use std::ops::Range;

use courant_model::Source;

use crate::{Notes, Reading, evidence, knowledge::Attribution};

/// Notes the source of the first paragraph that ends in an attribution
/// clause. It asks for no tokens: identity needs a source even where nothing
/// else is wanted.
pub(crate) fn source(reading: &Reading<'_>, notes: &mut Notes) {
    let text = reading.text();
    let attributions = &reading.known().attributions;
    let clause = reading.paragraphs().iter().find_map(|paragraph| {
        let found = attributions.iter().find_map(|words| clause(&text[paragraph.clone()], words))?;
        let shift = |range: Range<usize>| range.start + paragraph.start..range.end + paragraph.start;
        Some(Clause { name: shift(found.name), verb: shift(found.verb) })
    });
    if let Some(Clause { name, verb }) = &clause {
        notes.because(|| evidence::source(reading, reading.span(name.clone()), &text[verb.clone()]));
    }
    notes.source = clause.map(|clause| Source {
        name: text[clause.name.clone()].to_owned(),
        verb: Some(text[clause.verb].to_owned()),
        span: Some(reading.span(clause.name)),
        organisation: None,
    });
}

/// A source and its verb, in bytes of a paragraph.
struct Clause {
    name: Range<usize>,
    verb: Range<usize>,
}

fn clause(paragraph: &str, words: &Attribution) -> Option<Clause> {
    let body = paragraph.strip_suffix('.')?;
    closing(body, words).or_else(|| middle(body, words)).or_else(|| opening(body, words))
}

/// `…, NAME reports`
fn closing(body: &str, words: &Attribution) -> Option<Clause> {
    let ends = |verbs: &[String]| {
        let fitting = verbs.iter().filter(|verb| body.ends_with(verb.as_str()));
        let before = |verb: &String| body[..body.len() - verb.len()].trim_end().len();
        let apart = fitting.filter(|verb| before(verb) < body.len() - verb.len());
        apart.max_by_key(|verb| verb.len()).map(|verb| (before(verb), body.len() - verb.len()..body.len()))
    };
    let (trusted, (end, verb)) = match ends(&words.closing) {
        Some(found) => (true, found),
        None => (false, ends(&words.doubtful)?),
    };
    let name = name_before(&body[..end], words)?;
    (trusted || is_body(&body[name.clone()], words)).then_some(Clause { name, verb })
}

/// `…, NAME cites SOMEONE ELSE`
fn middle(body: &str, words: &Attribution) -> Option<Clause> {
    let last_sentence = body.rfind(". ").map_or(0, |at| at + 2);
    let sentence = &body[last_sentence..];
    words.middle.iter().find_map(|verb| {
        let at = last_sentence + sentence.rfind(verb.as_str())?;
        let apart = body[..at].ends_with(' ') && body[at + verb.len()..].starts_with(' ');
        let name = apart.then(|| name_before(body[..at].trim_end(), words)).flatten()?;
        Some(Clause { name, verb: at..at + verb.len() })
    })
}

/// `…, сообщает NAME`
fn opening(body: &str, words: &Attribution) -> Option<Clause> {
    let comma = body.rfind(", ")? + 2;
    let verb_at = comma + body[comma..].len() - body[comma..].trim_start_matches(['–', '—', '-', ' ']).len();
    let rest = &body[verb_at..];
    let leads = |verb: &&String| rest.strip_prefix(verb.as_str()).is_some_and(|name| name.starts_with(' '));
    let verb = words.opening.iter().filter(leads).max_by_key(|verb| verb.len())?;
    let start = verb_at + verb.len() + 1;
    let name = &body[start..];
    let cuts = words.cuts.iter().filter_map(|cut| name.find(cut.as_str()));
    let end = start + cuts.min().map_or(name.len(), |cut| name[..cut].trim_end().len());
    let name = plausible(body, start..end, words)?;
    Some(Clause { name, verb: verb_at..verb_at + verb.len() })
}

/// The name that stands between a comma and the end of `clause`.
///
/// Names have commas in them: `Ministry of Trade, Industry and Tourism`.
/// Where the part behind the last comma names no body but ends a list, a
/// part before it that begins like one is taken along.
fn name_before(clause: &str, words: &Attribution) -> Option<Range<usize>> {
    let mut commas = clause.rmatch_indices(", ").map(|(at, _)| at + 2);
    let last = commas.next()?..clause.len();
    let name = plausible(clause, last.clone(), words)?;
    let tail = &clause[last];
    if !is_body(tail, words) && tail.split_whitespace().any(|word| words.connectives.contains(word)) {
        let longer = commas.take(3).filter_map(|at| plausible(clause, at..clause.len(), words));
        let mut bodies = longer.filter(|name| {
            let first = clause[name.clone()].split_whitespace().next();
            first.is_some_and(|word| words.heads.contains(word))
        });
        if let Some(name) = bodies.next() {
            return Some(name);
        }
    }
    Some(name)
}

/// The range without an article, if a source may be called so: in capitals
/// but for connectives and words such as `press service`.
fn plausible(text: &str, range: Range<usize>, words: &Attribution) -> Option<Range<usize>> {
    let mut name = &text[range.clone()];
    for article in &words.articles {
        if let Some(rest) = name.strip_prefix(article.as_str()).filter(|rest| rest.starts_with(' ')) {
            name = rest.trim_start();
        }
    }
    let mut parts = name.split_whitespace();
    let first = parts.next()?;
    let last = parts.clone().next_back().unwrap_or(first);
    // The longest name of a ministry that was seen has eleven words.
    let short = parts.clone().count() < 16;
    let person = words.persons.contains(first) && !words.heads.contains(last);
    let begins = begins_like_a_name(first) || words.heads.contains(first);
    let fits = |part: &str| {
        let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
        begins_like_a_name(part) || words.connectives.contains(part) || words.heads.contains(bare)
    };
    let sentence = name.contains(". ") || name.contains(['"', '“', '”', ':', ';', '?', '!']);
    let plausible = short && !person && begins && parts.all(fits) && !sentence;
    plausible.then(|| range.end - name.len()..range.end)
}

/// With a capital, perhaps behind a bracket or a quotation mark; or with a
/// domain, such as `example.org`.
fn begins_like_a_name(word: &str) -> bool {
    let letters = word.trim_start_matches(['(', '«', '’', '\'']);
    letters.chars().next().is_some_and(char::is_uppercase) || is_domain(word)
}

fn is_domain(word: &str) -> bool {
    let labels = || word.split('.');
    let letters = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    labels().count() > 1
        && labels().all(letters)
        && labels().next_back().is_some_and(|last| last.len() > 1 && last.chars().all(char::is_alphabetic))
}

/// Whether the name itself says that it is no person's.
fn is_body(name: &str, words: &Attribution) -> bool {
    is_domain(name) || name.split_whitespace().any(|word| words.heads.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let mut notes = Notes::default();
        source(&Reading::of_text(text, None, crate::knowledge::knowledge()), &mut notes);
        let found = notes
            .source
            .as_ref()
            .map(|source| (source.name.as_str(), source.verb.as_deref().expect("a clause has a verb")));
        assert_eq!(found, expected);
        if let Some(source) = &notes.source {
            assert_eq!(source.span.and_then(|span| span.slice(text)), Some(source.name.as_str()));
        }
    }

    #[test]
    fn a_closing_verb_ends_a_name() {
        check("Ice broke on the Sava, Baltic Herald reports.", Some(("Baltic Herald", "reports")));
        check("Ice broke, the Ministry of Rivers informs.", Some(("Ministry of Rivers", "informs")));
        check("He met envoy Ada Lund, lyra.example reports.", Some(("lyra.example", "reports")));
        check(
            "Ice broke, press service of the Rivers Agency reports.",
            Some(("press service of the Rivers Agency", "reports")),
        );
        check(
            "Prices’ rise – slow, Lyra News correspondent reports.",
            Some(("Lyra News", "correspondent reports")),
        );
    }

    #[test]
    fn the_last_comma_counts_unless_the_name_has_one() {
        check(
            "He met, in Oslo, Ada Lund, Ministry of Rivers of Norway reports.",
            Some(("Ministry of Rivers of Norway", "reports")),
        );
        check(
            "Ice broke, Ministry of Rivers, Lakes and Harbours reports.",
            Some(("Ministry of Rivers, Lakes and Harbours", "reports")),
        );
        check("Talks with Kenya, Oslo and Lyra reports.", Some(("Oslo and Lyra", "reports")));
    }

    #[test]
    fn verbs_stand_in_the_middle_and_before() {
        check("Ice broke, Lyra cites the press service of the port.", Some(("Lyra", "cites")));
        check("Ice broke, Lyra reports citing Baltic Herald.", Some(("Lyra", "reports citing")));
        check("Лёд тронулся, сообщает Лира.", Some(("Лира", "сообщает")));
        check(
            "Лёд тронулся, – передает пресс-служба МВД со ссылкой на «Лиру».",
            Some(("пресс-служба МВД", "передает")),
        );
    }

    #[test]
    fn the_first_paragraph_that_has_one_counts() {
        check(
            "Ice broke.\nIt was late, Lyra reports.\nIt was ice, Baltic Herald reports.",
            Some(("Lyra", "reports")),
        );
    }

    #[test]
    fn people_and_plain_clauses_are_no_sources() {
        check("Ice broke, Orlov said.", None);
        check("Ice broke, he reports.", None);
        check("Ice broke, President Orlov reports.", None);
        check("Ice broke, Prime Minister’s Office reports.", Some(("Prime Minister’s Office", "reports")));
        check("Ice broke, Rivers Agency said.", Some(("Rivers Agency", "said")));
        check("There were members of Parliament, who wrote reports.", None);
        check("She said, Orlov and his team reports.", None);
        check("No comma here but Lyra reports.", None);
        check("Lyra reports", None);
        check("A heading, Lyra reports", None);
        check("Sales fell 1, 2 reports.", None);
    }
}
