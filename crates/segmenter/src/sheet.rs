//! A layout as it is written: TOML, read with an eye on where things stand.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::{
    layout::{ARTICLE, Layout},
    layout_error::Fault,
    names::Names,
    notation::{self, Role},
    template::{Template, lower},
    templates::Templates,
    zone::Zone,
};

type Written = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    name: Written,
    #[serde(default)]
    about: String,
    timezone: Option<Written>,
    #[serde(default)]
    stamp: Vec<Written>,
    header: Option<Spanned<Vec<Written>>>,
    #[serde(default)]
    furniture: Vec<Written>,
    #[serde(default)]
    separator: Vec<Written>,
    #[serde(default)]
    end: Vec<Written>,
    #[serde(default)]
    footer: Vec<Written>,
    #[serde(default)]
    day: Vec<Written>,
    #[serde(default)]
    headline: Vec<Written>,
    #[serde(default)]
    date: Vec<Written>,
    #[serde(default)]
    fields: Vec<String>,
    keys: Option<Names>,
    #[serde(default)]
    blank: u8,
    #[serde(default)]
    separated: bool,
    #[serde(default)]
    closed: bool,
    months: Option<Spanned<Vec<String>>>,
}

/// Reads a sheet, up to the first thing that is wrong with it.
pub(crate) fn read(source: &str) -> Result<Layout, Fault> {
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
    let header: &[Written] = match &sheet.header {
        Some(header) if header.get_ref().is_empty() => {
            return Err(Fault::new(header.span(), "a layout needs at least one header"));
        }
        Some(header) => header.get_ref(),
        None if sheet.fields.is_empty() && sheet.keys.is_none() => {
            let message = "nothing opens an item: `header`, `fields` and `keys` are missing";
            return Err(Fault::new(0..0, message));
        }
        None => &[],
    };
    let months = sheet.months.as_ref().map(months).transpose()?;
    let read = Reading { source, months: months.as_ref() };
    Ok(Layout {
        stamps: read.lines(&sheet.stamp, Role::Stamp)?,
        headers: Templates::new(read.blocks(header)?),
        furniture: Templates::of_lines(read.lines(&sheet.furniture, Role::Mark)?),
        separators: Templates::of_lines(read.lines(&sheet.separator, Role::Mark)?),
        ends: Templates::of_lines(read.lines(&sheet.end, Role::Mark)?),
        footers: Templates::of_lines(read.lines(&sheet.footer, Role::Mark)?),
        days: Templates::of_lines(read.lines(&sheet.day, Role::Day)?),
        headlines: Templates::new(read.blocks(&sheet.headline)?),
        dates: Templates::of_lines(read.lines(&sheet.date, Role::Header)?),
        fields: sheet.fields.iter().map(|name| lower(name)).collect(),
        keys: sheet.keys.map(Names::completed),
        blank: usize::from(sheet.blank),
        separated: sheet.separated,
        closed: sheet.closed,
        name: sheet.name.into_inner(),
        about: sheet.about,
        zone,
        sheet: source.into(),
    })
}

struct Reading<'s> {
    source: &'s str,
    months: Option<&'s Arc<[String]>>,
}

impl Reading<'_> {
    fn lines(&self, written: &[Written], role: Role) -> Result<Vec<Template>, Fault> {
        let line = |text: &Written| {
            notation::parse(text.get_ref(), role, self.months)
                .map_err(|fault| moved(fault, text, 0, self.source))
        };
        written.iter().map(line).collect()
    }

    /// Headers, which may be of several lines.
    fn blocks(&self, written: &[Written]) -> Result<Vec<Vec<Template>>, Fault> {
        let block = |text: &Written| -> Result<Vec<Template>, Fault> {
            let mut at = 0;
            let mut block = Vec::new();
            for line in text.get_ref().split('\n') {
                let template = notation::parse(line, Role::Header, self.months)
                    .map_err(|fault| moved(fault, text, at, self.source))?;
                block.push(template);
                at += line.len() + 1;
            }
            Ok(block)
        };
        written.iter().map(block).collect()
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

/// Moves a fault from its place in a template's line, which begins at `at`,
/// to its place in the sheet: to the whole template where that is written with
/// escapes.
fn moved(fault: Fault, template: &Written, at: usize, source: &str) -> Fault {
    let whole = template.span();
    let quoted = whole.start + 1..whole.end.saturating_sub(1);
    let span = if source.get(quoted.clone()) == Some(template.get_ref()) {
        quoted.start + at + fault.span.start..quoted.start + at + fault.span.end
    } else {
        whole
    };
    Fault { span, ..fault }
}
