//! Bulletins in the reference layout, made up from a number.

use std::fmt::Write as _;

use jiff::{ToSpan as _, civil::DateTime};

/// A bulletin: a crawl stamp and some stories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The day of the crawl.
    pub crawled: jiff::civil::Date,
    /// Newest first, as such pages have them.
    pub stories: Vec<Story>,
}

/// An item as it stands in a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Wall-clock time in the header.
    pub published: DateTime,
    /// The view counter in the header.
    pub views: u64,
    /// One line.
    pub headline: String,
    /// A line each; the first closes with its source.
    pub paragraphs: Vec<String>,
}

const TOWNS: [&str; 9] = ["Tallinn", "Nairobi", "Lima", "Hanoi", "Oslo", "Quito", "Riga", "Accra", "Porto"];
const MATTERS: [&str; 7] = ["railways", "harbours", "water", "schools", "archives", "grain", "museums"];
const NAMES: [&str; 8] = [
    "A.Serikov",
    "Zh. Omarova",
    "Mira Halvorsen",
    "Tomas Weld",
    "I. Quist",
    "Lena Abara",
    "N.Ospanov",
    "Rui Castanho",
];

/// Filler that says nothing, in sentences.
const REST: &str = "The sides went through the agenda point by point and agreed to keep in touch on each of them. \
                    Experts of both ministries will meet again before the end of the season, and a joint plan is \
                    to be drawn up for the years that follow, with dates, places and those responsible named in it.";

impl Edition {
    /// Nine stories, all their own: no two numbers share one.
    #[must_use]
    pub fn of(number: u32) -> Edition {
        let first = jiff::civil::date(2024, 6, 1).at(8, 0, 0, 0);
        // Twelve hours an edition: nine stories, eighty minutes apart.
        let newest =
            first.checked_add((i64::from(number) * 12 + 12).hours()).expect("numbers stay in this century");
        let stories = (0..9).map(|nth| Story::of(number, nth, newest)).collect();
        Edition { crawled: newest.date(), stories }
    }

    /// The page as it is scraped: the stamp and the first header share a line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(" date {} ", self.crawled);
        for story in &self.stories {
            story.write(&mut text);
        }
        text
    }
}

impl Story {
    fn of(number: u32, nth: u32, newest: DateTime) -> Story {
        let pick =
            |list: &[&'static str], salt: u32| list[((number * 31 + nth * 7 + salt) as usize) % list.len()];
        let (town, matter, name) = (pick(&TOWNS, 0), pick(&MATTERS, 3), pick(&NAMES, 5));
        let lead = format!(
            "Minister of Transport of the Republic of Kazakhstan {name} held a meeting on {matter} in {town}, \
             Ministry of Transport of the Republic of Kazakhstan reports."
        );
        let mut paragraphs = vec![lead];
        paragraphs.extend(
            (1..=5 + nth % 3).map(|i| format!("{i}. On {matter}, as “{town} {number}” has it. {REST}")),
        );
        Story {
            published: newest
                .checked_sub((i64::from(nth) * 80).minutes())
                .expect("numbers stay in this century"),
            views: u64::from(1000 + nth * 37),
            headline: format!("Talks No. {number}/{nth} on {matter} held in {town}"),
            paragraphs,
        }
    }

    /// The story as it stands in a page or a log.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        let header = self.published.strftime("%d.%m.%Y, %H:%M");
        writeln!(text, "{header} {}\n{}", self.views, self.headline).expect("a String takes everything");
        for paragraph in &self.paragraphs {
            writeln!(text, "{paragraph}").expect("a String takes everything");
        }
    }
}
