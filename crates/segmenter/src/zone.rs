//! Wall-clock times in a place.

use courant_model::{Flag, Item, Published};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use crate::clock::Clock;

/// A time zone of the bundled database.
///
/// The host's database is not asked: hosts differ, and one from before 2024
/// does not know that Kazakhstan changed its offset on 1 March of that year.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// The zone of an IANA name in any case; `None` if there is no such zone.
    pub(crate) fn named(name: &str) -> Option<Zone> {
        let rules = TimeZoneDatabase::bundled().get(name).ok()?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        Some(Zone { name, rules })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Says of an item when it was published, if the clock says a day.
pub(crate) fn date(item: &mut Item, clock: Option<&Clock>, zone: Option<&Zone>, year: Option<i16>) {
    if let Some((when, flags)) = clock.and_then(|clock| published(clock, zone, year)) {
        item.published = Some(when);
        item.flags.extend(flags);
    }
}

/// When something was published that bears this day and time, with what is to
/// be said of that.
///
/// A year that is not said is `year`. An offset that is said holds; else the
/// zone gives it; without either the time is nobody's, and flagged. A time
/// that occurs twice is taken for the first of the two; one that is skipped
/// moves on by what was skipped.
fn published(clock: &Clock, zone: Option<&Zone>, year: Option<i16>) -> Option<(Published, Vec<Flag>)> {
    let date = clock.date(year)?;
    let mut flags = Vec::new();
    if clock.year.is_none() {
        flags.push(Flag::YearAssumed);
    }
    let Some(time) = clock.time() else { return Some((Published::On(date), flags)) };
    let wall = date.to_datetime(time);
    let when = match (clock.offset.and_then(|seconds| Offset::from_seconds(seconds).ok()), zone) {
        (Some(offset), _) => Published::At(wall, offset),
        (None, Some(zone)) => {
            let reading = zone.rules.to_ambiguous_zoned_datetime(wall);
            if reading.is_ambiguous() {
                flags.push(Flag::TimeAmbiguous);
            }
            let zoned =
                reading.compatible().expect("a header's year is far from the ends of jiff's calendar");
            Published::At(zoned.datetime(), zoned.offset())
        }
        (None, None) => {
            flags.push(Flag::ZoneUnknown);
            Published::Local(wall)
        }
    };
    Some((when, flags))
}
