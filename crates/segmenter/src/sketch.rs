//! A layout that was thought up: templates not yet compiled, that can be
//! written down as a sheet.

use std::fmt::Write as _;

use crate::{
    layout::Layout,
    notation::{Role, parse},
    template::Template,
    templates::Templates,
};

/// A layout that was thought up for one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sketch {
    /// What kind of layout it is, a word.
    pub(crate) kind: &'static str,
    /// What speaks for it, 0 to 1, before anything was cut by it.
    pub(crate) evidence: f32,
    pub(crate) header: Vec<String>,
    pub(crate) separator: Vec<String>,
    pub(crate) end: Vec<String>,
    pub(crate) furniture: Vec<String>,
    pub(crate) day: Vec<String>,
    pub(crate) headline: Vec<String>,
    pub(crate) date: Vec<String>,
    pub(crate) blank: usize,
    pub(crate) separated: bool,
    pub(crate) closed: bool,
    /// Day and month could be told apart by assumption only.
    pub(crate) assumed: bool,
}

impl Sketch {
    /// Compiles it; `None` if a template makes no sense.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let lines = |written: &[String], role| -> Option<Vec<Template>> {
            written.iter().map(|line| parse(line, role, None).ok()).collect()
        };
        let blocks = |written: &[String]| -> Option<Vec<Vec<Template>>> {
            let block =
                |block: &String| block.split('\n').map(|line| parse(line, Role::Header, None).ok()).collect();
            written.iter().map(block).collect()
        };
        Some(Layout {
            name: format!("induced:{}", self.kind),
            about: String::new(),
            zone: None,
            stamps: Vec::new(),
            headers: Templates::new(blocks(&self.header)?),
            furniture: Templates::of_lines(lines(&self.furniture, Role::Mark)?),
            separators: Templates::of_lines(lines(&self.separator, Role::Mark)?),
            ends: Templates::of_lines(lines(&self.end, Role::Mark)?),
            footers: Templates::of_lines(Vec::new()),
            days: Templates::of_lines(lines(&self.day, Role::Day)?),
            headlines: Templates::new(blocks(&self.headline)?),
            dates: Templates::of_lines(lines(&self.date, Role::Header)?),
            fields: Vec::new(),
            keys: None,
            blank: self.blank,
            separated: self.separated,
            closed: self.closed,
            sheet: "".into(),
        })
    }

    /// The sheet of it, under a name that may be declared.
    pub(crate) fn sheet(&self, name: &str) -> String {
        let mut sheet = format!("name = {}\nabout = \"Learnt from a bulletin.\"\n", quoted(name));
        let mut list = |key: &str, written: &[String]| match written {
            [] => {}
            [one] => {
                let _ = writeln!(sheet, "{key} = [{}]", quoted(one));
            }
            many => {
                let _ = writeln!(sheet, "{key} = [");
                for one in many {
                    let _ = writeln!(sheet, "    {},", quoted(one));
                }
                sheet.push_str("]\n");
            }
        };
        list("header", &self.header);
        list("separator", &self.separator);
        list("end", &self.end);
        list("day", &self.day);
        list("headline", &self.headline);
        list("date", &self.date);
        list("furniture", &self.furniture);
        if self.blank > 0 {
            let _ = writeln!(sheet, "blank = {}", self.blank);
        }
        if self.separated {
            sheet.push_str("separated = true\n");
        }
        if self.closed {
            sheet.push_str("closed = true\n");
        }
        sheet
    }
}

/// Text as a template has it: braces doubled.
pub(crate) fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// Text as a sheet has it, between quotation marks.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
