//! Layouts without any mark: capitals, leads of wires, blank lines, and the
//! shape of headlines.

use super::{Proposals, ratio};
use crate::{lead::lead, look::Look, sketch::Sketch};

/// Layouts whose items are known by what their headlines look like and what
/// stands behind them.
pub(crate) fn propose(looks: &[Look<'_>], out: &mut Proposals) {
    capitals(looks, out);
    leads(looks, out);
    blocks(looks, out);
    dense(looks, out);
    list(looks, out);
}

/// Headlines in capitals.
fn capitals(looks: &[Look<'_>], out: &mut Proposals) {
    let heads: Vec<&Look<'_>> = looks
        .iter()
        .filter(|look| look.caps && look.blanks > 0 && !look.rule && look.text.len() < 200)
        .collect();
    if heads.len() < 2 || heads.len() * 10 > looks.len() * 9 {
        return;
    }
    for blank in 1..=3 {
        if heads.iter().filter(|look| look.blanks >= blank).count() * 10 >= heads.len() * 6 {
            out.push(Sketch {
                kind: "capitals",
                evidence: 0.7,
                header: vec!["{headline:caps}".to_owned()],
                blank,
                ..Sketch::default()
            });
        }
    }
}

/// Headlines before a text that opens as wires do; or such texts alone.
fn leads(looks: &[Look<'_>], out: &mut Proposals) {
    let led: Vec<usize> =
        (0..looks.len()).filter(|at| looks[*at].text.len() > 24 && lead(looks[*at].text).is_some()).collect();
    if led.len() >= 2 {
        let below_titles = led
            .iter()
            .filter(|at| **at > 0 && !looks[**at - 1].ended && looks[**at - 1].text.len() < 240)
            .count();
        if below_titles * 10 >= led.len() * 6 {
            let mut header = vec![
                "{headline:caps}\n{headline:caps}\n{lead}{text}".to_owned(),
                "{headline}\n{lead}{text}".to_owned(),
            ];
            let apart = led.iter().filter(|at| **at > 0 && looks[**at - 1].blanks > 0).count();
            let blank = usize::from(apart * 10 >= led.len() * 9);
            if blank == 1 {
                header.insert(1, "{headline:title}\n{headline}\n{lead}{text}".to_owned());
            }
            out.push(Sketch {
                kind: "leads",
                evidence: 0.9,
                header: header.clone(),
                blank,
                ..Sketch::default()
            });
            // Some items have no lead: their headlines look like the others.
            header.push("{headline:title}\n{text:sentence}".to_owned());
            out.push(Sketch { kind: "leads", evidence: 0.8, header, blank, ..Sketch::default() });
        } else {
            let apart = led.iter().filter(|at| looks[**at].blanks > 0).count();
            let blank = usize::from(apart * 10 >= led.len() * 9);
            out.push(Sketch {
                kind: "flashes",
                evidence: 0.85,
                header: vec!["{lead}{text}".to_owned()],
                blank,
                ..Sketch::default()
            });
            if blank == 0 && apart * 10 >= led.len() * 5 {
                out.push(Sketch {
                    kind: "flashes",
                    evidence: 0.8,
                    header: vec!["{lead}{text}".to_owned()],
                    blank: 0,
                    ..Sketch::default()
                });
            }
        }
    }
    // Headline and lead on one line.
    let inline = looks
        .iter()
        .filter(|look| look.text.len() > 60 && lead(look.text).is_none() && inline(look.text))
        .count();
    if inline >= 2 {
        let header = vec!["{headline} {lead}{text}".to_owned()];
        out.push(Sketch { kind: "lines", evidence: 0.85, header, ..Sketch::default() });
    }
}

/// Whether a lead begins within the line, behind some words.
fn inline(text: &str) -> bool {
    let window = &text[..text.floor_char_boundary(260)];
    let starts = window.match_indices(' ').map(|(at, _)| at + 1).filter(|at| *at > 20);
    starts.take(30).any(|at| {
        text[at..].starts_with(char::is_uppercase)
            && lead(&text[at..]).is_some_and(|lead| lead.source.is_some())
    })
}

/// Blocks between blank lines, each with its headline on top.
fn blocks(looks: &[Look<'_>], out: &mut Proposals) {
    let opens = |blank: usize| looks.iter().filter(move |look| look.blanks >= blank);
    for blank in 1..=3 {
        let count = opens(blank).count();
        if count < 3 {
            break;
        }
        let titled = opens(blank).filter(|look| look.title && look.after == 0).count();
        if titled >= 2 && titled * 10 >= count * 5 {
            let header = vec!["{headline:title}".to_owned()];
            let evidence = 0.4 + 0.3 * ratio(titled, count);
            out.push(Sketch { kind: "blocks", evidence, header, blank, ..Sketch::default() });
        }
        if titled >= 3 && titled * 10 < count * 5 {
            // Paragraphs stand apart as articles do; only headlines stand right above their text.
            let header = vec!["{headline:title}\n{text:sentence}".to_owned()];
            out.push(Sketch { kind: "blocks", evidence: 0.62, header, blank, ..Sketch::default() });
        }
        let deep = looks.iter().filter(|look| look.blanks < blank).count();
        if blank > 1 && deep > 0 {
            let header = vec!["{headline}".to_owned()];
            out.push(Sketch { kind: "blocks", evidence: 0.5, header, blank, ..Sketch::default() });
        }
        let heads = opens(blank).filter(|look| look.title).count();
        if blank > 1 && heads >= 2 && heads * 10 >= count * 6 {
            let header = vec!["{headline:title}".to_owned()];
            out.push(Sketch { kind: "blocks", evidence: 0.6, header, blank, ..Sketch::default() });
        }
    }
    // Blocks that end in an address.
    let links = looks.iter().filter(|look| look.link).count();
    if links >= 3 {
        let header = vec!["{headline}".to_owned()];
        let link = vec!["{link}".to_owned()];
        out.push(Sketch {
            kind: "linked",
            evidence: 0.85,
            header,
            end: link,
            blank: 1,
            closed: true,
            ..Sketch::default()
        });
    }
}

/// No blank lines at all: a headline is a line that does not end like a
/// sentence, before one that does.
fn dense(looks: &[Look<'_>], out: &mut Proposals) {
    let blanks = looks.iter().filter(|look| look.blanks > 0 && look.blanks < crate::look::EDGE).count();
    if blanks * 5 > looks.len() {
        return;
    }
    let is_head = |at: usize| {
        looks[at].title && looks.get(at + 1).is_some_and(|next| next.ended || next.text.len() > 160)
    };
    let heads: Vec<usize> = (0..looks.len()).filter(|at| is_head(*at)).collect();
    if heads.len() >= 2 && heads.len() * 2 < looks.len() {
        // A headline stands behind a sentence; a line that only lost its full stop stands in the midst of others too,
        // but there are few of them.
        let titles = looks.iter().filter(|look| look.title).count();
        let alike = ratio(heads.len(), titles) * if heads[0] == 0 { 1.0 } else { 0.9 };
        let header = vec!["{headline:title}\n{text:sentence}".to_owned()];
        out.push(Sketch { kind: "dense", evidence: 0.45 + 0.3 * alike, header, ..Sketch::default() });
    }
}

/// Every line is an item.
fn list(looks: &[Look<'_>], out: &mut Proposals) {
    let lines = looks.iter().filter(|look| !look.rule && look.text.len() > 20).count();
    let sentences = looks.iter().filter(|look| look.ended).count();
    if lines >= 5 && lines * 10 >= looks.len() * 9 && sentences * 10 <= lines {
        out.push(Sketch {
            kind: "list",
            evidence: 0.4,
            header: vec!["{headline}".to_owned()],
            ..Sketch::default()
        });
    }
}
