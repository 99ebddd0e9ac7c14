//! When receipts are settled, and what a failing store does to the line.

use std::{io, path::Path, sync::mpsc, time::Duration};

use courant_flow::{Inlet, Outlet, Pipeline};
use courant_ledger::{Account, Gate, Ledger, SinkTerms};
use courant_model::Enriched;
use tokio::{sync::mpsc as events, time::Instant};

use super::fixture::{Diary, bulletin, with};
use crate::{
    Error,
    error::Fault,
    group::Intake,
    persist::{Store, persist},
};

/// A store that asks before each call what shall become of it.
struct Told {
    diary: Diary,
    asked: events::UnboundedSender<Vec<String>>,
    answers: mpsc::Receiver<Result<(), Fault>>,
}

/// The other side of it.
struct Teller {
    diary: Diary,
    asked: events::UnboundedReceiver<Vec<String>>,
    answers: mpsc::Sender<Result<(), Fault>>,
}

impl Store for Told {
    const KIND: &'static str = "told";

    fn path(&self) -> &Path {
        Path::new("told")
    }

    fn write(&mut self, group: &[Enriched]) -> Result<(), Fault> {
        let names: Vec<_> = group.iter().map(|bulletin| bulletin.path.display().to_string()).collect();
        self.asked.send(names.clone()).unwrap();
        let answer = self.answers.recv().unwrap();
        let word = if answer.is_ok() { "written" } else { "failed" };
        self.diary.note(format!("[{}] {word}", names.join(" ")));
        answer
    }
}

impl Teller {
    /// Waits for the call, and answers it.
    async fn answer(&mut self, group: &[&str], answer: Result<(), Fault>) {
        assert_eq!(
            self.asked.recv().await.as_deref(),
            Some(&group.iter().map(ToString::to_string).collect::<Vec<_>>()[..])
        );
        self.answers.send(answer).unwrap();
    }

    async fn send(&self, outlet: &Outlet<Enriched>, names: &[&str]) {
        for name in names {
            outlet.send(self.diary.parcel(bulletin(name, &["Bridge opened"]))).await.unwrap();
        }
    }

    /// Until something has been noted.
    async fn until(&self, what: &str) {
        while !self.diary.read().iter().any(|noted| noted == what) {
            tokio::task::yield_now().await;
        }
    }
}

fn told() -> (Told, Teller) {
    let diary = Diary::default();
    let (asked, asks) = events::unbounded_channel();
    let (answer, answers) = mpsc::channel();
    let teller = Teller { diary: diary.clone(), asked: asks, answers: answer };
    (Told { diary, asked, answers }, teller)
}

fn full() -> Result<(), Fault> {
    Err(Fault::writing(Path::new("told"), io::ErrorKind::StorageFull.into()))
}

fn ledger() -> (Ledger, Gate, Account) {
    let ledger = Ledger::in_memory(&[SinkTerms::required("told")]).unwrap();
    let (gate, account) = (ledger.gate(), ledger.account("told").unwrap());
    (ledger, gate, account)
}

/// Runs a line of the store and of a source that also plays the teller, and
/// returns what happened.
async fn check<F, Fut>(
    account: Option<Account>,
    play: F,
    expected: &[&str],
) -> Result<(), courant_flow::Error>
where
    F: FnOnce(Teller, Outlet<Enriched>) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let (store, teller) = told();
    let diary = teller.diary.clone();
    let source = |outlet| async move {
        play(teller, outlet).await;
        Ok(())
    };
    let sink = |inlet: Inlet<Enriched>| async move { Ok(persist(store, inlet, account, None).await?) };
    let ended = Pipeline::source("play", source).sink("told", sink).join().await;
    assert_eq!(diary.read(), expected);
    ended
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_written_together_and_delivered_afterwards() {
    let play = |mut teller: Teller, outlet| async move {
        teller.answer(&[], Ok(())).await;
        teller.send(&outlet, &["a"]).await;
        assert_eq!(teller.asked.recv().await, Some(vec!["a".to_owned()]), "an idle store writes at once");
        teller.send(&outlet, &["b", "c", "d"]).await;
        teller.answers.send(Ok(())).unwrap();
        drop(outlet);
        teller.answer(&["b", "c", "d"], Ok(())).await;
    };
    let expected = [
        "[] written",
        "[a] written",
        "a delivered",
        "[b c d] written",
        "b delivered",
        "c delivered",
        "d delivered",
    ];
    check(None, play, &expected).await.unwrap();
}

