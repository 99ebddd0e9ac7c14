//! What a byte costs to segment, from short texts to very long ones, of
//! ordinary makes and of hostile ones.
//!
//! `scripts/bench linear [--most BYTES] [NAME…]`: megabytes a second for each
//! size. Where a byte costs more than twice what it did in a shorter text,
//! the figure is marked: a cost that grows is a door for a hostile file.

#![expect(clippy::print_stdout, reason = "the figures are for standard output")]

use std::{
    fmt::Write as _,
    io::Write as _,
    time::{Duration, Instant},
};

use courant_model::Bulletin;
use courant_segmenter::Segmenter;
use courant_tests::Edition;
use rustix::time::{ClockId, clock_gettime};

const KB: usize = 1024;
const SIZES: [usize; 6] = [KB, 20 * KB, 64 * KB, KB * KB, 16 * KB * KB, 64 * KB * KB];

/// A time that is shorter than this is measured again and again, up to this.
const LEAST: Duration = Duration::from_millis(200);
/// Behind a text that takes longer no longer one is tried.
const MOST: Duration = Duration::from_secs(30);

/// A make of texts: its name, and the text of at least so many bytes.
type Make = (&'static str, fn(usize) -> String);

const MAKES: [Make; 24] = [
    ("reference layout", |size| editions(size, Edition::text)),
    ("unknown, dated", |size| editions(size, dated)),
    ("unknown, dense", |size| editions(size, dense)),
    ("unknown, wires", |size| editions(size, wires)),
    ("one line", |size| "word ".repeat(size / 5)),
    ("one line of dates", |size| "20.02.2026, 22:09 ".repeat(size / 18)),
    ("one line of leads", |size| "OSLO, May 3 (Quay) -- It sails. ".repeat(size / 32)),
    ("one line of stops", |size| ".".repeat(size)),
    ("one word in capitals", |size| "A".repeat(size)),
    ("headers", |size| "20.02.2026, 22:09 26761\n".repeat(size / 24)),
    ("rules", |size| "----------\n".repeat(size / 11)),
    ("fields", |size| "Key: value\n".repeat(size / 11)),
    ("subjects", |size| "Subject: the matter\n".repeat(size / 20)),
    ("digits", |size| "9\n".repeat(size / 2)),
    ("hyphens", |size| "a1-b2-c3-d4-e5-f6-g7-h8-i9 \n".repeat(size / 28)),
    ("wrapped paragraph", |size| {
        "which goes on in the next line, and there in the next one\n".repeat(size / 58)
    }),
    ("marks", |size| "**x** ** _y_ * _ ".repeat(size / 17)),
    ("html, nested", |size| format!("<html><body>{}", "<div>".repeat(size / 5))),
    ("html, articles", |size| {
        format!("<html><body>{}", "<article><h2>Head it is</h2><p>Text.</p></article>".repeat(size / 49))
    }),
    ("xml, nested", |size| format!("<?xml version=\"1.0\"?>{}", "<item>".repeat(size / 6))),
    ("feed on one line", |size| {
        format!(
            "<rss>{}</rss>",
            "<item><title>Head</title><description>Text.</description></item>".repeat(size / 64)
        )
    }),
    ("json lines", |size| "{\"title\": \"Ferry\", \"text\": \"It sails.\"}\n".repeat(size / 41)),
    ("mail, base64", |size| {
        let head = "From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n";
        format!("{head}{}", "SXQgc2FpbHMgYWdhaW4sIHNhaWQgdGhlIGhhcmJvdXIu\n".repeat(size / 45))
    }),
    ("mailbox", |size| {
        "From a@b.c Thu Aug 20 16:00:54 2026\nFrom: a@b.c\nSubject: x\n\nIt sails.\n\n".repeat(size / 73)
    }),
];

fn main() {
    let (mut most, mut wanted) = (64 * KB * KB, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--most" => {
                most = arguments.next().and_then(|value| value.parse().ok()).expect("a number of bytes");
            }
            // Said by `cargo bench`.
            "--bench" => {}
            _ => wanted.push(argument),
        }
    }
    let sizes: Vec<usize> = SIZES.into_iter().filter(|size| *size <= most).collect();
    let titles: String = sizes.iter().fold(String::new(), |mut titles, size| {
        let _ = write!(titles, "{:>12}", title(*size));
        titles
    });
    println!("{:<24}{titles}   MB/s", "");
    let segmenter = Segmenter::standard();
    // The layouts are read once, and not by the first text.
    measure(&segmenter, "warm");
    for (name, make) in MAKES {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            row(&segmenter, name, make, &sizes);
        }
    }
}

