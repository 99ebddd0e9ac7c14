//! How much each word of a text is worth as a keyword.

use super::{units::Units, vocabulary::Kind};

/// What each word is worth, by its number: the less, the better.
///
/// The features are those of YAKE (Campos, Mangaravite, Pasquali, Jorge,
/// Nunes and Jatowt, *YAKE! Keyword extraction from single documents using
/// multiple local features*, Information Sciences 509, 2020): casing, position,
/// frequency, relatedness to context, and dispersion over the sentences.
/// Three things are ours. The headline says nothing by its casing, which is often a
/// title's. And of the position one logarithm is taken and not two, or every
/// word of a headline would beat all others. And what so few neighbours as a
/// news item's words have differ in is chance, up to a point.
pub(crate) fn worths(units: &Units<'_>, places: &Places) -> Vec<f64> {
    let usual = Usual::of(units, places);
    // For each word the last one whose neighbour it was seen to be.
    let mut seen = [vec![usize::MAX; units.words.len()], vec![usize::MAX; units.words.len()]];
    (0..units.words.len()).map(|word| usual.worth(word, units, places, &mut seen)).collect()
}

/// The units of each word, in the order of the text.
pub(crate) struct Places {
    units: Vec<usize>,
    /// Where each word's begin, and where the last one's end.
    starts: Vec<usize>,
}

impl Places {
    pub(crate) fn of(units: &Units<'_>) -> Places {
        let mut starts = vec![0; units.words.len() + 1];
        for unit in &units.list {
            starts[unit.word + 1] += 1;
        }
        for word in 0..units.words.len() {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; units.list.len()];
        for (index, unit) in units.list.iter().enumerate() {
            sorted[next[unit.word]] = index;
            next[unit.word] += 1;
        }
        Places { units: sorted, starts }
    }

    pub(crate) fn all(&self, word: usize) -> &[usize] {
        &self.units[self.starts[word]..self.starts[word + 1]]
    }
}

/// So many neighbours are few.
const FEW: f64 = 4.0;

/// What is usual in a text.
struct Usual {
    /// A word's frequency that is one deviation above the mean.
    often: f64,
    most: f64,
    sentences: f64,
    /// What it is worth to stand in each sentence.
    positions: Vec<f64>,
}

impl Usual {
    fn of(units: &Units<'_>, places: &Places) -> Usual {
        let times = |word: usize| real(places.all(word).len());
        let telling = || (0..units.words.len()).filter(|word| units.words[*word].kind != Kind::Function);
        let count = real(telling().count()).max(1.0);
        let mean = telling().map(times).sum::<f64>() / count;
        let variance = telling().map(|word| (times(word) - mean).powi(2)).sum::<f64>() / count;
        Usual {
            often: mean + variance.sqrt(),
            most: (0..units.words.len()).map(times).fold(1.0, f64::max),
            sentences: real(units.sentences).max(1.0),
            positions: (0..=units.sentences).map(|sentence| (3.0 + real(sentence)).ln()).collect(),
        }
    }

    fn worth(&self, word: usize, units: &Units<'_>, places: &Places, seen: &mut [Vec<usize>; 2]) -> f64 {
        let places = places.all(word);
        let times = real(places.len());
        let loud = real(places.iter().filter(|unit| units.list[**unit].loud).count());
        let position = self.positions[units.list[places[places.len() / 2]].sentence];
        let sentence = |unit: &usize| units.list[*unit].sentence;
        let spread = real(places.chunk_by(|one, next| sentence(one) == sentence(next)).count());

        let [before, behind] = seen;
        let known = |unit: usize| units.list[unit].word;
        let left = variety(word, places.iter().filter_map(|unit| units.before(*unit)).map(known), before);
        let right = variety(word, places.iter().filter_map(|unit| units.behind(*unit)).map(known), behind);

        let casing = if loud > 0.0 { 0.5 * loud / (1.0 + times.ln()) } else { 0.0 };
        let related = 1.0 + (left + right) * times / self.most;
        related * position / (casing + times / self.often / related + spread / self.sentences / related)
    }
}

/// How many of a word's neighbours are different ones, from 0 up to almost 1.
fn variety(word: usize, neighbours: impl Iterator<Item = usize>, seen: &mut [usize]) -> f64 {
    let (mut all, mut distinct) = (0_usize, 0_usize);
    for neighbour in neighbours {
        all += 1;
        if seen[neighbour] != word {
            seen[neighbour] = word;
            distinct += 1;
        }
    }
    real(distinct.saturating_sub(1)) / (real(all) + FEW)
}

/// A count, for arithmetic. Past four billion it stays there.
pub(crate) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
