//! What the lines of one kind of bulletin look like.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::{
    dateline::Dateline,
    layout_error::{Fault, LayoutError},
    notation::{self, Role},
    template::{Template, lower},
    templates::Templates,
    zone::Zone,
};

/// What the lines of one kind of bulletin look like.
///
/// It is written as a TOML sheet:
///
/// ```toml
/// name = "harbour"                      # lower case letters, digits and hyphens
/// about = "The harbour office's sheet." # one sentence, for lists of layouts
/// timezone = "Europe/Lisbon"            # optional: an IANA name; without it, times of day are dropped
/// stamp = ["date {crawled:%Y-%m-%d}"]   # optional: may open the text, on a line of its own or not
/// header = ["{date:%d.%m.%Y}, {time:%H:%M} {views:int}", "{date:%d.%m.%Y}"]   # any of these opens an item
/// furniture = ["Photo: {any}"]          # optional: lines that are no part of the text, in any case
/// months = ["January", "February"]      # optional: twelve names, for `%B`, in any case
/// ```
///
/// A template describes a whole line but for the white space around it:
///
/// | written | found in the line |
/// |---|---|
/// | text | itself |
/// | white space | one or more characters of white space of any kind |
/// | `{date:…}`, `{crawled:…}` | a day between 1900 and 2100 that exists, by `%d`, `%m` and `%y` of two digits, `%-d` and `%-m` of one or two, `%Y` of four, `%B` by name |
/// | `{time:…}` | a time of day, by `%H`, `%M` and `%S` of two digits, `%-H` of one or two |
/// | `{views:int}` | a count of page views, grouped by commas or no-break spaces or not |
/// | `{any}` | the rest of the line, or nothing |
/// | `{{`, `}}`, and `%%` in a format | a brace, a percent sign |
///
/// `%y` is of 1969 to 2068. Each piece takes as much as it can, and nothing
/// is tried a second time: `%-d%m` never finds `104`.
#[derive(Debug, Clone)]
pub struct Layout {
    name: String,
    about: String,
    zone: Option<Zone>,
    stamps: Vec<Template>,
    headers: Templates,
    furniture: Templates,
}

/// The name of what is done where no layout fits.
pub(crate) const ARTICLE: &str = "article";

/// A sheet as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    name: Spanned<String>,
    #[serde(default)]
    about: String,
    timezone: Option<Spanned<String>>,
    #[serde(default)]
    stamp: Vec<Spanned<String>>,
    header: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    furniture: Vec<Spanned<String>>,
    months: Option<Spanned<Vec<String>>>,
}

impl Layout {
    /// Reads a sheet; `file` is what errors call it.
    ///
    /// The first thing that is wrong with it is the error: TOML that is not
    /// well formed, a key that is unknown or missing, a time zone that does
    /// not exist, a template that cannot be read.
    pub fn parse(file: &str, sheet: &str) -> Result<Layout, LayoutError> {
        Layout::read(sheet).map_err(|fault| fault.in_sheet(file, sheet))
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

    pub(crate) fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    pub(crate) fn stamps(&self) -> &[Template] {
        &self.stamps
    }

    pub(crate) fn header(&self, line: &str) -> Option<Dateline> {
        self.headers.for_line(line).iter().find_map(|header| header.dateline(line))
    }

    pub(crate) fn is_furniture(&self, line: &str) -> bool {
        self.furniture.for_line(line).iter().any(|furniture| furniture.fills(line))
    }

    fn read(source: &str) -> Result<Layout, Fault> {
        let sheet: Sheet = toml::from_str(source).map_err(|error| Fault::from_toml(&error, source))?;

        let name = sheet.name.get_ref();
        if name.is_empty() || !name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            let message = "a layout's name is made of lower case letters, digits and hyphens";
            return Err(Fault::new(sheet.name.span(), message));
        }
        if name == ARTICLE {
            let message = format!("`{ARTICLE}` is the name of what is done where no layout fits");
            return Err(Fault::new(sheet.name.span(), message));
        }
        let zone = match &sheet.timezone {
            None => None,
            Some(name) => Some(Zone::named(name.get_ref()).ok_or_else(|| {
                Fault::new(name.span(), format!("there is no time zone `{}`", name.get_ref()))
                    .help("write an IANA name, such as `Asia/Almaty`")
            })?),
        };
        if sheet.header.get_ref().is_empty() {
            let message = "a layout needs at least one header";
            return Err(Fault::new(sheet.header.span(), message));
        }
        let months = sheet.months.as_ref().map(months).transpose()?;
        let templates = |written: &[Spanned<String>], role| -> Result<Vec<Template>, Fault> {
            let parse = |text: &Spanned<String>| {
                notation::parse(text.get_ref(), role, months.as_ref())
                    .map_err(|fault| moved(fault, text, source))
            };
            written.iter().map(parse).collect()
        };
        Ok(Layout {
            stamps: templates(&sheet.stamp, Role::Stamp)?,
            headers: Templates::new(templates(sheet.header.get_ref(), Role::Header)?),
            furniture: Templates::new(templates(&sheet.furniture, Role::Furniture)?),
            name: sheet.name.into_inner(),
            about: sheet.about,
            zone,
        })
    }
}

fn months(written: &Spanned<Vec<String>>) -> Result<Arc<[String]>, Fault> {
    let names: Arc<[String]> = written.get_ref().iter().map(|name| lower(name)).collect();
    if names.len() == 12 && names.iter().all(|name| !name.trim().is_empty()) {
        Ok(names)
    } else {
        Err(Fault::new(written.span(), "the months are twelve names, January first"))
    }
}

/// Moves a fault from its place in a template to its place in the sheet: to
/// the whole template where that is written with escapes.
fn moved(fault: Fault, template: &Spanned<String>, source: &str) -> Fault {
    let whole = template.span();
    let quoted = whole.start + 1..whole.end.saturating_sub(1);
    let span = if source.get(quoted.clone()) == Some(template.get_ref()) {
        quoted.start + fault.span.start..quoted.start + fault.span.end
    } else {
        whole
    };
    Fault { span, ..fault }
}
