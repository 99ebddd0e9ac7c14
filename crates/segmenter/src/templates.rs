//! Several templates at once, and the byte that refuses most lines.

use crate::template::{Piece, Template};

/// Templates of one kind, and the bytes with which a line may begin that
/// fills one of them: most lines are refused by their first byte.
#[derive(Debug, Clone)]
pub(crate) struct Templates {
    each: Vec<Template>,
    opens: [bool; 256],
}

impl Templates {
    pub(crate) fn new(each: Vec<Template>) -> Templates {
        let mut opens = [false; 256];
        for piece in each.iter().filter_map(|template| template.0.first()) {
            piece.mark_first_bytes(&mut opens);
        }
        Templates { each, opens }
    }

    /// Those that may fill this line.
    pub(crate) fn for_line(&self, line: &str) -> &[Template] {
        match line.bytes().next() {
            Some(first) if self.opens[usize::from(first)] => &self.each,
            _ => &[],
        }
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
            Piece::Space | Piece::Rest | Piece::RestApart => opens.fill(true),
        }
    }
}
