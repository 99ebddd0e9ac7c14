//! Lines that say a day, and little else or a headline.

use std::collections::HashMap;

use super::{Proposals, common};
use crate::{
    fields::field,
    look::{Look, When},
    names::NAMES,
    sketch::{Sketch, literal},
};

/// How a line says its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    /// Alone, with marks and numbers around it.
    Alone,
    /// Before a headline.
    Leading,
    /// Behind a headline.
    Trailing,
}

#[derive(Debug)]
struct Dated {
    line: usize,
    form: Form,
    template: String,
    /// Whether it has a day, and not only a time.
    day: bool,
}

/// Layouts whose items open at such lines.
pub(crate) fn propose(looks: &[Look<'_>], out: &mut Proposals) {
    let assumed = order(looks);
    let lines: Vec<Dated> =
        looks.iter().enumerate().filter_map(|(line, look)| dated(line, look, assumed.month_first)).collect();
    for form in [Form::Alone, Form::Leading, Form::Trailing] {
        for day in [true, false] {
            let group: Vec<&Dated> =
                lines.iter().filter(|dated| dated.form == form && dated.day == day).collect();
            if group.len() < 2 {
                continue;
            }
            let templates = variants(&group);
            let sketch =
                Sketch { kind: "dated", evidence: 0.9, assumed: assumed.guessed, ..Sketch::default() };
            // Days in lines of their own, for items that only say the hour, or not even that.
            let days: Vec<&Dated> =
                lines.iter().filter(|dated| dated.form == Form::Alone && dated.day).collect();
            if !day {
                if form == Form::Leading && !days.is_empty() {
                    out.push(Sketch {
                        kind: "hours",
                        header: templates,
                        day: day_templates(&days),
                        ..sketch
                    });
                } else if form == Form::Leading && group.len() >= 4 {
                    out.push(Sketch { kind: "hours", header: templates, evidence: 0.6, ..sketch });
                }
                continue;
            }
            match form {
                Form::Alone => {
                    let blank = looks_blank(looks, &group);
                    let above: Vec<String> =
                        templates.iter().map(|template| format!("{{headline}}\n{template}")).collect();
                    let two: Vec<String> = templates
                        .iter()
                        .map(|template| format!("{{headline:title}}\n{{headline:title}}\n{template}"))
                        .collect();
                    out.push(Sketch { header: templates.clone(), ..sketch.clone() });
                    let apart = group
                        .iter()
                        .filter(|dated| dated.line > 0 && looks[dated.line - 1].blanks > 0)
                        .count();
                    if apart * 3 >= group.len() * 2 {
                        out.push(Sketch {
                            kind: "dated-below",
                            header: [two, above.clone()].concat(),
                            blank: 1,
                            ..sketch.clone()
                        });
                    }
                    out.push(Sketch { kind: "dated-below", header: above, ..sketch.clone() });
                    if blank > 1 {
                        out.push(Sketch { header: templates.clone(), blank, ..sketch });
                    }
                }
                Form::Leading | Form::Trailing => {
                    out.push(Sketch { kind: "dated-heads", header: templates, evidence: 0.85, ..sketch });
                }
            }
        }
    }
}

/// Templates of lines that say a day and nothing else, for layouts whose items
/// open with something else.
pub(crate) fn alone(looks: &[Look<'_>], lines: &[usize]) -> Vec<String> {
    let month_first = order(looks).month_first;
    let found: Vec<Dated> = lines
        .iter()
        .filter_map(|line| dated(*line, &looks[*line], month_first))
        .filter(|dated| dated.form == Form::Alone && dated.day)
        .collect();
    variants(&found.iter().collect::<Vec<_>>())
}

/// Templates for lines that only say the day of what follows.
pub(crate) fn days(looks: &[Look<'_>]) -> Vec<String> {
    let month_first = order(looks).month_first;
    let lines: Vec<Dated> = looks
        .iter()
        .enumerate()
        .filter(|(_, look)| look.when.as_ref().is_some_and(|when| when.time.is_none()))
        .filter_map(|(line, look)| dated(line, look, month_first))
        .filter(|dated| dated.form == Form::Alone && dated.day)
        .collect();
    day_templates(&lines.iter().collect::<Vec<_>>())
}

fn day_templates(days: &[&Dated]) -> Vec<String> {
    let mut templates = variants(days);
    templates.retain(|template| !template.contains("{time") && !template.contains("{views"));
    templates
}

/// Which of two numbers is the day.
struct Order {
    month_first: Option<bool>,
    guessed: bool,
}

/// Decides the order of day and month for the whole document: by the lines in
/// which one of the numbers can only be a day; else by which order keeps the
/// days in sequence; else it stays as it is read, and is a guess.
fn order(looks: &[Look<'_>]) -> Order {
    let spots = || looks.iter().filter_map(|look| look.when.as_ref()?.date.as_ref());
    let ambiguous = spots().filter(|spot| spot.ambiguous).count();
    if ambiguous == 0 {
        return Order { month_first: None, guessed: false };
    }
    let sure =
        |format: &str| spots().filter(|spot| !spot.ambiguous && spot.format.starts_with(format)).count();
    let (month_first, day_first) = (sure("%-m"), sure("%-d/") + sure("%-d-%-m"));
    if month_first != day_first {
        return Order { month_first: Some(month_first > day_first), guessed: false };
    }
    let months: Vec<(i8, i8)> =
        spots().filter(|spot| spot.ambiguous).map(|spot| (spot.clock.month, spot.clock.day)).collect();
    let spread = |values: &mut dyn Iterator<Item = i8>| {
        let values: Vec<i8> = values.collect();
        values.iter().max().unwrap_or(&0) - values.iter().min().unwrap_or(&0)
    };
    // In one bulletin days are many and months are few.
    let as_read = spread(&mut months.iter().map(|(month, _)| *month));
    let swapped = spread(&mut months.iter().map(|(_, day)| *day));
    let slashed = spots().any(|spot| spot.ambiguous && spot.format.starts_with("%-m"));
    match as_read.cmp(&swapped) {
        std::cmp::Ordering::Equal => Order { month_first: Some(slashed), guessed: true },
        std::cmp::Ordering::Less => Order { month_first: Some(slashed), guessed: false },
        std::cmp::Ordering::Greater => Order { month_first: Some(!slashed), guessed: false },
    }
}

fn dated(line: usize, look: &Look<'_>, month_first: Option<bool>) -> Option<Dated> {
    let when = look.when.as_ref()?;
    let text = look.text;
    if field(text).is_some_and(|(name, _)| NAMES.knows(name)) {
        // `Date: …` is a field among others.
        return None;
    }
    let (before, behind) = (&text[..when.start], &text[when.end..]);
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count()
    };
    let form = match (words(before), words(behind)) {
        (before, behind)
            if before + behind <= 3 && text.len() < 110 && !(look.ended && before + behind > 1) =>
        {
            Form::Alone
        }
        (0, 1..) if behind.len() < 400 => Form::Leading,
        (3.., 0..=1) if !look.ended && text.len() < 240 => Form::Trailing,
        _ => return None,
    };
    if form == Form::Leading
        && behind.starts_with([' '])
        && look.ended
        && when.time.is_none()
        && text.len() > 120
    {
        // `19 February was the first day on which …`: a sentence.
        return None;
    }
    let stamp = stamp(text, when, month_first);
    let template = match form {
        Form::Alone => format!("{}{stamp}{}", around(before), around(behind)),
        Form::Leading => {
            let (mark, zone) = joint(behind);
            // `== 2025-03-12: Headline ==`
            let frame = before
                .trim()
                .chars()
                .next()
                .filter(|c| !c.is_alphanumeric() && behind.trim_end().ends_with(*c));
            let close = frame.map_or(String::new(), |c| {
                let body = behind.trim_end();
                let kept = body.trim_end_matches(c);
                literal(&body[kept.trim_end().len()..])
            });
            format!("{}{stamp}{zone}{mark}{{headline}}{close}", literal(before))
        }
        Form::Trailing => {
            let end = before
                .trim_end_matches(|c: char| {
                    !c.is_alphanumeric() && !matches!(c, ')' | '"' | '”' | '?' | '!' | '»')
                })
                .len();
            format!("{{headline}}{}{stamp}{}", literal(&before[end..]), around(behind))
        }
    };
    Some(Dated { line, form, template, day: when.date.is_some() })
}

/// The fields of the day and the time, and what stands between them.
fn stamp(text: &str, when: &When, month_first: Option<bool>) -> String {
    let date = when.date.as_ref().map(|spot| {
        let mut format = spot.format.clone();
        if let Some(month_first) = month_first
            && (format.starts_with("%-m") || format.starts_with("%-d/%-m") || format.starts_with("%-d-%-m"))
            && format.starts_with("%-m") != month_first
        {
            format = format.replace("%-m", "%-x").replace("%-d", "%-m").replace("%-x", "%-d");
        }
        (spot.start, spot.end, format!("{{date:{format}}}"))
    });
    let time = when.time.as_ref().map(|spot| (spot.start, spot.end, format!("{{time:{}}}", spot.format)));
    let mut parts: Vec<_> = [date, time].into_iter().flatten().collect();
    parts.sort();
    match parts.as_slice() {
        [(_, _, one)] => one.clone(),
        [(_, end, first), (start, _, second)] => format!("{first}{}{second}", literal(&text[*end..*start])),
        _ => String::new(),
    }
}

/// What stands around a day that is alone: numbers are counts of views, one
/// word stays, more are anything.
fn around(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut counted = false;
    let mut words = 0;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() && !counted {
            let end = rest
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '\u{a0}' | '\u{202f}')))
                .unwrap_or(rest.len());
            let end = rest[..end].trim_end_matches(|c: char| !c.is_ascii_digit()).len();
            out.push_str("{views:int}");
            counted = true;
            rest = &rest[end..];
        } else if c.is_alphanumeric() {
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            out.push_str(&literal(&rest[..end]));
            words += 1;
            rest = &rest[end..];
        } else {
            out.push_str(&literal(&rest[..c.len_utf8()]));
            rest = &rest[c.len_utf8()..];
        }
    }
    if words > 1 || words == 1 && !out.contains("views") {
        // `| Economy`: the mark stays, the words change.
        let mark: String = text.chars().take_while(|c| !c.is_alphanumeric()).collect();
        if !mark.trim().is_empty() || words > 1 {
            return format!("{}{{any}}", literal(&mark));
        }
    }
    out
}

