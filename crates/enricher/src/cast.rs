//! Who appears where: every name, title and pronoun that stands for a person
//! or a body, in the order of the text.

use std::ops::Range;

use courant_model::Ref;

use crate::{
    Reading,
    lexicon::{Hit, Sense, Traits},
    names::Body,
    people::{Identity, Office},
};

/// All appearances of an item.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Cast {
    pub(crate) appearances: Vec<Appearance>,
}

/// A place in which someone or something appears.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Appearance {
    /// With the titles of a name.
    pub(crate) tokens: Range<usize>,
    /// Nobody, if it could be several.
    pub(crate) who: Option<Ref>,
    pub(crate) by: By,
}

/// How someone appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Name,
    /// `the Minister`
    Title,
    Pronoun,
}

impl Cast {
    /// Of the persons and bodies of an item. Both are numbered as the record
    /// numbers them; of a body, only where it stands alone is of interest.
    pub(crate) fn of(
        reading: &Reading<'_>,
        identities: &[Identity],
        bodies: &[(Ref, &Body)],
    ) -> (Cast, Vec<(Ref, Office)>) {
        let mut appearances = Vec::new();
        for (index, identity) in identities.iter().enumerate() {
            for name in &identity.mentions {
                let tokens = name.tokens();
                let titled = identity.offices.iter().filter(|office| office.tokens.end <= tokens.start);
                let start =
                    titled.map(|office| office.tokens.start).filter(|start| tokens.start - start < 24).max();
                let start = start
                    .filter(|start| same_sentence(reading, *start, tokens.start))
                    .unwrap_or(tokens.start);
                appearances.push(Appearance {
                    tokens: start..tokens.end,
                    who: Some(Ref::Person(index + 1)),
                    by: By::Name,
                });
            }
        }
        for (reference, body) in bodies {
            appearances.push(Appearance { tokens: body.tokens.clone(), who: Some(*reference), by: By::Name });
        }
        appearances.sort_by_key(|one| (one.tokens.start, std::cmp::Reverse(one.tokens.end)));
        let mut cast = Cast { appearances };
        let offices = cast.add_titles(reading, identities);
        cast.add_pronouns(reading);
        let given = offices
            .into_iter()
            .filter_map(|office| Some((cast.given(reading, identities, &office)?, office)));
        let given = given.collect();
        (cast, given)
    }

    /// The person to whom a sentence gives an office: `she became Minister of
    /// Lakes`, `named Ada Lund Chair of the Board`; or for whom a title with its
    /// state stands, and who has none else.
    fn given(&self, reading: &Reading<'_>, identities: &[Identity], office: &Office) -> Option<Ref> {
        if !office.affiliated {
            return None;
        }
        let start = office.tokens.start;
        let own = self.within(start..start + 1).iter().find(|one| one.by == By::Title);
        let bare =
            |who: &Ref| matches!(who, Ref::Person(number) if identities[number - 1].offices.is_empty());
        if let Some(who) = own.and_then(|one| one.who).filter(bare) {
            return Some(who);
        }
        let opens =
            (0..start).rev().find(|index| reading.tokens()[index + 1].opens).map_or(0, |index| index + 1);
        let sentence = if reading.tokens()[start].opens { start } else { opens };
        let mut people =
            self.within(sentence..start).iter().filter(|one| matches!(one.who, Some(Ref::Person(_))));
        let article =
            usize::from(start > sentence && reading.has(start - 1, Traits::ARTICLE | Traits::INDEFINITE));
        let before = (start - article).checked_sub(1).filter(|before| *before >= sentence)?;
        if reading.has(before, Traits::PREDICATING) {
            return people.next_back().and_then(|one| one.who);
        }
        let named = people.next_back().filter(|one| one.tokens.end == before + 1)?;
        let verb = named.tokens.start.checked_sub(1)?;
        reading.has(verb, Traits::NAMING).then_some(named.who)?
    }

    /// Titles that stand for their holder.
    fn add_titles(&mut self, reading: &Reading<'_>, identities: &[Identity]) -> Vec<Office> {
        let (mut found, mut offices) = (Vec::new(), Vec::new());
        for hit in reading.hits().iter().filter(|hit| matches!(hit.sense, Sense::Title(..))) {
            let Some(office) = Office::read(reading, hit, 0).filter(|office| office.title.office) else {
                continue;
            };
            let taken = |one: &Appearance| {
                one.tokens.start < office.tokens.end
                    && office.tokens.start < one.tokens.end
                    && matches!(one.who, Some(Ref::Person(_)))
            };
            // No title or name is longer than that.
            let near = office.tokens.start.saturating_sub(64)..office.tokens.end;
            if self.within(near).iter().any(taken) {
                continue;
            }
            let who = holder(reading, identities, hit, &office);
            found.push(Appearance { who, tokens: office.tokens.clone(), by: By::Title });
            offices.push(office);
        }
        self.appearances.append(&mut found);
        self.appearances.sort_by_key(|one| (one.tokens.start, std::cmp::Reverse(one.tokens.end)));
        offices
    }