/// Collects as much as goes into each group.
async fn check_groups(bulletins: Vec<Enriched>, expected: &[usize]) {
    let (diary, sizes) = (Diary::default(), Diary::default());
    let collect = {
        let sizes = sizes.clone();
        |inlet: Inlet<Enriched>| async move {
            let mut intake = Intake::new(inlet, None);
            loop {
                intake.collect().await;
                let Some(group) = intake.next().await else { break Ok(()) };
                sizes.note(group.len().to_string());
                group.deliver();
            }
        }
    };
    let count = bulletins.len();
    Pipeline::source("some", diary.source(bulletins)).sink("collect", collect).join().await.unwrap();
    assert_eq!(sizes.read(), expected.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(diary.read().len(), count);
}

#[tokio::test]
async fn groups_are_bounded_by_number_and_by_bytes() {
    check_groups(vec![bulletin("a", &["Dam built"]); 600], &[256, 256, 88]).await;
    let long = with(bulletin("a", &["Dam built"]), |record| record.text = "Long ".repeat(300_000));
    check_groups(vec![long; 5], &[2, 2, 1]).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_ledger_a_failing_store_holds_the_line() {
    let play = |mut teller: Teller, outlet| async move {
        teller.answer(&[], full()).await;
        teller.answer(&[], Ok(())).await;
        teller.send(&outlet, &["a"]).await;
        teller.answer(&["a"], full()).await;
        teller.send(&outlet, &["b"]).await;
        drop(outlet);
        let mut began = Instant::now();
        for longest in [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
            teller.answer(&["a"], full()).await;
            let waited = began.elapsed();
            let (least, most) = (Duration::from_millis(longest / 2), Duration::from_millis(longest + 2));
            assert!(least <= waited && waited <= most, "{waited:?} is not within {least:?} and {most:?}");
            began = Instant::now();
        }
        teller.answer(&["a"], Ok(())).await;
        teller.answer(&["b"], Ok(())).await;
    };
    let mut expected = vec!["[] failed", "[] written"];
    expected.extend(["[a] failed"; 10]);
    expected.extend(["[a] written", "a delivered", "[b] written", "b delivered"]);
    check(None, play, &expected).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn with_a_ledger_a_failing_store_lets_the_line_pass() {
    let (_ledger, mut gate, account) = ledger();
    let play = |mut teller: Teller, outlet| async move {
        teller.answer(&[], Ok(())).await;
        teller.send(&outlet, &["a"]).await;
        assert_eq!(teller.asked.recv().await, Some(vec!["a".to_owned()]));
        // Comes in while the first try has not failed yet, and goes when it has.
        teller.send(&outlet, &["b"]).await;
        teller.answers.send(full()).unwrap();
        teller.until("b abandoned").await;
        assert_eq!(teller.asked.recv().await, Some(vec!["a".to_owned()]));
        // Comes in during the second try.
        teller.send(&outlet, &["c"]).await;
        teller.until("c abandoned").await;
        teller.answers.send(Ok(())).unwrap();
        // Tells only of sinks that were down.
        gate.nudged().await;
        teller.send(&outlet, &["b"]).await;
        teller.answer(&["b"], Ok(())).await;
    };
    let expected = [
        "[] written",
        "[a] failed",
        "b abandoned",
        "c abandoned",
        "[a] written",
        "a delivered",
        "[b] written",
        "b delivered",
    ];
    check(Some(account), play, &expected).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn at_the_end_of_the_input_a_store_that_is_down_has_one_last_try() {
    let (_ledger, _gate, account) = ledger();
    let play = |mut teller: Teller, outlet| async move {
        teller.answer(&[], Ok(())).await;
        teller.send(&outlet, &["a"]).await;
        teller.answer(&["a"], full()).await;
        teller.send(&outlet, &["b"]).await;
        drop(outlet);
        let began = Instant::now();
        teller.answer(&["a"], full()).await;
        assert_eq!(began.elapsed(), Duration::ZERO, "there is nothing to wait for");
        assert_eq!(teller.asked.recv().await, None);
    };
    let expected = ["[] written", "[a] failed", "b abandoned", "[a] failed", "a abandoned"];
    check(Some(account), play, &expected).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_the_store_can_never_take_is_rejected_and_the_rest_written() {
    let unfit = || {
        let sighting = bulletin("b", &["Bridge opened"]).records[0].sighting;
        Err(Fault::Unfit {
            parcel: 1,
            sighting,
            reason: Error::Unfit { sighting, source: "too long".into() },
        })
    };
    let play = move |mut teller: Teller, outlet| async move {
        assert_eq!(teller.asked.recv().await, Some(Vec::new()));
        teller.send(&outlet, &["a", "b", "c"]).await;
        teller.answers.send(Ok(())).unwrap();
        teller.answer(&["a", "b", "c"], unfit()).await;
        teller.answer(&["a", "c"], Ok(())).await;
    };
    let expected = [
        "[] written",
        "[a b c] failed",
        "b rejected: record `3931f70df5a36f4eb87481dd35ad3d7d` does not fit into the store",
        "[a c] written",
        "a delivered",
        "c delivered",
    ];
    check(None, play, &expected).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_will_not_pass_ends_the_line() {
    let play = |mut teller: Teller, _outlet| async move {
        let foreign = Error::Foreign { path: "told".into() };
        teller.answer(&[], Err(Fault::Lasting(foreign))).await;
    };
    let ended = check(None, play, &["[] failed"]).await;
    let courant_flow::Error::Failed { stage, source } = ended.unwrap_err() else { panic!("it did not fail") };
    assert_eq!(
        (&*stage, &*source.to_string()),
        ("told", "`told` holds something else than records: name another file")
    );
}

#[tokio::test(start_paused = true)]
async fn with_a_ledger_what_will_not_pass_is_tried_too_and_ends_the_line_with_the_input() {
    let (_ledger, _gate, account) = ledger();
    let foreign = || Err(Fault::Lasting(Error::Foreign { path: "told".into() }));
    let play = move |mut teller: Teller, outlet| async move {
        teller.answer(&[], foreign()).await;
        teller.send(&outlet, &["a"]).await;
        teller.until("a abandoned").await;
        teller.answer(&[], foreign()).await;
        drop(outlet);
        teller.answer(&[], foreign()).await;
    };
    let expected = ["[] failed", "a abandoned", "[] failed", "[] failed"];
    let ended = check(Some(account), play, &expected).await;
    assert_eq!(ended.unwrap_err().to_string(), "stage `told` failed");
}
