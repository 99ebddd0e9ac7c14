//! Letting a daemon at work read its configuration anew.

pub(super) mod answer;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use courant::ledger::Keeper;
use rustix::process::{Pid, Signal, kill_process};
use tokio::runtime;

use self::answer::{Answer, Outcome};
use crate::{
    arguments::{self, Place},
    exit::Exit,
    fault::Fault,
    log::terminal,
};

/// How often the answer is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// How long a daemon may need, above its deadline for what is on its way.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) fn reload(arguments: &arguments::Reload) -> Result<Exit, Fault> {
    let place = Place { config: arguments.config.clone(), state: arguments.state.clone() };
    let settings = super::settings(&place)?;
    let runtime = runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(ask(&settings.state, &settings.ledger(), settings.drain + PATIENCE))
}

async fn ask(state: &Path, ledger: &Path, patience: Duration) -> Result<Exit, Fault> {
    let Some(daemon) = Keeper::holder(ledger) else {
        let state = terminal(&state.to_string_lossy());
        return Err(format!("no daemon is at work in the state directory `{state}`").into());
    };
    let pid = i32::try_from(daemon).ok().and_then(Pid::from_raw);
    let asked = answer::now();
    kill_process(pid.ok_or("the lock beside the ledger names no process")?, Signal::HUP)?;

    let begun = Instant::now();
    while begun.elapsed() < patience {
        // An answer to a question that was asked before this one may come first.
        if let Some(answer) = answer::read(state)?
            && answer.begun >= asked
            && answer.pid == daemon
        {
            return Ok(tell(&answer));
        }
        if Keeper::holder(ledger) != Some(daemon) {
            return Err(format!("process {daemon} has ended before it answered").into());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(format!("process {daemon} has not answered yet: its log tells how it ends").into())
}

fn tell(answer: &Answer) -> Exit {
    match answer.outcome {
        Outcome::Reloaded => {
            eprintln!("reloaded: this is generation {}", answer.generation);
            Exit::Done
        }
        Outcome::Rejected => {
            let reason = terminal(&answer.reason);
            eprintln!("rejected, and generation {} goes on: {reason}", answer.generation);
            Exit::Failed
        }
    }
}
