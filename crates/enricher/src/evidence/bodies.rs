//! Why a name is a body's.

use courant_model::{Ref, Span};

use super::{Evidence, Fact, span_of};
use crate::{
    Notes, Reading,
    names::{Body, Ground},
};

const BODIES: &str = "en/bodies.toml";

/// Says why each mention of a body is one.
pub(crate) fn organisations(reading: &Reading<'_>, bodies: &[(Ref, &Body)], notes: &mut Notes) {
    if !notes.is_asked() {
        return;
    }
    for (reference, body) in bodies {
        let fact = Fact::Entity(*reference);
        let short = |body: &Body| matches!(body.ground, Ground::Letters | Ground::Told);
        let full = bodies.iter().any(|(other, one)| other == reference && !short(one));
        notes.because(|| match body.ground {
            Ground::Letters | Ground::Told if full => {
                let rule = "short form of a name that is told elsewhere";
                Evidence::rule(fact, span_of(reading, body.tokens.clone()), rule)
            }
            _ => named(reading, fact, body),
        });
        if let Some(acronym) = body.acronym {
            notes.because(|| {
                let span = span_of(reading, acronym..acronym + 1);
                Evidence::rule(fact, span, "short form in brackets behind the name")
            });
        }
    }
    // One that nothing else tells is a body because it reports.
    let source = notes.source.as_ref().and_then(|source| Some((source.organisation?, source.span?)));
    let told = |(reference, span): (Ref, Span)| {
        let bytes = |body: &Body| span_of(reading, body.tokens.clone());
        bodies.iter().any(|(other, body)| {
            *other == reference && bytes(body).start <= span.start && span.end <= bytes(body).end
        })
    };
    if let Some((reference, span)) = source.filter(|source| !told(*source)) {
        notes.because(|| Evidence::rule(Fact::Entity(reference), span, "it is who reports"));
    }
}

fn named(reading: &Reading<'_>, fact: Fact, body: &Body) -> Evidence {
    let because = |rule| Evidence::rule(fact, span_of(reading, body.tokens.clone()), rule);
    match body.ground {
        Ground::Known => {
            let known = body.known.map(|index| &reading.known().bodies[index]);
            let name = known.and_then(|known| known.names.first()).map_or("", String::as_str);
            because("known by name").from("bodies.tsv", name)
        }
        Ground::Head(head) => {
            let link = body.tokens.contains(&(head + 1)) && is_link(reading, body.kind, head + 1);
            let (rule, end) =
                if link { ("head, and a link behind it", head + 2) } else { ("head", head + 1) };
            because(rule).by(reading.words(head..end)).from(BODIES, body.kind)
        }
        Ground::Introduced(word) => {
            because("introduced by a word for it").by(reading.at(word)).from(BODIES, "introduces")
        }
        Ground::Domain(word) => {
            because("address, introduced by a word for it").by(reading.at(word)).from(BODIES, "introduces")
        }
        Ground::Initials => because("capitals whose first letters stand in brackets behind them"),
        Ground::Letters => because("short form that is known as nothing else"),
        Ground::Told => because("short form that another item of the bulletin tells"),
    }
}

fn is_link(reading: &Reading<'_>, kind: &str, index: usize) -> bool {
    let heads = &reading.known().naming.head;
    heads.iter().filter(|head| head.kind == kind).any(|head| head.links.contains(reading.at(index)))
}
