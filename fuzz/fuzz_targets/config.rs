//! Any text as a configuration: settings, or problems that can be shown.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// The program is no library, so its modules are taken as they are.
#[allow(dead_code, unused_imports, reason = "the program uses more of them")]
#[path = "../../crates/cli/src/config"]
mod config {
    #[path = "problem.rs"]
    mod problem;
    #[path = "resolve.rs"]
    mod resolve;
    #[path = "settings.rs"]
    mod settings;
    #[path = "value.rs"]
    mod value;
    #[path = "written.rs"]
    mod written;

    pub(crate) use self::{
        problem::{Invalid, Problem},
        settings::{InboxMode, InboxSettings, LogFormat, Settings, SinkKind, SinkSettings},
    };

    pub(crate) fn parse(
        name: &str,
        text: &str,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Settings, Invalid> {
        let written = written::parse(text).map_err(|problem| Invalid::new(name, text, vec![problem]))?;
        resolve::resolve(&written, variable).map_err(|problems| Invalid::new(name, text, problems))
    }
}

fuzz_target!(|text: &str| {
    let variable = |name: &str| (name == "PLACE").then(|| "/srv/${PLACE}".to_owned());
    match config::parse("fuzz.toml", text, &variable) {
        Ok(settings) => assert!(!settings.inboxes.is_empty() && !settings.sinks.is_empty()),
        Err(invalid) => {
            for report in invalid.reports() {
                assert!(!format!("{report:?}").is_empty());
            }
        }
    }
});
