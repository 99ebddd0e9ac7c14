//! What differs between two texts, line by line.

/// Lines around a difference that are shown with it.
const AROUND: usize = 2;

/// Two texts with more pairs of lines between their first and their last
/// difference are shown one behind the other: 64 MiB of lengths.
const PAIRS: usize = 16 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    Old,
    New,
}

/// Lines with `-`, `+` or a space in front; a line with `@` before each part
/// names the headline that it is about, if one stands before it.
pub(super) fn difference(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut lines: Vec<(Step, &str)> = Vec::new();
    let (mut from_old, mut from_new) = (old.iter(), new.iter());
    for step in steps(&old, &new) {
        let line = match step {
            Step::Old => from_old.next(),
            Step::New => from_new.next(),
            Step::Both => from_old.next().and(from_new.next()),
        };
        lines.extend(line.map(|line| (step, *line)));
    }
    let near = |at: usize| {
        let around = at.saturating_sub(AROUND)..lines.len().min(at + AROUND + 1);
        lines[around].iter().any(|(step, _)| *step != Step::Both)
    };
    let mut out = Vec::new();
    for (at, (step, line)) in lines.iter().enumerate().filter(|(at, _)| near(*at)) {
        if at == 0 || !near(at - 1) {
            let headline =
                lines[..at].iter().rev().find(|(_, line)| line.trim_start().starts_with("\"headline\""));
            out.push(
                headline
                    .map_or("@".to_owned(), |(_, line)| format!("@ {}", line.trim().trim_end_matches(','))),
            );
        }
        let mark = match step {
            Step::Both => ' ',
            Step::Old => '-',
            Step::New => '+',
        };
        out.push(format!("{mark}{line}"));
    }
    out
}

/// A shortest way from one text to the other, by a longest common
/// subsequence of what lies between what they begin and end with alike.
fn steps(old: &[&str], new: &[&str]) -> Vec<Step> {
    let begin = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[begin..], &new[begin..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    let mut steps = vec![Step::Both; begin];
    if old.len().saturating_mul(new.len()) > PAIRS {
        steps.extend(old.iter().map(|_| Step::Old).chain(new.iter().map(|_| Step::New)));
    } else {
        between(old, new, &mut steps);
    }
    steps.extend(vec![Step::Both; end]);
    steps
}

fn between(old: &[&str], new: &[&str], steps: &mut Vec<Step>) {
    let wide = new.len() + 1;
    // How many lines are common behind each pair of places.
    let mut common = vec![0_u32; (old.len() + 1) * wide];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * wide + j] = if old[i] == new[j] {
                common[(i + 1) * wide + j + 1] + 1
            } else {
                common[(i + 1) * wide + j].max(common[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            steps.push(Step::Both);
            (i, j) = (i + 1, j + 1);
        } else if common[(i + 1) * wide + j] >= common[i * wide + j + 1] {
            steps.push(Step::Old);
            i += 1;
        } else {
            steps.push(Step::New);
            j += 1;
        }
    }
    steps.extend(vec![Step::Old; old.len() - i]);
    steps.extend(vec![Step::New; new.len() - j]);
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