/// The marks between a day and the headline behind it, with a zone such as `| GMT +5`.
fn joint(text: &str) -> (String, String) {
    let end = text
        .find(|c: char| c.is_alphanumeric() || matches!(c, '"' | '“' | '«' | '„' | '\'' | '[' | '(' | '¿'))
        .unwrap_or(text.len());
    let mark = &text[..end];
    if let Some((_, rest)) = crate::calendar::zone(&text[end..])
        && rest.starts_with(' ')
    {
        let zone = &text[end..text.len() - rest.len()];
        return (" ".to_owned(), literal(&format!("{mark}{zone}")));
    }
    (literal(mark), String::new())
}

/// The templates of a group, the most frequent first; rare ones with a day or
/// a time where that differs are kept, since headers vary.
fn variants(group: &[&Dated]) -> Vec<String> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for dated in group {
        let entry = counts.entry(&dated.template).or_insert((0, dated.line));
        entry.0 += 1;
    }
    let mut variants: Vec<(&str, usize, usize)> =
        counts.into_iter().map(|(template, (count, line))| (template, count, line)).collect();
    variants.sort_by_key(|(template, count, line)| {
        (std::cmp::Reverse(*count), std::cmp::Reverse(template.len()), *line)
    });
    let most = variants.first().map_or(0, |(_, count, _)| *count);
    let related = |template: &str| common(template, variants.first().map_or("", |(template, ..)| template));
    let mut kept: Vec<String> = variants
        .iter()
        .filter(|(template, count, _)| *count * 4 >= most || most < 4 || related(template) >= 8)
        .take(10)
        .map(|(template, ..)| (*template).to_owned())
        .collect();
    // A template with `{any}` would hide those that say more.
    kept.sort_by_key(|template| template.contains("{any}"));
    kept
}

fn looks_blank(looks: &[Look<'_>], group: &[&Dated]) -> usize {
    group.iter().map(|dated| looks[dated.line].blanks).min().unwrap_or(0)
}
