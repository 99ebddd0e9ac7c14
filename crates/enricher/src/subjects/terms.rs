//! Words and phrases, found in one pass over the tokens.

use std::{collections::BTreeMap, mem, ops::Range};

use crate::{Class, Reading};

/// Phrases as data have them, by the letters with which they begin.
///
/// A word of a phrase is `word`, `stem*`, which is any word that begins so,
/// or `stem(a|b)`, which is one of several. Case counts for nothing.
#[derive(Debug)]
pub(crate) struct Terms {
    /// With which four letters terms begin, a bit each, by [`four`]: most words of
    /// a text begin with none of them.
    begin: Vec<u64>,
    /// By the code of the first letter, the node behind it.
    roots: Vec<Option<usize>>,
    nodes: Vec<Node>,
    /// Of all nodes, one after the other: a letter and the node behind it. Small,
    /// since most words of a text come by here.
    edges: Vec<(char, u32)>,
    /// Sorted by their first words.
    wordings: Vec<Term>,
}

/// Where one is behind so many letters of a phrase's first word.
#[derive(Debug, Default)]
struct Node {
    edges: Range<u32>,
    /// Terms whose first word may go on.
    open: Range<u32>,
    /// Terms whose first word must end here.
    closed: Range<u32>,
}

/// A node that may still get edges.
#[derive(Default)]
struct Branch {
    next: BTreeMap<char, Branch>,
    open: Range<u32>,
    closed: Range<u32>,
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
        let mut found = Terms {
            begin: vec![0; FOURS / 64],
            roots: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            wordings: Vec::new(),
        };
        let mut root = Branch::default();
        for (mut words, phrases) in wordings {
            let Word { letters, open } = words.remove(0);
            found.begin(&letters, open);
            let branch = letters.chars().fold(&mut root, |branch, c| branch.next.entry(c).or_default());
            let own = if open { &mut branch.open } else { &mut branch.closed };
            let number = short(found.wordings.len());
            let first = if own.end == 0 { number } else { own.start };
            *own = first..number + 1;
            found.wordings.push(Term { rest: words, phrases });
        }
        for (letter, branch) in root.next {
            let code = code(letter);
            found.roots.resize(found.roots.len().max(code + 1), None);
            found.roots[code] = Some(found.lay(branch));
        }
        found
    }

    /// Remembers the first four letters of a term, and of all that a shorter
    /// stem may begin.
    fn begin(&mut self, letters: &str, open: bool) {
        let mut set = |four: usize| self.begin[four / 64] |= 1 << (four % 64);
        four(letters).into_iter().for_each(&mut set);
        if !open || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            return;
        }
        if letters.len() < 3 {
            self.begin.fill(u64::MAX);
            return;
        }
        ('a'..='z').filter_map(|last| four(&format!("{letters}{last}"))).for_each(set);
    }

    /// Puts a branch among the nodes, and says where.
    fn lay(&mut self, branch: Branch) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node { edges: 0..0, open: branch.open, closed: branch.closed });
        let edges: Vec<(char, u32)> =
            branch.next.into_iter().map(|(letter, branch)| (letter, short(self.lay(branch)))).collect();
        self.nodes[node].edges = short(self.edges.len())..short(self.edges.len() + edges.len());
        self.edges.extend(edges);
        node
    }

    /// The numbers of the phrases that begin at a token, and the token behind
    /// them: those of the most words, and of the most letters among them.
    pub(crate) fn at(&self, reading: &Reading<'_>, index: usize) -> Option<(&[usize], usize)> {
        let word = reading.at(index);
        if four(word).is_some_and(|four| self.begin[four / 64] >> (four % 64) & 1 == 0) {
            return None;
        }
        let mut best: Option<(&Term, usize)> = None;
        let mut take = |terms: &Range<u32>| {
            for term in &self.wordings[long(terms)] {
                if best.is_none_or(|(best, _)| term.rest.len() >= best.rest.len())
                    && let Some(behind) = follow(&term.rest, reading, index)
                {
                    best = Some((term, behind));
                }
            }
        };
        // Most words are of plain letters, which need no decoding.
        if word.is_ascii() {
            self.walk(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())), &mut take);
        } else {
            self.walk(word.chars().map(fold), &mut take);
        }
        best.map(|(term, behind)| (&term.phrases[..], behind))
    }

    /// Takes the terms on the way of a word, letter by letter.
    fn walk(&self, mut letters: impl Iterator<Item = char>, mut take: impl FnMut(&Range<u32>)) {
        let root = letters.next().and_then(|first| *self.roots.get(code(first))?);
        let Some(mut node) = root.map(|root| &self.nodes[root]) else { return };
        take(&node.open);
        for c in letters {
            let edges = &self.edges[long(&node.edges)];
            let Ok(at) = edges.binary_search_by_key(&c, |edge| edge.0) else { return };
            node = &self.nodes[edges[at].1 as usize];
            if !node.open.is_empty() {
                take(&node.open);
            }
        }
        take(&node.closed);
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).expect("there are fewer terms than that")
}

fn long(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// How many places the first four letters of words are spread over.
const FOURS: usize = 1 << 16;

/// The place of the first four letters, or the only three, whatever their case;
/// none if they are not of the English alphabet, or fewer.
fn four(word: &str) -> Option<usize> {
    let letters = word.as_bytes();
    let plain = letters.len() > 2 && letters.iter().take(4).all(u8::is_ascii_alphabetic);
    let spread = |code: usize, letter: &u8| code * 31 + usize::from(letter & 31);
    plain.then(|| letters.iter().chain(&[0]).take(4).fold(0, spread) % FOURS)
}

fn code(letter: char) -> usize {
    usize::try_from(u32::from(letter)).expect("it has 21 bits")
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

/// All forms of a single word that is no stem, as in `stem(a|b)`.
pub(crate) fn forms(word: &str) -> Vec<String> {
    spellings(word).into_iter().filter_map(|mut words| Some(words.pop()?.letters)).collect()
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
        let reading = Reading::of_text(text, None, crate::knowledge::knowledge());
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
