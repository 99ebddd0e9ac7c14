//! Persons, found by the titles beside their names.
//!
//! A name is believed where an office leads to it: `Minister of Trade Ada
//! Lund`, `Ada Lund, Minister of Trade`. From there it is followed through the
//! item in all its forms. A name that no title vouches for stays unnamed.

mod bindings;
mod identities;
pub(crate) mod names;
mod offices;

use courant_model::{Person, Ref, Role};

pub(crate) use self::{
    bindings::{Binding, bindings as titled},
    identities::Identity,
    names::Name,
    offices::Office,
};
use crate::{Notes, Reading};

/// The persons of an item, by the names that titles lead to and those that
/// are told by their shape.
pub(crate) fn identities(reading: &Reading<'_>, titled: &[Binding], shaped: &[Name]) -> Vec<Identity> {
    let mut identities = identities::of(reading, titled, shaped);
    identities::follow(reading, &mut identities);
    identities.sort_by_key(|identity| identity.mentions.first().map(|name| name.tokens().start));
    identities
}

/// Notes the persons, with all places of their names.
pub(crate) fn note(reading: &Reading<'_>, identities: &[Identity], notes: &mut Notes) {
    notes.people = identities
        .iter()
        .enumerate()
        .map(|(index, identity)| person(reading, identity, Ref::Person(index + 1)))
        .collect();
}

fn person(reading: &Reading<'_>, identity: &Identity, reference: Ref) -> Person {
    let name = identity.fullest();
    let (given, family) = name.parts(reading);
    let word =
        |tokens: std::ops::Range<usize>| Some(reading.words(tokens).to_owned()).filter(|w| !w.is_empty());
    let span = |name: &Name| reading.span(reading.bytes(name.tokens()));
    Person {
        reference,
        name: reading.words(name.tokens()).to_owned(),
        given: word(given),
        family: word(family),
        roles: roles(reading, &identity.offices),
        mentions: identity.mentions.iter().map(span).collect(),
    }
}

/// Each office once, by its longest wording: a bare `President` says nothing
/// beside `President of Kenya`.
fn roles(reading: &Reading<'_>, offices: &[Office]) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    for office in offices.iter().filter(|office| office.title.office) {
        let title = reading.words(office.tokens.clone());
        let folded = folded(reading, title);
        let same_rank = |role: &Role| role.rank == office.title.rank;
        let shorter = |role: &Role| same_rank(role) && folded.contains(&self::folded(reading, &role.title));
        let longer = |role: &Role| same_rank(role) && self::folded(reading, &role.title).contains(&folded);
        if roles.iter().any(longer) {
            continue;
        }
        roles.retain(|role| !shorter(role));
        roles.push(Role {
            title: title.to_owned(),
            rank: office.title.rank.clone(),
            organisation: None,
            country: office.country.map(str::to_owned),
        });
    }
    roles
}

