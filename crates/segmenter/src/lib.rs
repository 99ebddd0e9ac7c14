//! Text to items: where each news item of a bulletin begins and ends, and
//! what in it is headline and what is text.
//!
//! A [`Layout`] is data: a TOML sheet that says what the lines of one kind of
//! bulletin look like. A [`Segmenter`] holds the layouts, chooses one for
//! each bulletin, and cuts at its headers. Items and gaps tile the text:
//! nothing is dropped, and that is checked before anything is returned.
//!
//! ```
//! use courant_model::{Bulletin, Published};
//! use courant_segmenter::{Layout, Segmenter};
//!
//! let layout = Layout::parse("harbour.toml", r#"
//!     name = "harbour"
//!     about = "The harbour office's daily sheet."
//!     timezone = "Europe/Lisbon"
//!     header = ["== {date:%-d %B %Y}, {time:%H:%M}"]
//!     furniture = ["(ends)"]
//!     months = ["January", "February", "March", "April", "May", "June", "July",
//!               "August", "September", "October", "November", "December"]
//! "#)?;
//!
//! let text = "== 3 July 2025, 09:15\nFerry back in service\nThe Alma sails again.\n(ends)\n";
//! let segmented = Segmenter::standard().with(layout).segment(Bulletin::from_text("sheet.txt", text))?;
//!
//! let [document] = &segmented.documents[..] else { panic!("a plain file is one document") };
//! let item = &document.items[0];
//! assert_eq!(document.layout, "harbour");
//! assert_eq!(item.published, Some("2025-07-03T09:15:00+01:00".parse::<Published>()?));
//! assert_eq!(item.headline.read(text), "Ferry back in service");
//! assert_eq!(item.paragraphs[0].read(text), "The Alma sails again.");
//! assert_eq!(item.bytes, 0..text.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a text is cut
//!
//! - Lines end in LF, CR LF, CR CR LF, CR or NEL. White space around a line does not count;
//!   a no-break space or a form feed is white space. Characters that nobody sees are not read.
//! - An **item** goes from the beginning of its header's line to the end of its
//!   last line that is not blank. The headline is what the header keeps, or the first line
//!   behind it that is not furniture; what is further is paragraphs: a line each, or, in a text
//!   whose lines are broken at one width, several. Furniture lies within the item, but is neither.
//! - Blank lines before, between and behind items are
//!   [`Blank`](courant_model::GapKind::Blank) gaps; a stamp, and the header of a mail that is a bulletin, are
//!   [`Stamp`](courant_model::GapKind::Stamp)s, also where the first header shares a stamp's line.
//! - Text before the first header, and a header with nothing behind it but
//!   furniture, are [`Furniture`](courant_model::GapKind::Furniture) gaps: no
//!   headline is made up.
//! - Any line that a header template fills is a header. So a layout with a
//!   template of a date alone takes every line that is a date alone for one;
//!   where articles may hold such lines, leave that template out.
//!
//! # Which layout
//!
//! The one declared for the bulletin's inbox. Else what the text is written in may tell:
//! feeds and collections of XML, pages of HTML with their articles, objects of JSON and rows of
//! fields one a line, documents with data before them, messages of mail that are no bulletins themselves. Else all
//! layouts **bid** ([`Bid`]): each cuts the document, and the cut is judged by what speaks for the
//! kind of layout, how much of the text it claims, what its headlines look like, how alike its items
//! are, and whether their days are in sequence. The best bid wins, if it is good enough, users' own
//! layouts before all others.
//!
//! Where no known layout bids well one is **learnt** from the document: see the module `induce` in
//! the sources. It is named `induced:` and its kind, and [`Explanation::sheet`] writes it down as a sheet.
//! Where that bids too little as well the document is one item, of the layout `article`, without a header
//! and flagged [`NoHeader`](courant_model::Flag::NoHeader); or none, if its words are those of a page that
//! only stands in another's place.
//!
//! Mark-up is read here and not by whoever decoded the text, since places are places of the decoded
//! text: a [`Passage`](courant_model::Passage) has its place and how it reads.
//!
//! The segmenter does no IO and keeps nothing between bulletins: same text,
//! same cuts, with 1 worker or 8.

mod segmenter;

mod choose;
mod document;
mod explain;

mod forms;

mod article;
mod cut;
mod draft;
mod edges;
mod line;
mod opening;
mod paper;
mod tiles;

mod bid;
mod induce;
mod look;
mod phrases;
mod sketch;

mod calendar;
mod clock;
mod dial;
mod fields;
mod layout;
mod lead;
mod names;
mod notation;
mod shape;
mod sheet;
mod spot;
mod template;
mod templates;
mod zone;

mod error;
mod layout_error;

pub use crate::{
    bid::Bid, error::Error, explain::Explanation, layout::Layout, layout_error::LayoutError,
    segmenter::Segmenter,
};
