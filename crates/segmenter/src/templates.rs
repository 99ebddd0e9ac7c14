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
    /// The bytes with which each of them may begin.
    opens: Vec<Bytes>,
    /// Those with which any may.
    any: Bytes,
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Bytes([u64; 4]);

impl Bytes {
    fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }

    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
    }
}

impl Templates {
    pub(crate) fn new(blocks: Vec<Vec<Template>>) -> Templates {
        let mut any = Bytes::default();
        let opens = |block: &Vec<Template>| {
            let mut own = Bytes::default();
            if let Some(piece) = block.first().and_then(|line| line.0.first()) {
                piece.mark_first_bytes(&mut own);
            }
            any.0.iter_mut().zip(own.0).for_each(|(any, own)| *any |= own);
            own
        };
        let opens = blocks.iter().map(opens).collect();
        Templates(Arc::new(Compiled { blocks, opens, any }))
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
        let first = line.bytes().next().filter(|first| self.0.any.has(*first));
        let blocks = first
            .map(|first| self.0.blocks.iter().zip(&self.0.opens).filter(move |(_, opens)| opens.has(first)));
        blocks.into_iter().flatten().map(|(block, _)| block)
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
    fn mark_first_bytes(&self, opens: &mut Bytes) {
        let mut mark = |text: &str| {
            if let Some(byte) = text.bytes().next() {
                opens.add(byte);
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
                (b'0'..=b'9').for_each(|digit| opens.add(digit));
            }
            Piece::Ordinal => {
                (b'0'..=b'9').chain(*b"IVXLC").for_each(|byte| opens.add(byte));
            }
            Piece::Rule => {
                (0..128_u8).filter(|byte| is_rule_mark(char::from(*byte))).for_each(|byte| opens.add(byte));
                (128..=255_u8).for_each(|byte| opens.add(byte));
            }
            Piece::Link => b"hfw<".iter().for_each(|byte| opens.add(*byte)),
            Piece::Half
            | Piece::Zone
            | Piece::Weekday
            | Piece::AnyMonth
            | Piece::Lead
            | Piece::Capture(..)
            | Piece::Space
            | Piece::Rest
            | Piece::RestApart => *opens = Bytes([u64::MAX; 4]),
        }
    }
}