fn row(segmenter: &Segmenter, name: &str, make: fn(usize) -> String, sizes: &[usize]) {
    print!("{name:<24}");
    let mut least = f64::INFINITY;
    let mut grows = false;
    for size in sizes {
        let text = make(*size);
        let time = measure(segmenter, &text);
        let cost = time.as_secs_f64() / as_megabytes(text.len());
        let mark = if cost > 2.0 * least { '!' } else { ' ' };
        grows |= mark == '!';
        least = least.min(cost);
        print!("{:>11.1}{mark}", 1.0 / cost);
        std::io::stdout().flush().expect("standard output is open");
        if time > MOST {
            print!("   {:.0} s", time.as_secs_f64());
            break;
        }
    }
    println!("{}", if grows { "   ! the cost of a byte more than doubles" } else { "" });
}

/// How long a text takes, the median of some rounds where it is short.
///
/// It is the thread's own time: on a machine that does other things too, a
/// cost must not seem to grow.
fn measure(segmenter: &Segmenter, text: &str) -> Duration {
    let mut times = Vec::new();
    let begun = Instant::now();
    while times.is_empty() || begun.elapsed() < LEAST {
        let bulletin = Bulletin::from_text("bulletin.txt", text);
        let begun = spent();
        let cut = segmenter.segment(bulletin).expect("nothing was declared");
        times.push(spent().saturating_sub(begun));
        drop(cut);
    }
    times.sort();
    times[times.len() / 2]
}

fn spent() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(spent).expect("time that was spent is not negative")
}

/// Editions one behind the other, written so.
fn editions(size: usize, write: fn(&Edition) -> String) -> String {
    let mut text = String::with_capacity(size + 20_000);
    for number in 0.. {
        text.push_str(&write(&Edition::of(number)));
        if text.len() >= size {
            break;
        }
    }
    text.truncate(text.floor_char_boundary(size));
    text
}

/// A layout that nobody has written down.
fn dated(edition: &Edition) -> String {
    edition.stories.iter().fold(String::new(), |mut text, story| {
        let day = story.published.strftime("%B %-d, %Y — %H:%M");
        let _ = writeln!(text, "{}\n[{day}]\n\n{}\n\n", story.headline, story.paragraphs.join("\n\n"));
        text
    })
}

/// A scrape without anything between its items.
fn dense(edition: &Edition) -> String {
    edition.stories.iter().fold(String::new(), |mut text, story| {
        let _ = writeln!(text, "{}\n{}", story.headline, story.paragraphs.join("\n"));
        text
    })
}

/// Headlines in capitals, and texts that open with place and day.
fn wires(edition: &Edition) -> String {
    edition.stories.iter().fold(String::new(), |mut text, story| {
        let day = story.published.strftime("%B %-d");
        let _ = writeln!(
            text,
            "{}\n\nOSLO, {day} (Quay) -- {}\n",
            story.headline.to_uppercase(),
            story.paragraphs.join("\n\n")
        );
        text
    })
}

fn title(size: usize) -> String {
    if size < KB * KB { format!("{} KB", size / KB) } else { format!("{} MB", size / KB / KB) }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn as_megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
