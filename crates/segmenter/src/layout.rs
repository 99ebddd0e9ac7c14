//! What the lines of one kind of bulletin look like.

use std::sync::Arc;

use crate::{
    layout_error::LayoutError, names::Names, sheet, template::Template, templates::Templates, zone::Zone,
};

/// What the lines of one kind of bulletin look like.
///
/// It is written as a TOML sheet:
///
/// ```toml
/// name = "harbour"                      # lower case letters, digits and hyphens
/// about = "The harbour office's sheet." # one sentence, for lists of layouts
/// timezone = "Europe/Lisbon"            # optional: an IANA name; without it, a time has no offset
/// stamp = ["date {crawled:%Y-%m-%d}"]   # may open the text, on a line of its own or not
/// header = ["{date:%d.%m.%Y}, {time:%H:%M} {views:int}", "{headline}\n{date:%d.%m.%Y}"]  # any of these opens an item
/// furniture = ["Photo: {any}"]          # lines that are no part of the text, in any case
/// separator = ["{rule}"]                # lines between items
/// end = ["--0--", "Ends"]               # lines, or ends of lines, that close an item
/// footer = ["To unsubscribe{any}"]      # lines that begin what is behind the last item
/// day = ["{date:%A %d %B %Y}"]          # lines that say the day of the items behind them
/// headline = ["...{headline}..."]       # lines in an item that are its headline
/// date = ["Posted {date:%Y-%m-%d}"]     # lines in an item that say when it was published
/// fields = ["Subject", "Date"]          # an item opens with lines such as `Subject: …`
/// keys = { headline = ["hed"], text = ["body.plain"] }   # of objects of JSON, one a line
/// blank = 2                             # so many blank lines stand before a header, and no fewer
/// separated = true                      # a header counts only behind a separator or an end
/// closed = true                         # what does not come to an end is no item
/// months = ["January", "February"]      # twelve names for `%B`, in any case; without it, those of many languages
/// ```
///
/// Only the name and something that opens an item (`header`, `fields` or `keys`) must
/// be there. A template describes a whole line but for the white space around
/// it; the templates of a header may be of several lines, with blank ones
/// between them or not.
///
/// | written | found in the line |
/// |---|---|
/// | text | itself |
/// | white space | one or more characters of white space of any kind |
/// | `{date:…}`, `{crawled:…}` | a day between 1900 and 2100 that exists, by `%d`, `%m` and `%y` of two digits, `%-d` and `%-m` of one or two, `%Y` of four, `%B` by name, `%A` for a day of the week; without a year, that of the bulletin |
/// | `{time:…}` | a time of day, by `%H`, `%M` and `%S` of two digits, `%-H` and `%-I` of one or two, `%-I%M` run together, `%f` for a fraction, `%p` for am and pm, `%Z` for a zone or an offset |
/// | `{views:int}` | a count of page views, grouped by commas or no-break spaces or not |
/// | `{headline}`, `{text}`, `{source}` | what is kept, of any shape or of one: `{headline:caps}` has no small letters, `{headline:title}` looks like a headline, `{text:sentence}` like text |
/// | `{lead}` | what wires begin their text with: `OSLO, May 3 (Agency) - ` |
/// | `{number}` | `12` or `IV` |
/// | `{link}` | an address, kept as the item's |
/// | `{rule}` | three or more marks such as `=` or `*` |
/// | `{any}` | anything, even nothing at the end of a line |
/// | `{{`, `}}`, and `%%` in a format | a brace, a percent sign |
///
/// `%y` is of 1969 to 2068. Each piece takes as much as it can, and nothing
/// is tried a second time: `%-d%m` never finds `104`. What is kept takes as
/// little as it can.
#[derive(Debug, Clone)]
pub struct Layout {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) zone: Option<Zone>,
    pub(crate) stamps: Vec<Template>,
    pub(crate) headers: Templates,
    pub(crate) furniture: Templates,
    pub(crate) separators: Templates,
    pub(crate) ends: Templates,
    pub(crate) footers: Templates,
    pub(crate) days: Templates,
    pub(crate) headlines: Templates,
    pub(crate) dates: Templates,
    /// Names of fields that open an item, in lower case.
    pub(crate) fields: Vec<String>,
    /// What the parts of an item are called in objects of JSON, one a line.
    pub(crate) keys: Option<Names>,
    pub(crate) blank: usize,
    pub(crate) separated: bool,
    pub(crate) closed: bool,
    /// The sheet that it was read from.
    pub(crate) sheet: Arc<str>,
}

/// The name of what is done where no layout fits.
pub(crate) const ARTICLE: &str = "article";

impl Layout {
    /// Reads a sheet; `file` is what errors call it.
    ///
    /// The first thing that is wrong with it is the error: TOML that is not
    /// well formed, a key that is unknown or missing, a time zone that does
    /// not exist, a template that cannot be read.
    pub fn parse(file: &str, sheet: &str) -> Result<Layout, LayoutError> {
        sheet::read(sheet).map_err(|fault| fault.in_sheet(file, sheet))
    }

    /// The name by which it is declared, and under which records show it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of bulletin it is for, in one sentence.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The sheet that it was read from.
    #[must_use]
    pub fn sheet(&self) -> &str {
        &self.sheet
    }
}
