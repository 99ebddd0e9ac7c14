//! How fast the line is, against a plain loop in the same run, and how long a
//! dropped file takes to be durable.
//!
//! `scripts/bench [--bulletin FILE] [--files N]`. Figures are medians of
//! rounds in which the contenders take turns, so that a machine that drifts
//! drifts for both.

#![expect(clippy::print_stdout, reason = "the figures are for standard output")]

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use courant_tests::{Edition, Place};
use serde::Serialize;

const ROUNDS: usize = 7;
const DROPS: u32 = 400;

struct Options {
    bulletin: Option<PathBuf>,
    files: u32,
}

fn main() {
    let mut options = Options { bulletin: None, files: 2000 };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} wants a value"));
        match argument.as_str() {
            "--bulletin" => options.bulletin = Some(value().into()),
            "--files" => options.files = value().parse().expect("a number of files"),
            // Said by `cargo bench`.
            "--bench" => {}
            _ => panic!("unknown argument {argument}"),
        }
    }
    throughput(&options);
    latency();
}

/// Bulletins through `ingest`, annotators off and on, against the loop.
fn throughput(options: &Options) {
    let place = Place::new();
    let bytes = corpus(&place, options);
    let directory = place.path("in");
    let megabytes = as_megabytes(bytes);
    println!("{} bulletins, {megabytes:.1} MB", options.files);

    let mut contenders = [
        ("plain loop", Vec::new(), 0),
        ("ingest, annotators off", Vec::new(), 0),
        ("ingest, annotators on", Vec::new(), 0),
        ("ingest --into, annotators off", Vec::new(), 0),
        ("ingest, off, layout learnt", Vec::new(), 0),
    ];
    let unknown = place.path("unknown");
    let unknown = unknown.to_str().expect("a temporary path is UTF-8");
    for round in 0..=ROUNDS {
        let kept = place.path(&format!("kept{round}"));
        let kept = kept.to_str().expect("a temporary path is UTF-8");
        let in_ = directory.to_str().expect("a temporary path is UTF-8");
        let results = [
            timed(|| {
                plain_loop(&directory, &place.path("plain.jsonl"));
                0
            }),
            timed(|| ingest(&place, &["ingest", "-q", "--annotators", "none", in_])),
            timed(|| ingest(&place, &["ingest", "-q", in_])),
            timed(|| ingest(&place, &["ingest", "-q", "--annotators", "none", "--into", kept, in_])),
            timed(|| ingest(&place, &["ingest", "-q", "--annotators", "none", unknown])),
        ];
        fs::remove_dir_all(kept).expect("it was made");
        // The first round warms the page cache and is not counted.
        for ((_, times, peak), (time, memory)) in contenders.iter_mut().zip(results) {
            if round > 0 {
                times.push(time);
                *peak = memory.max(*peak);
            }
        }
    }
    let base = median(&mut contenders[0].1);
    for (name, times, peak) in &mut contenders {
        let time = median(times);
        let rate = megabytes / time.as_secs_f64();
        let files = f64::from(options.files) / time.as_secs_f64();
        let share = base.as_secs_f64() / time.as_secs_f64();
        print!("{name:<32}{rate:>8.1} MB/s {files:>8.0} files/s   {share:.2} of the loop");
        println!(
            "{}",
            if *peak > 0 { format!("   peak {:.0} MB", as_megabytes(*peak)) } else { String::new() }
        );
    }
}

fn timed(work: impl FnOnce() -> u64) -> (Duration, u64) {
    let begun = Instant::now();
    let memory = work();
    (begun.elapsed(), memory)
}

