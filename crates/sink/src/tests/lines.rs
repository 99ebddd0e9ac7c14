//! Records to a pipe.

use std::io::{self, Read as _, Write};

use courant_flow::Pipeline;
use courant_model::Record;

use super::fixture::{Diary, bulletin};
use crate::lines;

#[tokio::test]
async fn each_record_is_a_line() {
    let (mut reader, writer) = io::pipe().unwrap();
    let bulletins = vec![bulletin("a", &["Line\nfeed", "Harbour “closed”"]), bulletin("b", &[])];
    let expected = bulletins[0].records.to_vec();
    let diary = Diary::default();
    Pipeline::source("some", diary.source(bulletins)).sink("out", lines(writer)).join().await.unwrap();
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    let records: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records, expected);
    assert_eq!(diary.read(), ["a delivered", "b delivered"]);
}

#[tokio::test]
async fn a_reader_that_goes_away_ends_the_line_in_an_ordinary_way() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let diary = Diary::default();
    let source = diary.source(vec![bulletin("a", &["Harbour closed"])]);
    Pipeline::source("some", source).sink("out", lines(writer)).join().await.unwrap();
    assert_eq!(diary.read(), ["a abandoned"]);
}

struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn any_other_failure_ends_it_with_an_error() {
    let diary = Diary::default();
    let source = diary.source(vec![bulletin("a", &["Harbour closed"])]);
    let ended = Pipeline::source("some", source).sink("out", lines(Broken)).join().await;
    let courant_flow::Error::Failed { source, .. } = ended.unwrap_err() else { panic!("it did not fail") };
    assert_eq!(source.to_string(), "cannot write to the output");
    assert_eq!(diary.read(), ["a abandoned"]);
}
