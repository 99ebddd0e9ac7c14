//! How an item opens: the lines that a header fills, and what they say.

use courant_model::Passage;

use crate::{
    clock::Clock,
    fields,
    layout::Layout,
    line::Line,
    template::{Field, Piece, Template},
};

/// What the header of an item says.
#[derive(Debug, Default)]
pub(crate) struct Opening {
    /// How many lines it takes.
    pub(crate) lines: usize,
    pub(crate) clock: Clock,
    pub(crate) views: Option<u64>,
    pub(crate) headline: Option<Passage>,
    pub(crate) text: Option<Passage>,
    pub(crate) source: Option<String>,
    pub(crate) link: Option<String>,
}

/// The header that begins at line `at`, if one of the layout's does.
pub(crate) fn opening(layout: &Layout, lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let mut blocks = layout.headers.for_line(&lines[at].text);
    blocks
        .find_map(|block| read(block, lines, at))
        .or_else(|| if layout.fields.is_empty() { None } else { fields::opening(lines, at, &layout.fields) })
}

/// Reads a block of templates, a line each.
pub(crate) fn read(block: &[Template], lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let filled = lines.get(at..at + block.len())?;
    let mut opening = Opening { lines: block.len(), ..Opening::default() };
    for (index, (template, line)) in block.iter().zip(filled).enumerate() {
        let found = template.read(&line.text)?;
        // A headline goes on in the next line, and a text right below it: blank lines part them.
        let hangs =
            found.headline.is_some() || matches!(template.0.as_slice(), [Piece::Capture(Field::Text, _)]);
        if index > 0 && hangs && line.blanks > 0 && opening.headline.is_some() {
            return None;
        }
        if !found.clock.is_possible() {
            return None;
        }
        opening.clock.adopt(&found.clock);
        opening.views = opening.views.or(found.views);
        if let Some(range) = found.headline {
            let passage = line.passage(range);
            opening.headline = Some(match opening.headline.take() {
                None => passage,
                Some(first) => joined(&first, &filled[0], &passage, line),
            });
        }
        if let Some(range) = found.text {
            opening.text = Some(line.passage(range));
        }
        opening.source =
            opening.source.take().or_else(|| found.source.map(|range| line.text[range].to_owned()));
        opening.link =
            opening.link.take().or_else(|| found.link.map(|range| bare(&line.text[range]).to_owned()));
    }
    Some(opening)
}

fn joined(first: &Passage, first_line: &Line<'_>, second: &Passage, second_line: &Line<'_>) -> Passage {
    let head = first.reads.as_deref().unwrap_or(&first_line.text);
    let tail = second.reads.as_deref().unwrap_or(&second_line.text);
    Passage { bytes: first.bytes.start..second.bytes.end, reads: Some(format!("{head} {tail}").into()) }
}

fn bare(link: &str) -> &str {
    link.trim_start_matches('<').trim_end_matches('>')
}
