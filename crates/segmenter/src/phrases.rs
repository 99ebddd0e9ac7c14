//! Pages and parts of pages that say nothing new, known by their words.

use std::{collections::HashSet, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use crate::{
    line::Line,
    notation::{Role, parse},
    paper::Paper,
    template::{lower, rule},
    templates::Templates,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    footer: Vec<String>,
    furniture: Vec<String>,
    ends: HashSet<String>,
    skipped: Vec<String>,
    mail: Vec<String>,
    barren: Vec<Barren>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Barren {
    reason: String,
    phrases: Vec<String>,
}

struct Phrases {
    footer: AhoCorasick,
    furniture: Vec<String>,
    marks: Templates,
    ends: HashSet<String>,
    skipped: HashSet<String>,
    mail: HashSet<String>,
    barren: Vec<(String, AhoCorasick)>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let data: Data =
        toml::from_str(include_str!("../data/phrases.toml")).expect("the phrases are well written");
    let any = |phrases: &[String]| {
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(phrases);
        built.expect("there are few phrases, and short ones")
    };
    let marks = |written: &[String]| {
        let lines =
            written.iter().map(|line| parse(line, Role::Mark, None).expect("the phrases are well written"));
        Templates::of_lines(lines.collect())
    };
    Phrases {
        footer: any(&data.footer),
        marks: marks(&data.furniture),
        ends: data.ends,
        skipped: data.skipped.into_iter().collect(),
        mail: data.mail.into_iter().collect(),
        barren: data.barren.iter().map(|page| (page.reason.clone(), any(&page.phrases))).collect(),
        furniture: data.furniture,
    }
});

/// The templates, as they are written, of lines that are furniture wherever they stand: those that fill one of these.
pub(crate) fn furniture(lines: &[Line<'_>]) -> Vec<String> {
    let mut found = vec![false; PHRASES.furniture.len()];
    for line in lines {
        if !PHRASES.marks.fill(&line.text) {
            continue;
        }
        for (index, block) in PHRASES.marks.blocks().iter().enumerate() {
            found[index] = found[index] || block[0].fills(&line.text);
        }
    }
    PHRASES
        .furniture
        .iter()
        .zip(found)
        .filter(|(_, found)| *found)
        .map(|(written, _)| written.clone())
        .collect()
}

/// Whether an element of HTML that is called so holds no article's text.
pub(crate) fn is_skipped(names: &str) -> bool {
    let names = names.to_ascii_lowercase();
    names
        .split(|c: char| c.is_whitespace() || c == '-' || c == '_')
        .any(|name| PHRASES.skipped.contains(name))
}

/// Whether a word closes an item.
pub(crate) fn is_end(word: &str) -> bool {
    PHRASES.ends.contains(&lower(word))
}

/// Whether messages of mail have a line of this name; in lower case.
pub(crate) fn is_of_mail(name: &str) -> bool {
    PHRASES.mail.contains(name)
}

/// So much text is too much for a page that only stands in another's place, in bytes.
const LONGEST: usize = 6000;

/// So many lines are the opening of a page.
const OPENING: usize = 12;

/// Why a document is no bulletin, if its words say so: in two of three lines,
/// or in most of its few words.
pub(crate) fn barren(paper: &Paper<'_>) -> Option<&'static str> {
    let lines = &paper.lines;
    let length: usize = lines.iter().map(|line| line.text.len()).sum();
    if length > LONGEST || lines.is_empty() {
        return None;
    }
    let lines: Vec<String> = lines.iter().map(|line| lower(&line.text)).collect();
    let judge = |(reason, phrases): &'static (String, AhoCorasick)| {
        let (mut told, mut marked, mut hits) = (0, 0, 0);
        for line in &lines {
            let found = phrases.find_iter(line.as_str()).count();
            hits += found;
            told += usize::from(found > 0);
            marked += if found > 0 { line.len() } else { 0 };
        }
        let often = told * 10 >= lines.len() * 4 && told >= 3;
        let dense = hits >= 4 && marked * 10 >= length * 5;
        // Or it opens with such words, and goes on with more of them than any text has.
        let opens: usize =
            lines.iter().take(OPENING).map(|line| phrases.find_iter(line.as_str()).count()).sum();
        let opened = opens >= 3 && hits >= 8 && told * 10 >= lines.len() * 2;
        (often && (dense || length < 600) || opened).then_some((hits, &**reason))
    };
    PHRASES.barren.iter().filter_map(judge).max_by_key(|(hits, _)| *hits).map(|(_, reason)| reason)
}

/// The line with which the footer begins; the number of lines, if there is none.
///
/// From the end upward, block by block, as long as they are marks, or have a
/// phrase of a footer; but never more than a third of the text.
pub(crate) fn footer(lines: &[Line<'_>]) -> usize {
    let Some(last) = lines.last() else { return 0 };
    let first_byte = lines[0].start;
    let limit = first_byte + (last.end - first_byte) * 2 / 3;
    let mut end = lines.len();
    let mut cut = lines.len();
    let mut blocks = 0;
    while end > 0 && blocks < 40 {
        let start = (0..end).rev().find(|at| *at == 0 || parts(lines, *at)).unwrap_or(0);
        let block = &lines[start..end];
        if block[0].start < limit {
            break;
        }
        let marks = block.iter().all(|line| rule(&line.text) == Some(line.text.len()));
        let text: String = block.iter().take(12).map(|line| lower(&line.text) + "\n").collect();
        let told = PHRASES.footer.is_match(&text);
        if told || marks && cut < lines.len() {
            cut = start;
            blocks += 1;
        } else {
            // A short block above a footer may be a part of it, and a rule below one.
            let may_belong = if cut < lines.len() { text.len() < 120 && block.len() <= 2 } else { marks };
            if !may_belong {
                break;
            }
            blocks += 1;
        }
        end = start;
    }
    cut
}

/// Whether a line stands apart from the one before it.
fn parts(lines: &[Line<'_>], at: usize) -> bool {
    let (line, before) = (&lines[at], &lines[at - 1]);
    let is_rule = |line: &Line<'_>| rule(&line.text) == Some(line.text.len());
    line.blanks > 0 || is_rule(line) || is_rule(before)
}
