//! Several templates at once, and the byte that refuses most lines.

use crate::template::{Found, Piece, Template, is_rule_mark};

/// Blocks of one kind, and the bytes with which a line may begin that begins
/// one of them: most lines are refused by their first byte.
#[derive(Debug, Clone)]
pub(crate) struct Templates {
    /// Each is the lines of a block, at least one.
    blocks: Vec<Vec<Template>>,
    opens: [bool; 256],
}

impl Templates {
    pub(crate) fn new(blocks: Vec<Vec<Template>>) -> Templates {
        let mut opens = [false; 256];
        for piece in blocks.iter().filter_map(|block| block.first()?.0.first()) {
            piece.mark_first_bytes(&mut opens);
        }
        Templates { blocks, opens }
    }

    pub(crate) fn of_lines(lines: Vec<Template>) -> Templates {
        Templates::new(lines.into_iter().map(|line| vec![line]).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// All blocks.
    pub(crate) fn blocks(&self) -> &[Vec<Template>] {
        &self.blocks
    }

    /// Those that may begin with this line.
    pub(crate) fn for_line(&self, line: &str) -> &[Vec<Template>] {
        match line.bytes().next() {
            Some(first) if self.opens[usize::from(first)] => &self.blocks,
            _ => &[],
        }
    }

    /// What the first template says of a line that it fills.
    pub(crate) fn read(&self, line: &str) -> Option<Found> {
        self.for_line(line).iter().find_map(|block| block[0].read(line))
    }

    /// Whether one of the templates fills the line.
    pub(crate) fn fill(&self, line: &str) -> bool {
        self.for_line(line).iter().any(|block| block[0].fills(line))
    }

    /// Where one of the templates closes the line.
    pub(crate) fn close(&self, line: &str) -> Option<usize> {
        self.blocks.iter().find_map(|block| block[0].closes(line))
    }
}

impl Piece {
    fn mark_first_bytes(&self, opens: &mut [bool; 256]) {
        let mut mark = |text: &str| {
            if let Some(byte) = text.bytes().next() {
                opens[usize::from(byte)] = true;
            }
        };
        match self {
            Piece::Literal(text) => mark(text),
            Piece::Caseless(text) => {
                mark(text);
                mark(&text.to_uppercase());
            }
            Piece::MonthName(names) => {
                for name in names.iter() {
                    mark(name);
                    mark(&name.to_uppercase());
                }
            }
            Piece::Number(..) | Piece::Count => {
                (b'0'..=b'9').for_each(|digit| opens[usize::from(digit)] = true);
            }
            Piece::Ordinal => {
                (b'0'..=b'9').chain(*b"IVXLC").for_each(|byte| opens[usize::from(byte)] = true);
            }
            Piece::Rule => {
                (0..128_u8)
                    .filter(|byte| is_rule_mark(char::from(*byte)))
                    .for_each(|byte| opens[usize::from(byte)] = true);
                (128..=255_u8).for_each(|byte| opens[usize::from(byte)] = true);
            }
            Piece::Link => b"hfw<".iter().for_each(|byte| opens[usize::from(*byte)] = true),
            Piece::Half
            | Piece::Zone
            | Piece::Weekday
            | Piece::AnyMonth
            | Piece::Lead
            | Piece::Capture(..)
            | Piece::Space
            | Piece::Rest
            | Piece::RestApart => opens.fill(true),
        }
    }
}
