//! Arrivals in, bulletins out in order, and an outcome for each.

use std::{error::Error, fs, num::NonZeroUsize, path::Path, sync::Arc};

use async_channel::{Receiver, Sender, bounded};
use courant_flow::{Inlet, Outcome, Outlet, Parcel, Pipeline, Receipt, Sink, Source};
use courant_model::{Arrival, Bulletin, Declared, Stamp};
use courant_reader::{Limits, Reader};

/// More than any test here sends, so that no line waits for its observer.
const ROOM: usize = 1000;

fn drop_in(directory: &Path, name: &str, contents: &[u8]) -> Arrival {
    let path = directory.join(name);
    fs::write(&path, contents).expect("written");
    let stamp = Stamp::of(&fs::symlink_metadata(&path).expect("it is there"));
    Arrival { path, declared: Arc::new(Declared::default()), stamp, cut: None }
}

fn name(path: &Path) -> String {
    path.file_name().expect("it has one").to_string_lossy().into_owned()
}

/// Offers the arrivals; what becomes of each is told to the returned channel.
fn offer(arrivals: Vec<Arrival>) -> (impl Source<Arrival>, Receiver<(String, String)>) {
    let (told, outcomes) = bounded(ROOM);
    let source = move |outlet: Outlet<Arrival>| async move {
        for arrival in arrivals {
            let (told, file) = (told.clone(), name(&arrival.path));
            let receipt = Receipt::new(move |outcome| {
                let word = match outcome {
                    Outcome::Delivered => "delivered".to_owned(),
                    Outcome::Rejected(reason) => format!("rejected: {}", chain(&*reason)),
                    Outcome::Abandoned => "abandoned".to_owned(),
                };
                told.try_send((file, word)).expect("there is room");
            });
            outlet.send(Parcel::new(arrival, receipt)).await?;
        }
        Ok(())
    };
    (source, outcomes)
}

/// An error and its causes.
fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (**error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn collect(to: Sender<(String, String)>) -> impl Sink<Bulletin> {
    move |inlet: Inlet<Bulletin>| async move {
        while let Ok(parcel) = inlet.recv().await {
            let (bulletin, receipt) = parcel.open();
            to.send((name(&bulletin.path), bulletin.text)).await?;
            receipt.deliver();
        }
        Ok(())
    }
}

/// Runs a line over the arrivals: what came out in order, and all outcomes by name.
async fn run(arrivals: Vec<Arrival>, limits: Limits, workers: usize) -> [Vec<(String, String)>; 2] {
    let workers = NonZeroUsize::new(workers).expect("not zero");
    let (source, outcomes) = offer(arrivals);
    let (sender, bulletins) = bounded(ROOM);
    Pipeline::source("offer", source)
        .then("read", Reader::new(limits).stage(workers))
        .sink("collect", collect(sender))
        .join()
        .await
        .expect("a bad file does not end the line");
    let drained =
        |from: Receiver<(String, String)>| std::iter::from_fn(move || from.try_recv().ok()).collect();
    let mut outcomes: Vec<_> = drained(outcomes);
    outcomes.sort();
    [drained(bulletins), outcomes]
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn bulletins_leave_in_the_order_of_arrival() {
    let directory = tempfile::tempdir().expect("a directory");
    let texts: Vec<_> = (0..60_usize)
        .map(|n| (format!("{:02}.txt", 59 - n), format!("{n} {}", "ferry ".repeat(n % 7 * 9000))))
        .collect();
    let arrivals: Vec<_> =
        texts.iter().map(|(name, text)| drop_in(directory.path(), name, text.as_bytes())).collect();
    for workers in [1, 4] {
        let [bulletins, outcomes] = run(arrivals.clone(), Limits::default(), workers).await;
        assert_eq!(bulletins, texts);
        assert!(outcomes.iter().all(|(_, outcome)| outcome == "delivered"), "{outcomes:?}");
    }
}

#[tokio::test]
async fn bad_files_are_rejected_and_unlucky_ones_abandoned() {
    let directory = tempfile::tempdir().expect("a directory");
    let drop_in = |name: &str, contents: &[u8]| drop_in(directory.path(), name, contents);
    let arrivals = vec![
        drop_in("a-good.txt", b"ferry"),
        drop_in("b-changed.txt", b"half"),
        drop_in("c-gone.txt", b"gone"),
        drop_in("d-long.txt", &[b'x'; 101]),
        drop_in("e-binary.txt", &[1; 20]),
        drop_in("f-cut.gz", b"\x1f\x8b\x08"),
        drop_in("g-good.txt", b"harbour"),
    ];
    fs::write(directory.path().join("b-changed.txt"), "whole").expect("written");
    fs::remove_file(directory.path().join("c-gone.txt")).expect("removed");

    let [bulletins, mut outcomes] = run(arrivals, Limits { max_file: 100, ..Limits::default() }, 2).await;
    assert_eq!(bulletins, pairs(&[("a-good.txt", "ferry"), ("g-good.txt", "harbour")]));
    let lies_in = format!("{}/", directory.path().display());
    for (_, outcome) in &mut outcomes {
        *outcome = outcome.replace(&lies_in, "");
    }
    let expected = pairs(&[
        ("a-good.txt", "delivered"),
        ("b-changed.txt", "abandoned"),
        ("c-gone.txt", "abandoned"),
        (
            "d-long.txt",
            "rejected: `d-long.txt` has 101 bytes and 100 are allowed: raise `reader.max_file` to read it",
        ),
        (
            "e-binary.txt",
            "rejected: cannot take `e-binary.txt` as text: binary, not text: byte 0x01 at offset 0, and 20 \
             control characters in 20 bytes; a UTF-16 text needs a byte order mark or a declared charset",
        ),
        (
            "f-cut.gz",
            "rejected: cannot take `f-cut.gz` as text: damaged gzip data near byte 3 of 3: fetch the file \
             again: unexpected end of file",
        ),
        ("g-good.txt", "delivered"),
    ]);
    assert_eq!(outcomes, expected);
}
