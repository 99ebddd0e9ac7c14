//! Several templates at once, and the byte that refuses most lines.

use std::sync::Arc;

use crate::template::{Found, Piece, Template, is_rule_mark};

/// Blocks of one kind, and the bytes with which a line may begin that begins
/// one of them: most lines are refused by their first byte.
///
/// A clone is a share.
#[derive(Debug, Clone)]
pub(crate) struct Templates(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    /// Each is the lines of a block, at least one.
    blocks: Vec<Vec<Template>>,
    /// For each byte the blocks that may begin with it.
    opens: Box<[Vec<u16>; 256]>,
}

impl Templates {
    pub(crate) fn new(blocks: Vec<Vec<Template>>) -> Templates {
        let mut opens = Box::new([const { Vec::new() }; 256]);
        for (number, block) in (0..).zip(&blocks) {
            let mut own = [false; 256];
            if let Some(piece) = block.first().and_then(|line| line.0.first()) {
                piece.mark_first_bytes(&mut own);
            }
            opens.iter_mut().zip(own).filter(|(_, opens)| *opens).for_each(|(blocks, _)| blocks.push(number));
        }
        Templates(Arc::new(Compiled { blocks, opens }))
    }

    pub(crate) fn of_lines(lines: Vec<Template>) -> Templates {
        Templates::new(lines.into_iter().map(|line| vec![line]).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.blocks.is_empty()
    }

    /// All blocks.
    pub(crate) fn blocks(&self) -> &[Vec<Template>] {
        &self.0.blocks
    }

    /// Those that may begin with this line.
    pub(crate) fn for_line(&self, line: &str) -> impl Iterator<Item = &Vec<Template>> {
        let opens = line.bytes().next().map_or(&[][..], |first| &self.0.opens[usize::from(first)]);
        opens.iter().map(|number| &self.0.blocks[usize::from(*number)])
    }

    /// What the first template says of a line that it fills.
    pub(crate) fn read(&self, line: &str) -> Option<Found> {
        self.for_line(line).find_map(|block| block[0].read(line))
    }

    /// Whether one of the templates fills the line.
    pub(crate) fn fill(&self, line: &str) -> bool {
        self.for_line(line).any(|block| block[0].fills(line))
    }

    /// Where one of the templates closes the line.
    pub(crate) fn close(&self, line: &str) -> Option<usize> {
        self.0.blocks.iter().find_map(|block| block[0].closes(line))
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
                (0..128_u8).filter(|byte| is_rule_mark(char::from(*byte))).for_each(|byte| opens[usize::from(byte)] = true);
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
