//! The ledger as its neighbours see it: on disk, held by one, looked at by others.

use std::path::Path;

use courant_flow::{BoxError, Inlet, Outlet, Parcel, Pipeline};
use courant_ledger::{Error, Gate, Ledger, Mark, Quarantine, SinkTerms, Standing, Survey};
use courant_model::{Arrival, Bulletin};

fn bulletin(name: &str, text: &str) -> Bulletin {
    Bulletin::from_text(name, text)
}

fn terms() -> [SinkTerms; 1] {
    [SinkTerms::required("items")]
}

/// Sends bulletins down a line with the ledger in it; `reject` refuses them at its end.
async fn send(
    ledger: &Ledger,
    bulletins: Vec<Bulletin>,
    reject: Option<&'static str>,
) -> Result<(), BoxError> {
    let gate = ledger.gate();
    let source = move |outlet: Outlet<Bulletin>| async move {
        for bulletin in bulletins {
            let receipt = gate.receipt(&bulletin.arrival());
            outlet.send(Parcel::new(bulletin, receipt)).await?;
        }
        Ok(())
    };
    let sink = move |inlet: Inlet<Bulletin>| async move {
        while let Ok(parcel) = inlet.recv().await {
            match reject {
                Some(reason) => parcel.receipt.reject(reason),
                None => parcel.receipt.deliver(),
            }
        }
        Ok(())
    };
    Ok(Pipeline::source("some", source).then("admit", ledger.admit()).sink("end", sink).join().await?)
}

async fn look(gate: &Gate, arrival: &Arrival) -> Standing {
    gate.look(vec![(arrival.path.clone(), arrival.stamp)]).await.expect("the ledger answers")[0]
}

fn survey(path: &Path) -> (u64, u64, u64, u64) {
    let survey = Survey::take(path).expect("it can be looked at");
    (survey.settled + survey.empty, survey.owed, survey.quarantined, survey.duplicates)
}

#[tokio::test]
async fn one_process_holds_a_ledger_and_others_look_at_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("state/ledger.db");
    let Error::Missing { .. } = Survey::take(&path).expect_err("there is none yet") else {
        panic!("missing")
    };

    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    let error = Ledger::open(&path, &terms()).expect_err("it is held");
    let expected = format!(
        "`{}` is in use by process {}: stop that one, or give this one a state directory of its own",
        path.display(),
        std::process::id()
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(
        Survey::take(&path).expect("it can be looked at").holder,
        Some(std::process::id().to_string())
    );

    ledger.close().expect("all is written");
    assert_eq!(Survey::take(&path).expect("it can be looked at").holder, None);
    Ledger::open(&path, &terms()).expect("it is free again").close().expect("all is written");
}

#[tokio::test]
async fn what_was_settled_stays_settled_and_what_was_refused_waits_for_a_retry() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    let (good, same, bad) = (bulletin("a.txt", "good"), bulletin("b.txt", "good"), bulletin("c.txt", "bad"));

    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    send(&ledger, vec![good.clone()], None).await.expect("the line runs");
    send(&ledger, vec![same.clone()], Some("a duplicate never comes here")).await.expect("the line runs");
    send(&ledger, vec![bad.clone()], Some("not to my taste")).await.expect("the line runs");
    ledger.close().expect("all is written");
    assert_eq!(survey(&path), (1, 0, 1, 1));

    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    let mut gate = ledger.gate();
    for known in [&good, &same, &bad] {
        assert_eq!(look(&gate, &known.arrival()).await, Standing::Settled, "{}", known.path.display());
    }
    let mut touched = good.arrival();
    touched.stamp.modified += 1;
    assert_eq!(look(&gate, &touched).await, Standing::Due, "a new stamp is worth a look at the bytes");

    let mut quarantine = Quarantine::open(&path).expect("it opens beside the daemon");
    let held = quarantine.list().expect("it lists");
    let told: Vec<_> =
        held.iter().map(|held| (held.path.clone(), held.reason.as_str(), held.fingerprint)).collect();
    assert_eq!(told, [(bad.path.clone(), "not to my taste", Some(bad.fingerprint))]);
    quarantine.retry(&held[0]).expect("it is written");
    gate.nudged().await;
    assert_eq!(look(&gate, &bad.arrival()).await, Standing::Due);
    send(&ledger, vec![bad.clone()], None).await.expect("the line runs");
    assert_eq!(look(&gate, &bad.arrival()).await, Standing::Settled);
    drop(gate);
    ledger.close().expect("all is written");
    assert_eq!(survey(&path), (2, 0, 0, 1));
}

#[tokio::test]
async fn a_dropped_note_is_gone_and_the_file_stays_away() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    let bad = bulletin("c.txt", "bad");
    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    send(&ledger, vec![bad.clone()], Some("no")).await.expect("the line runs");
    ledger.close().expect("all is written");
    let mut quarantine = Quarantine::open(&path).expect("it opens beside the daemon");
    let number = quarantine.list().expect("it lists")[0].number;
    let held = quarantine.find(number).expect("it looks").expect("it is there");
    quarantine.drop_note(&held).expect("it is written");
    assert_eq!(quarantine.find(number).expect("it looks"), None);
    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    assert_eq!(look(&ledger.gate(), &bad.arrival()).await, Standing::Settled);
}

#[tokio::test]
async fn marks_come_back_and_belong_to_their_sink() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    let both = [SinkTerms::required("items"), SinkTerms::best_effort("copy")];
    let ledger = Ledger::open(&path, &both).expect("it opens");
    let account = ledger.account("copy").expect("it is there");
    assert_eq!(account.opening(), None);
    account.mark(Mark { segment: 3, offset: 4096 }, account.recalled());
    assert!(ledger.account("nobody").is_none());
    drop(account);
    ledger.close().expect("all is written");

    let ledger = Ledger::open(&path, &both).expect("it opens");
    let opening = |sink| ledger.account(sink).expect("it is there").opening();
    assert_eq!((opening("items"), opening("copy")), (None, Some(Mark { segment: 3, offset: 4096 })));
}
