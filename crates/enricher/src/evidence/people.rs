//! Why a name is a person's, and a title an office.

use courant_model::Ref;

use super::{Evidence, Fact, span_of};
use crate::{
    Notes, Reading,
    knowledge::Title,
    lexicon::{Sense, Traits},
    people::{Binding, Identity, Name, Office},
    tokens::Class,
};

const TITLES: &str = "en/titles.toml";

/// Says why each mention of a person is one, and each role is held.
pub(crate) fn people(
    reading: &Reading<'_>,
    titled: &[Binding],
    shaped: &[Name],
    identities: &[Identity],
    notes: &mut Notes,
) {
    if !notes.is_asked() {
        return;
    }
    for (index, identity) in identities.iter().enumerate() {
        let reference = Ref::Person(index + 1);
        for name in &identity.mentions {
            notes.because(|| mention(reading, titled, shaped, Fact::Entity(reference), name));
        }
        let roles: Vec<&str> = notes.people[index].roles.iter().map(|role| role.title.as_str()).collect();
        let offices = roles.iter().map(|title| {
            identity.offices.iter().find(|office| reading.words(office.tokens.clone()) == *title)
        });
        let offices: Vec<Option<&Office>> = offices.collect();
        for (office, number) in offices.into_iter().zip(1..) {
            let Some(office) = office else { continue };
            let beside = |binding: &Binding| binding.offices.iter().any(|one| one.tokens == office.tokens);
            let rule = if titled.iter().any(beside) {
                "title beside the name"
            } else {
                "title that the sentence gives the person"
            };
            notes.because(|| {
                let span = span_of(reading, office.tokens.clone());
                by_title(reading, Evidence::rule(Fact::Role(reference, number), span, rule), office)
            });
        }
    }
}

fn mention(reading: &Reading<'_>, titled: &[Binding], shaped: &[Name], fact: Fact, name: &Name) -> Evidence {
    let because = |rule| Evidence::rule(fact, span_of(reading, name.tokens()), rule);
    let binding = titled.iter().find(|binding| binding.name == *name);
    if let Some(office) = binding.and_then(|binding| binding.offices.last()) {
        let rule = match (office.title.office, office.tokens.end <= name.tokens().start) {
            (true, true) => "title before the name",
            (true, false) => "title behind the name",
            (false, _) => "form of address before the name",
        };
        let evidence = by_title(reading, because(rule), office);
        return evidence.by(reading.words(office.tokens.clone()));
    }
    if shaped.contains(name) {
        return by_shape(reading, &because, name);
    }
    because("another form of a name that is told elsewhere")
}

/// The title that the data have, by the words of it that stand in the office.
fn by_title(reading: &Reading<'_>, evidence: Evidence, office: &Office) -> Evidence {
    let inside = |hit: &&crate::lexicon::Hit| {
        matches!(hit.sense, Sense::Title(..))
            && office.tokens.start <= hit.tokens.0
            && hit.tokens.1 <= office.tokens.end
    };
    let words = reading.hits().iter().find(inside).map(|hit| reading.words(hit.tokens.0..hit.tokens.1));
    evidence.by(words.unwrap_or_default()).from(TITLES, called(office.title))
}

/// What a title is found by: its rank, or else the first of its words.
fn called(title: &Title) -> &str {
    title.rank.as_deref().or(title.words.first().map(String::as_str)).unwrap_or_default()
}

fn by_shape(reading: &Reading<'_>, because: &impl Fn(&'static str) -> Evidence, name: &Name) -> Evidence {
    let tokens = name.tokens();
    let first = reading.at(tokens.start);
    if reading.has(tokens.start, Traits::GIVEN) {
        return because("given name").by(first).from("given.txt", first);
    }
    if !name.is_single() {
        return match reading.tokens()[tokens.start].class {
            Class::Initial | Class::Capitals => because("initials before a family name").by(first),
            _ => because("written like a name, and known as nothing else"),
        };
    }
    let verb = (tokens.end..tokens.end + 4).find(|index| reading.has(*index, Traits::PERSONAL));
    match verb {
        Some(verb) => {
            because("family name, and what persons do").by(reading.at(verb)).from("en/verbs.toml", "personal")
        }
        None => because("family name with an ending of possession"),
    }
}
