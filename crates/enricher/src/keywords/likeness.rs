//! Keywords that say the same.

use std::borrow::Cow;

/// Whether the words of one, or two of them, are among those of the other,
/// whatever their endings: `power plants` and `nuclear power plant`.
pub(crate) fn alike(one: &[Cow<'_, str>], other: &[Cow<'_, str>]) -> bool {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let common = few.iter().filter(|word| many.iter().any(|other| same(word, other))).count();
    common == few.len() || common >= 2
}

/// Whether two words differ by an ending at most, as far as that can be seen
/// in any language: it is short, and much shorter than what they share.
fn same(one: &str, other: &str) -> bool {
    // Most words differ in the first letter.
    if one.as_bytes().first() != other.as_bytes().first() {
        return false;
    }
    let shared = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let rest = one.chars().count().max(other.chars().count()) - shared;
    rest == 0 || (rest <= 3 && shared >= 3 && shared >= 2 * rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &'static str, other: &'static str, expected: bool) {
        let words = |text: &'static str| text.split(' ').map(Cow::Borrowed).collect::<Vec<_>>();
        assert_eq!(alike(&words(one), &words(other)), expected, "{one}, {other}");
        assert_eq!(alike(&words(other), &words(one)), expected, "{other}, {one}");
    }

    #[test]
    fn endings_do_not_make_another_word() {
        check("harbour", "harbours", true);
        check("железная дорога", "железной дороги", true);
        check("city", "cities", false);
        check("lake", "lane", false);
    }

    #[test]
    fn parts_say_no_more_than_the_whole() {
        check("power plants", "nuclear power plant", true);
        check("nuclear", "nuclear power plant", true);
        check("power supply", "nuclear power plant", false);
        check("nuclear power supply", "nuclear power plant", true);
    }
}
