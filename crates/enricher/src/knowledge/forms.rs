//! Words with the endings of their cases in brackets: `Кени(я/и/ю/ей)`.

use serde::{Deserialize as _, Deserializer};

/// All forms of a word or a phrase, the nominative first and the genitive
/// second. Brackets of one phrase go together, and the last ending of a
/// shorter one is repeated. What has no brackets has one form.
pub(crate) fn forms(written: &str) -> Vec<String> {
    let endings = brackets(written).map(|(_, endings)| endings.split('/').count()).max();
    let Some(count) = endings else { return vec![written.to_owned()] };
    let mut forms: Vec<String> = Vec::with_capacity(count);
    for case in 0..count {
        let mut form = String::new();
        let mut rest = written;
        for (before, endings) in brackets(written) {
            form.push_str(before);
            form.push_str(endings.split('/').take(case + 1).last().unwrap_or_default());
            rest = &rest[before.len() + endings.len() + "()".len()..];
        }
        form.push_str(rest);
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Each bracket that holds endings, with what stands between it and the one before.
fn brackets(written: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = written;
    std::iter::from_fn(move || {
        let open = rest.find('(')?;
        let close = open + rest[open..].find(')')?;
        let found = (&rest[..open], &rest[open + 1..close]);
        rest = &rest[close + 1..];
        Some(found)
    })
    .take_while(|(_, endings)| endings.contains('/'))
}

/// Reads a list of words with all their forms.
pub(super) fn words<'de, D: Deserializer<'de>>(data: D) -> Result<Vec<String>, D::Error> {
    let written = Vec::<String>::deserialize(data)?;
    Ok(written.iter().flat_map(|word| forms(word)).collect())
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[track_caller]
    fn check(written: &str, expected: &[&str]) {
        assert_eq!(forms(written), expected);
    }

    #[test]
    fn endings_stand_in_brackets() {
        check("Oslo", &["Oslo"]);
        check("(s)", &["(s)"]);
        check("Оман(/а/у/ом/е)", &["Оман", "Омана", "Оману", "Оманом", "Омане"]);
        check("Бел(ый/ого) дом(/а) мира", &["Белый дом мира", "Белого дома мира"]);
        check("Кени(я/и/и/ю)", &["Кения", "Кении", "Кению"]);
    }
}
