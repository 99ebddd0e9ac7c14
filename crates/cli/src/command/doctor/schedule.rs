//! What happens to the program, and in which order.

use courant::POINTS;

use super::dice::Dice;
use crate::{
    arguments::Mishap,
    config::{InboxMode, Settings, SinkKind},
};

/// One mishap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// SIGKILL after some moment.
    Kill,
    /// Something at a point.
    At(Act, &'static str),
    /// Death where something is written and not synced, and the loss of that.
    Power,
    /// SIGTERM after some moment.
    Stop,
    /// SIGHUP after some moment.
    Reload,
}

/// What a point does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Kill,
    Panic,
    /// By its number: `ENOSPC` or `EIO`.
    Error(u8),
}

/// Where lines are written and not synced.
const UNSYNCED: &str = "jsonl.written";

const ENOSPC: u8 = 28;
const EIO: u8 = 5;

impl Event {
    /// As it is counted.
    pub(super) fn label(self) -> String {
        match self {
            Event::Kill => "killed at a random moment".to_owned(),
            Event::At(Act::Kill, point) => format!("killed at {point}"),
            Event::At(Act::Panic, point) => format!("panic at {point}"),
            Event::At(Act::Error(ENOSPC), point) => format!("no space (ENOSPC) at {point}"),
            Event::At(Act::Error(_), point) => format!("failing disk (EIO) at {point}"),
            Event::Power => "power cut".to_owned(),
            Event::Stop => "stopped (SIGTERM)".to_owned(),
            Event::Reload => "told to reload (SIGHUP)".to_owned(),
        }
    }

    /// What is to be armed for it.
    pub(super) fn arming(self, dice: &mut Dice) -> Option<String> {
        let (act, point) = match self {
            Event::At(act, point) => (act, point),
            Event::Power => return Some(format!("{UNSYNCED}=kill")),
            Event::Kill | Event::Stop | Event::Reload => return None,
        };
        // A point may be passed once in a round, so the first pass comes most often. What only happens at the start
        // happens once.
        let pass = if point.starts_with("unsettled") { 1 } else { 1 + dice.below(5) / 4 };
        Some(match act {
            Act::Kill => format!("{point}=kill@{pass}"),
            Act::Panic => format!("{point}=panic@{pass}"),
            // It may fail again when it is tried again.
            Act::Error(code) => format!("{point}=error({code})@{pass}-{}", pass + dice.below(3)),
        })
    }
}

/// So many events of these kinds in some order. Points take turns.
pub(super) fn schedule(times: u32, with: &[Mishap], settings: &Settings, dice: &mut Dice) -> Vec<Event> {
    let mut points: Vec<&'static str> =
        POINTS.into_iter().filter(|point| is_passed(point, settings)).collect();
    dice.shuffle(&mut points);
    let mut turns = points.iter().copied().cycle();
    let mut next = || turns.next().expect("some points are passed in every line");
    // As many of each kind, in no order.
    let mut kinds: Vec<Mishap> = with.iter().copied().cycle().take(times as usize).collect();
    dice.shuffle(&mut kinds);
    let event = |kind| match kind {
        Mishap::Kill => Event::Kill,
        Mishap::Power => Event::Power,
        Mishap::Point => Event::At(Act::Kill, next()),
        Mishap::Panic => Event::At(Act::Panic, next()),
        Mishap::Error => Event::At(Act::Error(if dice.below(2) == 0 { ENOSPC } else { EIO }), next()),
        Mishap::Stop => Event::Stop,
        Mishap::Reload => Event::Reload,
    };
    kinds.into_iter().map(event).collect()
}

/// Whether a line by these settings ever comes by.
fn is_passed(point: &str, settings: &Settings) -> bool {
    let sink = |kind: fn(&SinkKind) -> bool| settings.sinks.iter().any(|sink| kind(&sink.kind));
    match point {
        "jsonl.rotate" | "jsonl.renamed" | "jsonl.rotated" => {
            sink(|kind| matches!(kind, SinkKind::JsonLines { rotate_size: Some(_), .. }))
        }
        "tail.decide" | "tail.decided" | "ledger.decide" => {
            settings.inboxes.iter().any(|inbox| inbox.mode == InboxMode::Tail)
        }
        "ledger.mark" => sink(|kind| matches!(kind, SinkKind::JsonLines { .. })),
        _ => match point.split_once('.') {
            Some(("jsonl" | "unsettled", _)) => sink(|kind| matches!(kind, SinkKind::JsonLines { .. })),
            Some(("sqlite", _)) => sink(|kind| matches!(kind, SinkKind::Sqlite { .. })),
            _ => true,
        },
    }
}
