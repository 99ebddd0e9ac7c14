use std::fs;

use courant_ledger::Ledger;

use super::*;
use crate::Events;

/// A file comes in and its event is lost; then it is time to look at everything.
async fn unheard(watch: &mut Watch, name: &str) {
    let path = watch.inbox.directory.join(name);
    let aside = watch.inbox.directory.join(".aside");
    fs::write(&aside, "20.02.2026, 22:09\nTalks held\n").unwrap();
    fs::hard_link(&aside, &path).unwrap();
    while !watch.slate.tells_of(&path) {
        watch.slate.stirred().await;
    }
    watch.slate.wipe();
    watch.everything(Via::Rescan).await.unwrap();
}

fn hears(watch: &Watch) -> bool {
    watch.ground.lock().unwrap().hears()
}

#[tokio::test]
async fn events_that_tell_nothing_are_given_up() {
    let place = tempfile::tempdir().unwrap();
    let ledger = Ledger::in_memory(&[]).unwrap();
    let inbox = Inbox { events: Events::Native, ..Inbox::new("wires", place.path()) };
    let mut watch = Watch::new(inbox, ledger.gate()).unwrap();
    watch.everything(Via::Scan).await.unwrap();

    unheard(&mut watch, "1.txt").await;
    unheard(&mut watch, "2.txt").await;
    // A look without a find proves nothing, a hint proves that somebody is listening.
    watch.everything(Via::Rescan).await.unwrap();
    watch.slate.mark(place.path().join("2.txt"), Some(Sign::Ended));
    watch.attend(false).await.unwrap();

    unheard(&mut watch, "3.txt").await;
    unheard(&mut watch, "4.txt").await;
    watch.everything(Via::Rescan).await.unwrap();
    assert!(hears(&watch));
    unheard(&mut watch, "5.txt").await;
    assert!(!hears(&watch));
    let poll = watch.rescan.duration_since(Instant::now());
    assert!(poll <= watch.inbox.poll * 6 / 5, "{poll:?}");
}

#[test]
fn intervals_differ_by_a_fifth_at_most() {
    let (least, most) = (Duration::from_secs(24), Duration::from_secs(36));
    let some: Vec<_> = (0..100).map(|_| jittered(Duration::from_secs(30))).collect();
    assert!(some.iter().all(|interval| (least..=most).contains(interval)));
    assert!(some.iter().any(|interval| *interval != some[0]));
}
