//! The conversions of `strftime` that templates may use.

use crate::{clock::Part, error::list, layout_error::Fault};

/// What can be read off a calendar, or off a clock.
pub(crate) struct Dial {
    conversions: &'static [Conversion],
    pub(crate) needs: &'static [Part],
    pub(crate) wanted: &'static str,
}

impl Dial {
    /// The conversion with which a format goes on, `at` in its template.
    pub(crate) fn find(&self, format: &str, at: usize) -> Result<&'static Conversion, Fault> {
        let known = self.conversions.iter().find(|conversion| format.starts_with(conversion.written));
        known.ok_or_else(|| {
            let length = format.chars().take(2).map(char::len_utf8).sum::<usize>();
            let known: Vec<_> = self.conversions.iter().map(|conversion| conversion.written).collect();
            Fault::new(at..at + length, format!("`{}` is not known here", &format[..length]))
                .help(format!("there are {} and `%%`", list(&known)))
        })
    }
}

/// A conversion of `strftime`, or of its GNU form without a leading zero.
pub(crate) struct Conversion {
    pub(crate) written: &'static str,
    pub(crate) part: Part,
    /// Least and most digits; `None` for a name.
    pub(crate) digits: Option<(usize, usize)>,
}

const fn number(written: &'static str, part: Part, least: usize, most: usize) -> Conversion {
    Conversion { written, part, digits: Some((least, most)) }
}

const fn name(written: &'static str, part: Part) -> Conversion {
    Conversion { written, part, digits: None }
}

pub(crate) const DATE: Dial = Dial {
    conversions: &[
        number("%d", Part::Day, 2, 2),
        number("%-d", Part::Day, 1, 2),
        number("%m", Part::Month, 2, 2),
        number("%-m", Part::Month, 1, 2),
        name("%B", Part::Month),
        number("%Y", Part::Year, 4, 4),
        number("%y", Part::Year, 2, 2),
        name("%A", Part::Weekday),
    ],
    needs: &[Part::Day, Part::Month],
    wanted: "a day and a month",
};

pub(crate) const TIME: Dial = Dial {
    conversions: &[
        number("%H", Part::Hour, 2, 2),
        number("%-H", Part::Hour, 1, 2),
        number("%-I%M", Part::Hour, 3, 4),
        number("%-I", Part::Hour, 1, 2),
        number("%M", Part::Minute, 2, 2),
        number("%S", Part::Second, 2, 2),
        number("%f", Part::Fraction, 1, 9),
        name("%p", Part::Half),
        name("%Z", Part::Zone),
    ],
    needs: &[Part::Hour],
    wanted: "an hour",
};
