//! The layout that bulletins of an unknown kind seem to follow.

mod candidate;
mod sheet;

use courant::{model::Bulletin, segmenter::Explanation};

use self::candidate::Candidate;
use crate::{
    arguments::Learn,
    desk::{Desk, shown},
    exit::Exit,
    fault::Fault,
    log::terminal,
    screen::{self, Screen},
    verdict::{percent, verdict},
};

/// So many bids are told of a document that nothing is learnt from.
const TOLD: usize = 3;

pub(super) fn learn(arguments: &Learn) -> Result<Exit, Fault> {
    // What is declared of layouts is what is to be found out.
    let desk = Desk::of(&arguments.own)?.declaring(None)?;
    let bulletins: Vec<Bulletin> =
        arguments.files.iter().filter_map(|file| Some(desk.read_or_tell(file)?.0)).collect();
    let mut candidates: Vec<Candidate> = Vec::new();
    for (file, bulletin) in bulletins.iter().enumerate() {
        for (at, explanation) in desk.segmenter.explain(bulletin)?.iter().enumerate() {
            match Candidate::of(explanation, (file, at), arguments.name.as_deref())? {
                Some(candidate) if candidates.iter().any(|other| other.sheet == candidate.sheet) => {}
                Some(candidate) => candidates.push(candidate),
                None => tell(bulletin, explanation),
            }
        }
    }
    for candidate in &mut candidates {
        candidate.try_on(&bulletins, &desk.segmenter)?;
    }
    let best = candidates.iter().enumerate().max_by(|(a, left), (b, right)| left.order(right).then(b.cmp(a)));
    let Some((_, best)) = best else {
        return Ok(Exit::Nothing);
    };
    screen::print(&sheet::sheet(best, &bulletins, &desk.segmenter, Screen::look())?)?;
    Ok(if bulletins.len() == arguments.files.len() { Exit::Done } else { Exit::Partly })
}

/// Says why nothing is learnt from a document.
fn tell(bulletin: &Bulletin, explanation: &Explanation) {
    let member = explanation.document.member.as_deref().map(|name| format!(", {}", terminal(name)));
    eprintln!(
        "courant: nothing to learn from {}{}: {}",
        shown(&bulletin.path),
        member.unwrap_or_default(),
        match &explanation.document.empty {
            Some(reason) => format!("no items: {reason}"),
            None => verdict(explanation, &bulletin.declared),
        }
    );
    for (name, bid) in explanation.bids.iter().take(TOLD) {
        let items = if bid.items == 1 { "item" } else { "items" };
        eprintln!("  {name} bids {} for {} {items}", percent(bid.score), bid.items);
    }
}
