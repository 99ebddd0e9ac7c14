//! Words and phrases, found in one pass over the tokens.

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    ops::Range,
};

use foldhash::fast::FixedState;

use crate::{Class, Reading};

/// Phrases as data have them, by the letters with which they begin.
///
/// A word of a phrase is `word`, `stem*`, which is any word that begins so,
/// or `stem(a|b)`, which is one of several. Case counts for nothing.
#[derive(Debug)]
pub(crate) struct Terms {
    /// By the first four letters, where terms are that begin so: most words of a
    /// text begin with none of them.
    fours: HashMap<[u8; 4], Four, FixedState>,
    /// Whether a stem is so short that four letters do not tell.
    shallow: bool,
    /// By the code of the first letter, the node behind it.
    roots: Vec<Option<usize>>,
    nodes: Vec<Node>,
    /// Of all nodes, one after the other: a letter and the node behind it. Small,
    /// since most words of a text come by here.
    edges: Vec<(char, u32)>,
    /// Sorted by their first words.
    wordings: Vec<Term>,
}

/// Where one is behind four letters, by [`four`].
#[derive(Debug, Default)]
struct Four {
    /// Terms whose first word may go on behind the third of them.
    above: Range<u32>,
    node: Option<usize>,
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
            fours: HashMap::default(),
            shallow: false,
            roots: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            wordings: Vec::new(),
        };
        let mut root = Branch::default();
        let mut firsts = Vec::new();
        for (mut words, phrases) in wordings {
            let first = words.remove(0);
            let branch = first.letters.chars().fold(&mut root, |branch, c| branch.next.entry(c).or_default());
            let own = if first.open { &mut branch.open } else { &mut branch.closed };
            let number = short(found.wordings.len());
            let start = if own.end == 0 { number } else { own.start };
            *own = start..number + 1;
            found.wordings.push(Term { rest: words, phrases });
            firsts.push(first);
        }
        for (letter, branch) in root.next {
            let code = code(letter);
            found.roots.resize(found.roots.len().max(code + 1), None);
            found.roots[code] = Some(found.lay(branch));
        }
        for first in &firsts {
            found.begin(first);
        }
        found
    }

    /// Remembers where the terms are that begin with the first four letters of
    /// this word; if three letters are a stem, with any fourth.
    fn begin(&mut self, Word { letters, open }: &Word) {
        let plain = letters.bytes().all(|letter| letter.is_ascii_alphabetic());
        self.shallow |= *open && plain && letters.len() < 3;
        let mut set = |four: [u8; 4]| {
            let letters = four.into_iter().map(char::from);
            let node = self.behind(letters.clone().take_while(|c| *c != NONE));
            let above = self.behind(letters.take(3)).filter(|_| four[3] != 0);
            let above = above.map_or(0..0, |above| self.nodes[above].open.clone());
            self.fours.insert(four, Four { above, node });
        };
        four(letters).into_iter().for_each(&mut set);
        if *open && plain && letters.len() == 3 {
            ('a'..='z').filter_map(|last| four(&format!("{letters}{last}"))).for_each(set);
        }
    }

    /// The node behind some letters.
    fn behind(&self, mut letters: impl Iterator<Item = char>) -> Option<usize> {
        let root = (*self.roots.get(code(letters.next()?))?)?;
        letters.try_fold(root, |node, letter| self.step(&self.nodes[node], letter))
    }

    fn step(&self, node: &Node, letter: char) -> Option<usize> {
        // Behind the first letters there are seldom more than two.
        let edges = &self.edges[long(&node.edges)];
        edges.iter().find(|edge| edge.0 == letter).map(|edge| edge.1 as usize)
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
        if let Some(four) = four(word).filter(|_| !self.shallow) {
            let Four { above, node } = self.fours.get(&four)?;
            take(above);
            if let Some(node) = node {
                self.walk(*node, word.get(4..).unwrap_or_default(), take);
            }
        } else {
            let mut letters = word.chars();
            let first = letters.next().map(fold);
            if let Some(root) = first.and_then(|first| *self.roots.get(code(first))?) {
                self.walk(root, letters.as_str(), take);
            }
        }
        best.map(|(term, behind)| (&term.phrases[..], behind))
    }

    /// Takes the terms on the way of the rest of a word.
    fn walk(&self, node: usize, rest: &str, take: impl FnMut(&Range<u32>)) {
        // Most words are of plain letters, which need no decoding.
        if rest.is_ascii() {
            self.walk_by(node, rest.bytes().map(|byte| char::from(byte.to_ascii_lowercase())), take);
        } else {
            self.walk_by(node, rest.chars().map(fold), take);
        }
    }

    fn walk_by(&self, node: usize, letters: impl Iterator<Item = char>, mut take: impl FnMut(&Range<u32>)) {
        let mut node = &self.nodes[node];
        let mut some = |terms: &Range<u32>| {
            if !terms.is_empty() {
                take(terms);
            }
        };
        some(&node.open);
        for letter in letters {
            let Some(next) = self.step(node, letter) else { return };
            node = &self.nodes[next];
            some(&node.open);
        }
        some(&node.closed);
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).expect("there are fewer terms than that")
}

fn long(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// In place of the fourth letter of a word of three.
const NONE: char = '\0';

/// The first four letters, or the only three, in lower case; none if they are
/// not of the English alphabet, or fewer.
fn four(word: &str) -> Option<[u8; 4]> {
    let letters = word.as_bytes();
    let four = match *letters {
        [a, b, c] => [a, b, c, 0],
        [a, b, c, d, ..] => [a, b, c, d],
        _ => return None,
    };
    let plain = four.iter().take(letters.len()).all(u8::is_ascii_alphabetic);
    plain.then(|| four.map(|letter| letter.to_ascii_lowercase()))
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