    /// Pronouns stand for the person who appeared last at the head of a sentence.
    fn add_pronouns(&mut self, reading: &Reading<'_>) {
        let mut with = Vec::with_capacity(self.appearances.len());
        let mut people = self.appearances.drain(..).peekable();
        let mut last = None;
        let mut sentence = (0, false);
        for (index, token) in reading.tokens().iter().enumerate() {
            if token.opens {
                sentence = (index, false);
            }
            while let Some(one) = people.next_if(|one| one.tokens.start <= index) {
                if matches!(one.who, Some(Ref::Person(_))) && (!sentence.1 || last.is_none()) {
                    last = one.who;
                    sentence.1 = true;
                }
                with.push(one);
            }
            if token.word != 0 && reading.has(index, Traits::PRONOUN) {
                with.push(Appearance { tokens: index..index + 1, who: last, by: By::Pronoun });
                sentence.1 = true;
            }
        }
        with.extend(people);
        self.appearances = with;
    }

    /// Those that begin in a range of tokens.
    pub(crate) fn within(&self, tokens: Range<usize>) -> &[Appearance] {
        let from = self.appearances.partition_point(|one| one.tokens.start < tokens.start);
        let to = self.appearances.partition_point(|one| one.tokens.start < tokens.end);
        &self.appearances[from..to.max(from)]
    }
}

/// Whether no sentence begins between two tokens.
fn same_sentence(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    !reading.tokens()[from + 1..=to].iter().any(|token| token.opens)
}

/// The person of whom a title without a name speaks.
///
/// It is one who is introduced before, by a title that has all its words, or
/// of a rank that it stands for; a state that it names must be the same. Of
/// several, a bare title speaks of the one whose own was as bare, or of whom
/// the headline names. If that leaves several, the item does not tell.
fn holder(reading: &Reading<'_>, identities: &[Identity], hit: &Hit, office: &Office) -> Option<Ref> {
    let Sense::Title(number, _) = hit.sense else { return None };
    let title = &reading.known().titles.title[number];
    let words = reading.words(hit.tokens.0..hit.tokens.1);
    let stands = |own: &Office| own.title.rank.as_ref().is_some_and(|rank| title.stands_for.contains(rank));
    let fits = |own: &Office| {
        let one = std::ptr::eq(own.title, title) && has_words(reading, own, words);
        let country = office.country.is_none() || own.country.is_none() || office.country == own.country;
        (one || stands(own)) && country
    };
    let in_headline = |identity: &Identity| {
        identity.mentions.iter().any(|name| reading.in_headline(&reading.tokens()[name.tokens().start]))
    };
    let only = |test: &dyn Fn(&Identity) -> bool| {
        let mut fitting = identities.iter().enumerate().filter(|(_, identity)| test(identity));
        match (fitting.next(), fitting.next()) {
            (Some((index, _)), None) => Some(Ref::Person(index + 1)),
            _ => None,
        }
    };
    let holds = |identity: &Identity| identity.offices.iter().any(fits);
    let held_before =
        |identity: &Identity| identity.offices.iter().any(|own| fits(own) && own.tokens.start < hit.tokens.0);
    let of_state = |identity: &Identity| {
        let named = |own: &Office| own.country == office.country;
        office.country.is_some() && identity.offices.iter().any(|own| fits(own) && named(own))
    };
    let introduced = |identity: &Identity| {
        let bare = |own: &Office| {
            own.tokens.start < hit.tokens.0
                && reading.words(own.tokens.clone()).to_lowercase() == words.to_lowercase()
        };
        !office.affiliated && identity.offices.iter().any(|own| fits(own) && bare(own))
    };
    // One whom the headline names needs no title: "Otieno opens …", "the Head of State said".
    let untitled = |identity: &Identity| {
        title.state && in_headline(identity) && identity.offices.iter().all(|own| !own.title.office)
    };
    only(&of_state)
        .or_else(|| only(&untitled))
        .or_else(|| only(&held_before))
        .or_else(|| only(&holds))
        .or_else(|| only(&|identity| holds(identity) && in_headline(identity)))
        .or_else(|| only(&introduced))
}

/// Whether an office is called by all these words, in whatever case.
fn has_words(reading: &Reading<'_>, office: &Office, words: &str) -> bool {
    reading.words(office.tokens.clone()).to_lowercase().contains(&words.to_lowercase())
}
