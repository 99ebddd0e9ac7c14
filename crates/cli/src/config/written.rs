//! The configuration file exactly as it was written: every value with its
//! place, nothing filled in, nothing believed.

use serde::Deserialize;
use toml::Spanned;

use super::Problem;

/// A text value; variables in it are not yet replaced.
pub(super) type Text = Spanned<String>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Config {
    pub(super) state: Option<Text>,
    pub(super) receipts: Option<Text>,
    pub(super) inbox: Vec<Inbox>,
    pub(super) reader: Reader,
    pub(super) segmenter: Segmenter,
    pub(super) enricher: Enricher,
    pub(super) names: Names,
    pub(super) story: Story,
    pub(super) line: Line,
    pub(super) sink: Vec<Spanned<Sink>>,
    pub(super) log: Log,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Inbox {
    pub(super) name: Option<Text>,
    pub(super) directory: Option<Text>,
    pub(super) include: Option<Vec<Text>>,
    pub(super) exclude: Option<Vec<Text>>,
    pub(super) recursive: Option<bool>,
    pub(super) mode: Option<Text>,
    pub(super) quiet: Option<Text>,
    pub(super) events: Option<Text>,
    pub(super) still: Option<Text>,
    pub(super) rescan: Option<Text>,
    pub(super) poll: Option<Text>,
    pub(super) charset: Option<Text>,
    pub(super) layout: Option<Text>,
    pub(super) timezone: Option<Text>,
    pub(super) drift: Option<Text>,
    pub(super) links: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_field_names, reason = "the fields are the file's keys, and all of them are limits")]
pub(super) struct Reader {
    pub(super) max_file: Option<Spanned<Size>>,
    pub(super) max_text: Option<Spanned<Size>>,
    pub(super) max_ratio: Option<Spanned<i64>>,
    pub(super) max_members: Option<Spanned<i64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Segmenter {
    pub(super) layouts: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Enricher {
    pub(super) annotators: Option<Text>,
    pub(super) max_item: Option<Spanned<Size>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Names {
    pub(super) directory: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Story {
    pub(super) window: Option<Spanned<i64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Line {
    pub(super) budget: Option<Spanned<Size>>,
    pub(super) workers: Option<Spanned<i64>>,
    pub(super) drain: Option<Text>,
    pub(super) restarts: Option<Spanned<i64>>,
    pub(super) within: Option<Text>,
    pub(super) stall: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sink {
    pub(super) name: Option<Text>,
    pub(super) kind: Option<Text>,
    pub(super) path: Option<Text>,
    pub(super) required: Option<bool>,
    pub(super) rate: Option<Text>,
    pub(super) rotate_daily: Option<Spanned<bool>>,
    pub(super) rotate_size: Option<Spanned<Size>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub(super) format: Option<Text>,
    pub(super) level: Option<Text>,
    pub(super) directory: Option<Text>,
    pub(super) keep: Option<Spanned<i64>>,
}

/// A number of bytes, or a text such as `16 MiB`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a size: a number of bytes, or a text such as \"16 MiB\"")]
pub(super) enum Size {
    Bytes(i64),
    Said(String),
}

/// Parses the file; a wrong key is told with the nearest right one.
pub(super) fn parse(text: &str) -> Result<Config, Problem> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().trim_end();
        let span = error.span().unwrap_or(0..0);
        let Some((wrong, right)) = unknown_key(message) else {
            let problem = Problem::new(span.clone(), message);
            // `[inbox]` for `[[inbox]]`: the span is the section's head.
            return match text.get(span).and_then(|head| head.strip_prefix('[')) {
                Some(head) if message.ends_with("expected a sequence") => {
                    problem.help(format!("a section that may be repeated has double brackets: [[{head}]"))
                }
                _ => problem,
            };
        };
        let problem = Problem::new(span, format!("there is no setting `{wrong}` here"));
        match nearest(wrong, &right) {
            Some(key) => problem.help(format!("did you mean `{key}`?")),
            None => problem.help(format!("the settings here are {}", right.join(", "))),
        }
    })
}

/// Takes serde's message apart: ``unknown field `a`, expected one of `b`, `c` ``.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (wrong, rest) = rest.split_once('`')?;
    Some((wrong, rest.split('`').skip(1).step_by(2).collect()))
}

/// The candidate that a slip of the finger would turn into `wrong`.
pub(super) fn nearest<'k>(wrong: &str, candidates: &[&'k str]) -> Option<&'k str> {
    let likeness = |key: &&str| strsim::jaro_winkler(wrong, key);
    let best = candidates.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) > 0.75).then_some(best)
}
