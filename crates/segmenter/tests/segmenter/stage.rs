//! The segmenter on a line.

use std::{
    io,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
};

use courant_flow::{BoxError, Inlet, Outlet, Parcel, Pipeline, Receipt};
use courant_model::{Bulletin, Declared, Segmented};
use courant_segmenter::Segmenter;

#[tokio::test]
async fn every_bulletin_is_segmented_and_told_or_rejected() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .without_time()
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .finish();
    // Events come from the stage's own threads, which have no subscriber but the global one.
    tracing_subscriber::util::SubscriberInitExt::try_init(subscriber).expect("no other test sets one");

    let outcomes = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&outcomes);
    let source = async move |outlet: Outlet<Bulletin>| {
        for (name, layout) in [("good.txt", None), ("bad.txt", Some("tickr".to_owned()))] {
            let told = Arc::clone(&told);
            let receipt = Receipt::new(move |outcome| {
                told.lock().expect("no test panics here").push(format!("{name}: {outcome:?}"));
            });
            let declared = Declared { inbox: "wires".to_owned(), layout, ..Declared::default() };
            let bulletin = Bulletin {
                declared: Arc::new(declared),
                ..Bulletin::from_text(name, "20.02.2026\nHead\n19.02.2026\nHead\n")
            };
            let _ = outlet.send(Parcel::new(bulletin, receipt)).await;
        }
        Ok::<_, BoxError>(())
    };
    let sink = async |inlet: Inlet<Segmented>| {
        while let Ok(parcel) = inlet.recv().await {
            assert_eq!(parcel.payload.items().count(), 2);
            parcel.receipt.deliver();
        }
        Ok::<_, BoxError>(())
    };
    let workers = NonZeroUsize::new(2).expect("not zero");
    let stage = Segmenter::standard().stage(workers);
    Pipeline::source("source", source).then("segment", stage).sink("sink", sink).join().await.unwrap();

    let mut outcomes = outcomes.lock().unwrap().clone();
    outcomes.sort();
    assert!(outcomes[0].starts_with("bad.txt: Rejected(UnknownLayout"), "{outcomes:?}");
    assert_eq!(outcomes[1..], ["good.txt: Delivered"]);

    let lines = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let fingerprint = Bulletin::from_text("", "20.02.2026\nHead\n19.02.2026\nHead\n").fingerprint;
    let event = format!(
        "file.segmented file=good.txt inbox=wires fingerprint={fingerprint} layout=kazakhstan-today items=2\n"
    );
    assert!(lines.ends_with(&event) && lines.matches("file.segmented").count() == 1, "{lines}");
}

#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panics").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
