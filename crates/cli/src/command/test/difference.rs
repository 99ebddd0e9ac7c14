//! What differs between two texts, line by line.

use similar::{ChangeTag, TextDiff};

/// Lines around a difference that are shown with it.
const AROUND: usize = 2;

/// Lines with `-`, `+` or a space in front; a line with `@` before each part
/// names the headline that it is about, if one stands before it.
pub(super) fn difference(old: &str, new: &str) -> Vec<String> {
    let difference = TextDiff::from_lines(old, new);
    let mut out = Vec::new();
    for part in difference.grouped_ops(AROUND) {
        let begin = part.first().map_or(0, |step| step.old_range().start);
        let before = old.lines().take(begin).map(str::trim);
        let headline = before.filter(|line| line.starts_with("\"headline\"")).last();
        out.push(headline.map_or("@".to_owned(), |line| format!("@ {}", line.trim_end_matches(','))));
        for line in part.iter().flat_map(|step| difference.iter_changes(step)) {
            let mark = match line.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            out.push(format!("{mark}{}", line.value().trim_end_matches('\n')));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[&str]) {
        assert_eq!(difference(old, new), expected);
    }

    #[test]
    fn a_difference_is_shown_with_what_is_around_it() {
        check("a\nb\n", "a\nb\n", &[]);
        check(
            "1\n2\n3\n4\n5\n6\n7\n",
            "1\n2\n3\nfour\n5\n6\n7\n",
            &["@", " 2", " 3", "-4", "+four", " 5", " 6"],
        );
        check("a\nb\nc\n", "b\nc\nd\n", &["@", "-a", " b", " c", "+d"]);
        check(
            "{\n\"headline\": \"Ferry\",\n\"lines\": 1,\n\"source\": 2,\n\"views\": 3\n}\n",
            "{\n\"headline\": \"Ferry\",\n\"lines\": 1,\n\"source\": 2,\n\"views\": 4\n}\n",
            &[
                "@ \"headline\": \"Ferry\"",
                " \"lines\": 1,",
                " \"source\": 2,",
                "-\"views\": 3",
                "+\"views\": 4",
                " }",
            ],
        );
        check("", "a\n", &["@", "+a"]);
    }
}
