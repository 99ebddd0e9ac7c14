//! Words and phrases, found in one pass over the tokens.

use std::{collections::BTreeMap, mem};

use crate::{Class, Reading};

/// Phrases as data words them, by the letters with which they begin.
///
/// A word of a phrase is `word`, `stem*`, which is any word that begins so,
/// or `stem(a|b)`, which is one of several. Case counts for nothing.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The first one is before the first letter.
    nodes: Vec<Node>,
    terms: Vec<Term>,
}

/// Where one is behind so many letters of a phrase's first word.
#[derive(Debug, Default)]
struct Node {
    /// Sorted by the letter.
    edges: Vec<(char, usize)>,
    /// Terms whose first word may go on.
    open: Vec<usize>,
    /// Terms whose first word must end here.
    closed: Vec<usize>,
}

#[derive(Debug)]
struct Term {
    /// The words behind the first.
    rest: Vec<Word>,
    /// The numbers of the phrases that are worded so.
    phrases: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    letters: String,
    open: bool,
}

impl Terms {
    /// Of phrases, which are numbered from 0.
    pub(crate) fn new<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Terms {
        let mut wordings: BTreeMap<Vec<Word>, Vec<usize>> = BTreeMap::new();
        for (number, phrase) in phrases.into_iter().enumerate() {
            for wording in spellings(phrase) {
                wordings.entry(wording).or_default().push(number);
            }
        }
        let mut terms = Terms { nodes: vec![Node::default()], terms: Vec::with_capacity(wordings.len()) };
        for (mut words, phrases) in wordings {
            let first = words.remove(0);
            let node = first.letters.chars().fold(0, |node, c| terms.child(node, c));
            let Node { open, closed, .. } = &mut terms.nodes[node];
            if first.open {
                open.push(terms.terms.len())
            } else {
                closed.push(terms.terms.len())
            }
            terms.terms.push(Term { rest: words, phrases });
        }
        terms
    }

    fn child(&mut self, node: usize, c: char) -> usize {
        let new = self.nodes.len();
        let edges = &mut self.nodes[node].edges;
        match edges.binary_search_by_key(&c, |edge| edge.0) {
            Ok(at) => edges[at].1,
            Err(at) => {
                edges.insert(at, (c, new));
                self.nodes.push(Node::default());
                new
            }
        }
    }

    /// The numbers of the phrases that begin at a token, and the token behind
    /// them: those of the most words, and of the most letters among them.
    pub(crate) fn at(&self, reading: &Reading<'_>, index: usize) -> Option<(&[usize], usize)> {
        let mut best: Option<(&Term, usize)> = None;
        let mut take = |terms: &[usize]| {
            for term in terms.iter().map(|term| &self.terms[*term]) {
                if best.is_none_or(|(best, _)| term.rest.len() >= best.rest.len())
                    && let Some(behind) = follow(&term.rest, reading, index)
                {
                    best = Some((term, behind));
                }
            }
        };
        let mut node = &self.nodes[0];
        let mut ended = true;
        for c in reading.at(index).chars().map(fold) {
            let Ok(edge) = node.edges.binary_search_by_key(&c, |edge| edge.0) else {
                ended = false;
                break;
            };
            node = &self.nodes[node.edges[edge].1];
            take(&node.open);
        }
        if ended {
            take(&node.closed);
        }
        best.map(|(term, behind)| (&term.phrases[..], behind))
    }
}

/// The token behind the words, if they follow the token at `index`. An ending
/// such as `’s` is stepped over.
fn follow(words: &[Word], reading: &Reading<'_>, index: usize) -> Option<usize> {
    let tokens = reading.tokens();
    let block = tokens[index].block;
    let mut at = index + 1;
    for word in words {
        if tokens.get(at)?.class == Class::Clitic {
            at += 1;
        }
        let token = tokens.get(at).filter(|token| token.block == block)?;
        if !word.is(reading.word(token)) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

impl Word {
    fn is(&self, written: &str) -> bool {
        let mut written = written.chars().map(fold);
        self.letters.chars().all(|c| written.next() == Some(c)) && (self.open || written.next().is_none())
    }
}

/// A letter in lower case. One that becomes two loses the second.
fn fold(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else if c.is_uppercase() {
        c.to_lowercase().next().unwrap_or(c)
    } else {
        c
    }
}

/// All wordings of a phrase.
fn spellings(phrase: &str) -> Vec<Vec<Word>> {
    let mut wordings = vec![Vec::new()];
    for word in phrase.split(' ') {
        let (body, open) = word.strip_suffix('*').map_or((word, false), |body| (body, true));
        let (stem, group) = body.split_once('(').unwrap_or((body, ")"));
        let (choices, tail) = group.split_once(')').unwrap_or((group, ""));
        for wording in mem::take(&mut wordings) {
            wordings.extend(choices.split('|').map(|choice| {
                let letters = [stem, choice, tail].concat().chars().map(fold).collect();
                [&wording[..], &[Word { letters, open }]].concat()
            }));
        }
    }
    wordings
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHRASES: [&str; 7] = [
        "rights",
        "human right(s|)",
        "elect(ion|oral)*",
        "elect*",
        "organi(s|z)ation",
        "прав* человека",
        "children rights",
    ];

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &[usize])]) {
        let terms = Terms::new(PHRASES);
        let reading = Reading::of_text(text, None);
        let mut found = Vec::new();
        let mut index = 0;
        while index < reading.tokens().len() {
            let next = terms.at(&reading, index).map(|(phrases, behind)| {
                found.push((reading.words(index..behind), phrases));
                behind
            });
            index = next.unwrap_or(index + 1);
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_phrase_wins() {
        check(
            "Human Rights, rights, a human right",
            &[("Human Rights", &[1]), ("rights", &[0]), ("human right", &[1])],
        );
        check("human righteousness", &[]);
        check("human\nrights", &[("rights", &[0])]);
    }

    #[test]
    fn the_longest_stem_wins() {
        check(
            "ELECTED electoral elections elec",
            &[("ELECTED", &[3]), ("electoral", &[2]), ("elections", &[2])],
        );
    }

    #[test]
    fn words_are_whole_and_in_any_case() {
        check(
            "an organisation of ORGANIZATION organizations",
            &[("organisation", &[4]), ("ORGANIZATION", &[4])],
        );
        check("Правам Человека, право", &[("Правам Человека", &[5])]);
    }

    #[test]
    fn endings_of_their_own_are_stepped_over() {
        check("the children’s rights", &[("children’s rights", &[6])]);
    }
}
