//! The forms of EDTF (ISO 8601-2) that records have.

use jiff::civil::Date;

/// Whether a value is a day (of an unknown year, perhaps), a month, a year, or
/// two such with a stroke between, the earlier one first.
pub(super) fn is_written(value: &str) -> bool {
    match value.split_once('/') {
        Some((from, to)) => is_point(from) && is_point(to) && from.len() == to.len() && from < to,
        None => is_point(value),
    }
}

fn is_point(value: &str) -> bool {
    let day = |value: &str| value.len() == "2026-03-15".len() && value.parse::<Date>().is_ok();
    match value.len() {
        4 => value.bytes().all(|byte| byte.is_ascii_digit()),
        7 => day(&format!("{value}-01")),
        // 2000 has a 29th of February.
        10 => day(value) || value.strip_prefix("XXXX").is_some_and(|rest| day(&format!("2000{rest}"))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: bool) {
        assert_eq!(is_written(value), expected, "{value}");
    }

    #[test]
    fn written_forms_are_known() {
        for value in ["2026-03-15", "2026-03", "2026", "XXXX-02-29", "2026-04-22/2026-04-24", "2026/2030"] {
            check(value, true);
        }
    }

    #[test]
    fn all_others_are_not() {
        for value in [
            "",
            "2026-02-30",
            "2026-13",
            "20261",
            "26-03-15",
            "2026-03-15T10:00",
            "XXXX-13-01",
            "XXXX",
            "2026/2026",
            "2026-04-24/2026-04-22",
            "2026-04/2026",
            "2026/",
            "2026/2027/2028",
            "20é6",
            "spring",
        ] {
            check(value, false);
        }
    }
}
