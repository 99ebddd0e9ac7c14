//! Single values: variables, sizes, durations and counts.

use std::{num::NonZeroU32, ops::Range, time::Duration};

use courant::sink::Rate;
use jiff::SignedDuration;
use toml::Spanned;

use super::{
    Problem,
    written::{Size, Text, nearest},
};

pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Replaces `${NAME}` by the variable's value. The value is taken as it is:
/// it is not looked through again, and never becomes a key or another type.
pub(super) fn text(text: &Text, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, Problem> {
    let mut out = String::new();
    let mut rest = text.as_ref().as_str();
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else {
            return Err(Problem::new(text.span(), "`${` without a `}`"));
        };
        let value = variable(name).ok_or_else(|| {
            Problem::new(text.span(), format!("the environment variable `{name}` is not set"))
                .help("set it, or write the value itself")
        })?;
        out.push_str(before);
        out.push_str(&value);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// One word of a fixed list.
pub(super) fn choice<T: Copy>(said: &str, span: Range<usize>, words: &[(&str, T)]) -> Result<T, Problem> {
    if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == said) {
        return Ok(*meaning);
    }
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let help = match nearest(said, &names) {
        Some(word) => format!("did you mean \"{word}\"?"),
        None => format!("it is one of \"{}\"", names.join("\", \"")),
    };
    Err(Problem::new(span, format!("there is no \"{said}\"")).help(help))
}

/// A duration above zero.
pub(super) fn duration(said: &str, span: Range<usize>) -> Result<Duration, Problem> {
    let wrong =
        |why: String| Problem::new(span.clone(), why).help("write it like \"500ms\", \"30s\" or \"2m\"");
    let duration: SignedDuration = said.parse().map_err(|_| wrong(format!("`{said}` is not a duration")))?;
    match Duration::try_from(duration) {
        Ok(duration) if duration > Duration::ZERO => Ok(duration),
        _ => Err(wrong(format!("`{said}` is not a duration above zero"))),
    }
}

/// A number of bytes above zero.
pub(super) fn size(size: &Spanned<Size>) -> Result<u64, Problem> {
    let help = "write a number of bytes above zero, or a text such as \"64 KiB\", \"16 MiB\" or \"2 GiB\"";
    let said = match size.as_ref() {
        Size::Bytes(bytes) => return positive(*bytes, size.span()).map_err(|problem| problem.help(help)),
        Size::Said(said) => said,
    };
    let wrong = || Problem::new(size.span(), format!("`{said}` is not a size")).help(help);
    let end = said.find(|c: char| !c.is_ascii_digit()).unwrap_or(said.len());
    let (number, unit) = said.split_at(end);
    let unit = match unit.trim() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(unit).filter(|bytes| *bytes > 0).ok_or_else(wrong)
}

/// A whole number above zero.
pub(super) fn positive(number: i64, span: Range<usize>) -> Result<u64, Problem> {
    match u64::try_from(number) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(Problem::new(span, format!("{number} is not above zero"))),
    }
}

/// Records in a stretch of time.
pub(super) fn rate(said: &str, span: Range<usize>) -> Result<Rate, Problem> {
    let wrong = || {
        Problem::new(span.clone(), format!("`{said}` is not a rate"))
            .help("write a number of records above zero, such as \"500/s\", \"30/min\" or \"1000/h\"")
    };
    let (records, each) = said.split_once('/').ok_or_else(wrong)?;
    let each = match each.trim() {
        "s" => Duration::from_secs(1),
        "min" => Duration::from_mins(1),
        "h" => Duration::from_hours(1),
        _ => return Err(wrong()),
    };
    let records: NonZeroU32 = records.trim().parse().map_err(|_| wrong())?;
    Ok(Rate { records, each })
}