/// A title without capitals and cases.
fn folded(reading: &Reading<'_>, title: &str) -> String {
    match reading.known().cases_of(title) {
        Some(cases) => title.split(' ').map(|word| cases.stem(word) + " ").collect(),
        None => title.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person as `name; title @country, …; mention, …`.
    fn said(text: &str, person: &Person) -> String {
        let roles: Vec<String> = person
            .roles
            .iter()
            .map(|role| match &role.country {
                Some(country) => format!("{} @{country}", role.title),
                None => role.title.clone(),
            })
            .collect();
        let mentions: Vec<&str> =
            person.mentions.iter().map(|span| span.slice(text).expect("inside the text")).collect();
        format!("{}; {}; {}", person.name, roles.join(", "), mentions.join(", "))
    }

    fn found(text: &str) -> Vec<Person> {
        let mut notes = Notes::default();
        crate::entities::entities(&Reading::of_text(text, None, crate::knowledge::knowledge()), &mut notes);
        notes.people
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = found(text).iter().map(|person| said(text, person)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn titles_lead_to_names() {
        check("President Ada Lund spoke.", &["Ada Lund; President; Ada Lund"]);
        check(
            "the Kenyan Prime Minister Amos Otieno’s plan",
            &["Amos Otieno; Kenyan Prime Minister @KE; Amos Otieno"],
        );
        check(
            "Minister of Foreign Affairs of the Republic of Kenya Amos Otieno spoke",
            &["Amos Otieno; Minister of Foreign Affairs of the Republic of Kenya @KE; Amos Otieno"],
        );
        check(
            "Deputy Minister of Trade of Kenya Zh.Odongo left.",
            &["Zh.Odongo; Deputy Minister of Trade of Kenya @KE; Zh.Odongo"],
        );
        check("Head of the River Council Ada Lund spoke", &["Ada Lund; Head of the River Council; Ada Lund"]);
        check("Lyra Kenya chairman Ada Lund spoke", &["Ada Lund; chairman; Ada Lund"]);
        check("CBN spokesman Amos Otieno spoke", &["Amos Otieno; CBN spokesman; Amos Otieno"]);
    }

    #[test]
    fn several_titles_lead_to_one_name() {
        check(
            "Ambassador of Kenya to Norway and Permanent Representative of Kenya to the Arctic Union Amos Otieno spoke",
            &[
                "Amos Otieno; Ambassador of Kenya to Norway @KE, Permanent Representative of Kenya to the Arctic Union @KE; Amos Otieno",
            ],
        );
        check(
            "the Emir of Qatar Sheikh Rashid bin Omar Al Noor, Commander of the Coast Forces General Ada Lund, and others",
            &[
                "Rashid bin Omar Al Noor; Emir of Qatar @QA; Rashid bin Omar Al Noor",
                "Ada Lund; Commander of the Coast Forces, General; Ada Lund",
            ],
        );
        check(
            "the President of Kenya and Prime Minister of Norway Ada Lund spoke",
            &["Ada Lund; Prime Minister of Norway @NO; Ada Lund"],
        );
    }

    #[test]
    fn names_stand_between_commas() {
        check(
            "met the Ambassador of Kenya to Norway, Amos Otieno, and Ada Lund, Director of the Lyra Foundation.",
            &[
                "Amos Otieno; Ambassador of Kenya to Norway @KE; Amos Otieno",
                "Ada Lund; Director of the Lyra Foundation; Ada Lund",
            ],
        );
        check(
            "King Omar bin Isa Al Noor of Bahrain, Prime Minister of Albania Ada Lund, Prime Minister of Egypt Amos Otieno, and others.",
            &[
                "Omar bin Isa Al Noor; King @BH; Omar bin Isa Al Noor",
                "Ada Lund; Prime Minister of Albania @AL; Ada Lund",
                "Amos Otieno; Prime Minister of Egypt @EG; Amos Otieno",
            ],
        );
        check(
            "The Representative of the World River Fund (WRF) in Kenya, Ada Lund, spoke.",
            &["Ada Lund; Representative of the World River Fund (WRF) in Kenya; Ada Lund"],
        );
    }

    #[test]
    fn a_known_name_is_followed_through_its_forms() {
        check(
            "Minister of Trade of Kenya Amos Otieno left. A.Otieno and A. Otieno are one, as is Otieno’s name. Mr. Otieno too.",
            &[
                "Amos Otieno; Minister of Trade of Kenya @KE; Amos Otieno, A.Otieno, A. Otieno, Otieno, Otieno",
            ],
        );
        check("Mr. Otieno met Dr. Lund.", &["Otieno; ; Otieno", "Lund; ; Lund"]);
        check(
            "Minister Amos Otieno met Minister Eve Otieno. Otieno spoke. B. Otieno left.",
            &[
                "Amos Otieno; Minister; Amos Otieno",
                "Eve Otieno; Minister; Eve Otieno",
                "B. Otieno; ; B. Otieno",
            ],
        );
    }

    #[test]
    fn a_name_in_another_name_is_none() {
        check(
            "President Amos Otieno spoke at the Amos Otieno Library and the Otieno Award. Eve Otieno did not.",
            &["Amos Otieno; President; Amos Otieno", "Eve Otieno; ; Eve Otieno"],
        );
    }

    #[test]
    fn silence_is_better_than_a_wrong_name() {
        for text in [
            "the President of the World Bank spoke",
            "President of Kenya, United Nations and others",
            "Mr. President, I accept",
            "the Head of State noted",
            "General Assembly Hall and King Street Market",
            "Minister Counsellor",
            "In San Pedro, Mayor of the city spoke",
            "Minister of Lakes Big Rivers spoke",
            "the minister Orlov",
            "President Otieno Delivers Largest River Plan Kenya Ever Had, Minister Lund Says",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn names_have_a_given_and_a_family_part() {
        let parts = |text: &str| {
            let person = found(text).remove(0);
            (person.given, person.family.unwrap_or_default())
        };
        let given = |given: &str, family: &str| (Some(given.to_owned()), family.to_owned());
        assert_eq!(parts("President Ada Mary Lund spoke"), given("Ada Mary", "Lund"));
        assert_eq!(parts("President Y.Lund spoke"), given("Y.", "Lund"));
        assert_eq!(parts("King Omar bin Isa Al Noor spoke"), given("Omar bin Isa", "Al Noor"));
        assert_eq!(parts("President Li Anming spoke"), given("Anming", "Li"));
        assert_eq!(parts("President Lund spoke"), (None, "Lund".to_owned()));
    }
}
