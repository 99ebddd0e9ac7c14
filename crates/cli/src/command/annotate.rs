//! Names in texts, as a filter from JSON Lines to JSON Lines.

use std::io::{BufRead, BufWriter, Write};

use courant::{
    enricher::{Enricher, EntityKind},
    model::Span,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{exit::Exit, fault::Fault};

#[derive(Deserialize)]
struct Question<'l> {
    /// Handed back as it was written.
    #[serde(borrow)]
    id: &'l RawValue,
    text: String,
}

#[derive(Serialize)]
struct Answer<'l> {
    id: &'l RawValue,
    entities: Vec<Entity>,
}

#[derive(Serialize)]
struct Entity {
    r#type: &'static str,
    span: Span,
}

pub(super) fn annotate(questions: impl BufRead, answers: impl Write) -> Result<Exit, Fault> {
    let enricher = Enricher::standard();
    let mut answers = BufWriter::new(answers);
    for (number, line) in questions.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let question: Question<'_> = serde_json::from_str(&line).map_err(|error| {
            format!("standard input, line {}: expected {{\"id\", \"text\"}}: {error}", number + 1)
        })?;
        let entities = enricher
            .annotate(&question.text)
            .into_iter()
            .map(|entity| Entity { r#type: word(entity.kind), span: entity.span })
            .collect();
        serde_json::to_writer(&mut answers, &Answer { id: question.id, entities })?;
        answers.write_all(b"\n")?;
    }
    answers.flush()?;
    Ok(Exit::Done)
}

fn word(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organisation => "organisation",
        EntityKind::Place => "place",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_went_and_wrong_lines_are_named() {
        let mut out = Vec::new();
        let input = "{\"id\": 7, \"text\": \"nothing here\"}\n\n{\"text\": \"\", \"id\": {\"a\": [1.50]}}\n";
        annotate(input.as_bytes(), &mut out).expect("it is well-formed");
        let expected = "{\"id\":7,\"entities\":[]}\n{\"id\":{\"a\": [1.50]},\"entities\":[]}\n";
        assert_eq!(String::from_utf8(out).expect("it is text"), expected);

        let fault =
            annotate("{\"id\":1,\"text\":\"\"}\n{\"id\":2}\n".as_bytes(), Vec::new()).expect_err("no text");
        let Fault::Failed(error) = fault else { panic!("{fault:?}") };
        assert_eq!(
            error.to_string(),
            "standard input, line 2: expected {\"id\", \"text\"}: missing field `text` at line 1 column 8"
        );
    }
}
