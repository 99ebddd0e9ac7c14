//! What it costs to find all facts of bulletins, on one core, against counting
//! their words in the same run.
//!
//! `scripts/bench enrich [--bulletin FILE]`. Figures are medians of rounds in
//! which the contenders take turns.

#![expect(clippy::print_stdout, reason = "the figures are for standard output")]

use std::{
    collections::HashMap,
    hint::black_box,
    time::{Duration, Instant},
};

use courant_enricher::Enricher;
use courant_model::{Bulletin, Segmented};
use courant_segmenter::Segmenter;
use courant_tests::Edition;

const ROUNDS: usize = 9;
/// Copies of a given bulletin, or days of one that is made up.
const COPIES: u32 = 200;

fn main() {
    let mut texts: Vec<String> = (1..=COPIES).map(|day| Edition::of(day).text()).collect();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bulletin" => {
                let file = arguments.next().expect("--bulletin wants a file");
                let text = std::fs::read_to_string(file).expect("it can be read");
                texts = vec![text; COPIES as usize];
            }
            // Said by `cargo bench`.
            "--bench" => {}
            _ => panic!("unknown argument {argument}"),
        }
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let cutter = Segmenter::standard();
    let bulletins = texts.iter().map(|text| Bulletin::from_text("a.txt", text.as_str()));
    let segmented: Vec<Segmented> =
        bulletins.map(|bulletin| cutter.segment(bulletin).expect("it can be cut")).collect();
    let (plain, standard) = (Enricher::plain(), Enricher::standard());

    let mut contenders = [
        ("words counted in a map", Vec::new()),
        ("records without annotators", Vec::new()),
        ("records with all annotators", Vec::new()),
    ];
    for round in 0..=ROUNDS {
        let times = [
            timed(|| texts.iter().map(|text| count(text)).sum()),
            timed(|| enrich(&plain, &segmented)),
            timed(|| enrich(&standard, &segmented)),
        ];
        // The first round reads the data of the annotators, and is not counted.
        for ((_, all), time) in contenders.iter_mut().zip(times).filter(|_| round > 0) {
            all.push(time);
        }
    }
    let megabytes = f64::from(u32::try_from(bytes).expect("less than 4 GB")) / 1e6;
    println!("{COPIES} bulletins, {megabytes:.1} MB, one core");
    for (name, times) in &mut contenders {
        times.sort_unstable();
        let rate = megabytes / times[times.len() / 2].as_secs_f64();
        println!("{name:<32}{rate:>8.1} MB/s");
    }
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

fn count(text: &str) -> usize {
    let mut words: HashMap<&str, u32> = HashMap::new();
    for word in text.split_whitespace() {
        *words.entry(word).or_default() += 1;
    }
    words.len()
}

fn enrich(enricher: &Enricher, segmented: &[Segmented]) -> usize {
    segmented.iter().map(|segmented| enricher.enrich(segmented.clone()).records.len()).sum()
}