/// Runs the program with its records in a file, and says its peak resident
/// memory in bytes.
fn ingest(place: &Place, arguments: &[&str]) -> u64 {
    let out = File::create(place.path("ingest.jsonl")).expect("it can be made");
    let mut child = Command::new(courant_tests::built())
        .args(arguments)
        .stdout(Stdio::from(out))
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        // The kernel keeps the peak itself: the last look before the end is close to the truth.
        let high = fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        });
        peak = peak.max(high.unwrap_or(0) * 1024);
        if let Some(ended) = child.try_wait().expect("it can be waited for") {
            assert!(ended.success(), "{arguments:?}");
            return peak;
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

/// The yardstick: what anybody would write in an afternoon. One thread reads
/// a file, hashes it, cuts it at header lines, and prints an object an item.
fn plain_loop(directory: &Path, out: &Path) {
    #[derive(Serialize)]
    struct Item<'t> {
        id: String,
        published: &'t str,
        views: Option<u64>,
        headline: &'t str,
        text: &'t str,
    }
    let mut out = BufWriter::new(File::create(out).expect("it can be made"));
    let mut paths: Vec<_> =
        fs::read_dir(directory).expect("it is there").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let raw = fs::read(&path).expect("it can be read");
        let hash = blake3::hash(&raw);
        let text = String::from_utf8(raw).expect("it is UTF-8");
        let mut starts: Vec<(usize, &str)> = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(header) = header_in(line) {
                starts.push((at, header));
            }
            at += line.len();
        }
        for (i, (start, header)) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(text.len(), |next| next.0);
            let body = text[*start..end].split_once('\n').map_or("", |(_, body)| body).trim_end();
            let item = Item {
                id: format!("{hash}-{i}"),
                published: &header[..17],
                views: header.get(18..).and_then(|views| views.trim().parse().ok()),
                headline: body.lines().next().unwrap_or_default(),
                text: body,
            };
            serde_json::to_writer(&mut out, &item).expect("it can be written");
            out.write_all(b"\n").expect("it can be written");
        }
    }
    out.flush().expect("it can be written");
}

/// `dd.mm.yyyy, hh:mm VIEWS`, also behind a crawl stamp.
fn header_in(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let line = line.strip_prefix(" date ").map_or(line, |rest| rest.get(11..).unwrap_or(rest));
    let b = line.as_bytes();
    let digits = [0, 1, 3, 4, 6, 7, 8, 9, 12, 13, 15, 16];
    let right = b.len() >= 17
        && digits.iter().all(|i| b[*i].is_ascii_digit())
        && (b[2], b[5], b[10], b[11], b[14]) == (b'.', b'.', b',', b' ', b':')
        && b[17..].iter().all(|b| b.is_ascii_digit() || *b == b' ');
    right.then_some(line)
}

/// Bulletins that differ: made up, or copies of one with other years.
fn corpus(place: &Place, options: &Options) -> u64 {
    let template = options.bulletin.as_ref().map(|path| fs::read_to_string(path).expect("it can be read"));
    let mut bytes = 0;
    for number in 0..options.files {
        let text = match &template {
            Some(template) => varied(template, number),
            None => Edition::of(number).text(),
        };
        bytes += text.len() as u64;
        place.write(&format!("unknown/{number:05}.txt"), in_no_known_layout(&text));
        place.write(&format!("in/{number:05}.txt"), text);
    }
    bytes
}

/// The bulletin with headers as no layout has them that comes with the program:
/// `[ 20 February 2026 | 22:09 ]`.
fn in_no_known_layout(text: &str) -> String {
    let mut other = String::with_capacity(text.len() + text.len() / 64);
    for line in text.split_inclusive('\n') {
        let Some(header) = header_in(line) else {
            other.push_str(line);
            continue;
        };
        let month = header[3..5].parse::<usize>().expect("header_in has seen digits");
        let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or("May");
        writeln!(other, "[ {} {month} {} | {} ]", &header[..2], &header[6..10], &header[12..17])
            .expect("a String takes everything");
    }
    other
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The bulletin with other times in its headers, so that its items are others.
fn varied(template: &str, number: u32) -> String {
    let mut text = String::with_capacity(template.len());
    for line in template.split_inclusive('\n') {
        match header_in(line) {
            Some(header) => {
                let (year, minute) = (2001 + number / 60 % 200 % 98, number % 60);
                let at = line.find(header).expect("it is in there");
                write!(
                    text,
                    "{}{}{year}, {}{minute:02}{}",
                    &line[..at],
                    &header[..6],
                    &header[12..15],
                    &header[17..]
                )
                .expect("a String takes everything");
                text.push('\n');
            }
            None => text.push_str(line),
        }
    }
    text
}

/// From the rename into the inbox of an idle daemon to the event that says
/// that every store has synced.
fn latency() {
    let place = Place::new();
    let daemon = place.daemon();
    let mut times: Vec<Duration> = (0..DROPS)
        .map(|number| {
            let text = Edition::of(number).text();
            place.write("aside.txt", text);
            let begun = Instant::now();
            fs::rename(place.path("aside.txt"), place.path(&format!("inbox/{number}.txt")))
                .expect("it can be moved");
            daemon.wait_for("file.delivered");
            begun.elapsed()
        })
        .collect();
    daemon.stop();
    let middle = median(&mut times);
    let late = times[times.len() * 99 / 100];
    println!(
        "drop to durable, {DROPS} drops: median {:.1} ms, 99th percentile {:.1} ms",
        middle.as_secs_f64() * 1e3,
        late.as_secs_f64() * 1e3
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn as_megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
