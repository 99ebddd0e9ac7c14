//! What is left of a watcher that was stopped. A program of its own, because
//! it counts threads.
#![cfg(target_os = "linux")]

use std::{fs, io, time::Duration};

use courant_flow::{Inlet, Pipeline};
use courant_ledger::Ledger;
use courant_model::Arrival;
use courant_watcher::{Events, Inbox, Watcher};
use tokio::{sync::mpsc, time::timeout};

/// What the kernel says of a thread that ended while its name was asked for.
const NO_SUCH_PROCESS: i32 = 3;

/// Threads of `notify`; the kernel keeps 15 letters of a name.
fn listeners() -> io::Result<usize> {
    let mut count = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        match fs::read_to_string(thread?.path().join("comm")) {
            Ok(name) => count += usize::from(name.starts_with("notify-rs inot")),
            Err(error)
                if error.kind() == io::ErrorKind::NotFound
                    || error.raw_os_error() == Some(NO_SUCH_PROCESS) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

#[tokio::test]
async fn no_thread_is_left() -> Result<(), Box<dyn std::error::Error>> {
    let places = [tempfile::tempdir()?, tempfile::tempdir()?];
    let inboxes = places.iter().zip(["wires", "press"]);
    let inboxes =
        inboxes.map(|(place, name)| Inbox { events: Events::Native, ..Inbox::new(name, place.path()) });
    let ledger = Ledger::in_memory(&[])?;
    let watcher = Watcher::new(inboxes.collect(), ledger.gate())?;
    let (tell, mut told) = mpsc::channel(1);
    let sink = move |inlet: Inlet<Arrival>| async move {
        while let Ok(parcel) = inlet.recv().await {
            tell.send(()).await?;
            parcel.receipt.deliver();
        }
        Ok(())
    };
    let running = Pipeline::source("watch", watcher).sink("deliver", sink);
    for place in &places {
        fs::write(place.path().join("monday.txt"), "20.02.2026, 22:09\nTalks held\n")?;
        told.recv().await;
    }
    assert_eq!(listeners()?, 2);

    drop(running);
    let gone = async {
        while listeners()? > 0 {
            tokio::task::yield_now().await;
        }
        io::Result::Ok(())
    };
    timeout(Duration::from_secs(30), gone).await??;
    Ok(())
}
