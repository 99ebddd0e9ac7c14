//! Wall-clock times in a place.

use courant_model::{Flag, Published};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::dateline::Dateline;

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

/// When something was published that bears this dateline.
///
/// Without a zone a wall-clock time is no point in time, and only its day is
/// kept. A time that occurs twice is taken for the first of the two; one that
/// is skipped moves on by what was skipped.
pub(crate) fn published(dateline: &Dateline, zone: Option<&Zone>) -> (Published, Option<Flag>) {
    let (Some(time), Some(zone)) = (dateline.time, zone) else {
        return (Published::On(dateline.date), None);
    };
    let reading = zone.rules.to_ambiguous_zoned_datetime(dateline.date.to_datetime(time));
    let flag = reading.is_ambiguous().then_some(Flag::TimeAmbiguous);
    let zoned = reading.compatible().expect("a dateline's year is far from the ends of jiff's calendar");
    (Published::At(zoned.datetime(), zoned.offset()), flag)
}
