//! Lines of numbers: what comes out, in which order, and what every receipt says.

use std::{
    convert::Infallible,
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_channel::{Receiver, Sender, bounded};
use courant_flow::{
    BoxError, Budget, Divide, Error, Everyone, Handed, Inlet, Name, Outcome, Outlet, Parcel, Pipeline,
    Receipt, Refusal, Sink, Source, Stage, each,
};
use tokio::time::timeout;

/// More than any test here sends, so that no test line waits for its observer.
const ROOM: usize = 100_000;

fn n(workers: usize) -> NonZeroUsize {
    NonZeroUsize::new(workers).expect("not zero")
}

/// Emits 0..count; each outcome is told to the returned channel.
fn numbers(count: u32) -> (impl Source<u32>, Receiver<(u32, String)>) {
    let (told, outcomes) = bounded(ROOM);
    let source = move |outlet: Outlet<u32>| async move {
        for i in 0..count {
            let told = told.clone();
            let receipt = Receipt::new(move |outcome| {
                let word = match outcome {
                    Outcome::Delivered => "delivered".to_owned(),
                    Outcome::Rejected(reason) => format!("rejected: {reason}"),
                    Outcome::Abandoned => "abandoned".to_owned(),
                };
                told.try_send((i, word)).expect("there is room");
            });
            if outlet.send(Parcel::new(i, receipt)).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    (source, outcomes)
}

fn collect<T: Send + Sync + 'static>(to: Sender<T>) -> impl Sink<T> {
    move |inlet: Inlet<T>| async move {
        while let Ok(parcel) = inlet.recv().await {
            let (payload, receipt) = parcel.open();
            to.send(payload).await?;
            receipt.deliver();
        }
        Ok(())
    }
}

async fn all<T>(from: &Receiver<T>) -> Vec<T> {
    let mut got = Vec::new();
    while let Ok(next) = from.recv().await {
        got.push(next);
    }
    got
}

async fn sorted(outcomes: &Receiver<(u32, String)>) -> Vec<(u32, String)> {
    let mut said = all(outcomes).await;
    said.sort();
    said
}

/// Work whose time depends on the payload, so that workers overtake one another.
#[expect(clippy::unnecessary_wraps, reason = "`each` takes what can fail")]
fn uneven(x: u32) -> Result<u32, Infallible> {
    let rounds = if x.is_multiple_of(7) { 60_000 } else { 10 };
    let spun = (0..rounds).fold(u64::from(x), |a, b| a.wrapping_mul(31).wrapping_add(b));
    std::hint::black_box(spun);
    Ok(x * 10)
}

/// A user's own stage is a plain async function.
async fn drop_thirds(inlet: Inlet<u32>, outlet: Outlet<u32>) -> Result<(), BoxError> {
    while let Ok(parcel) = inlet.recv().await {
        if parcel.payload.is_multiple_of(3) {
            parcel.receipt.deliver();
        } else if outlet.send(parcel).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// A configured stage is a struct.
struct Add(u32);

impl Stage<u32, u32> for Add {
    async fn run(self, inlet: Inlet<u32>, outlet: Outlet<u32>) -> Result<(), BoxError> {
        each(n(1), move |x: u32| Ok::<_, BoxError>(x + self.0)).run(inlet, outlet).await
    }
}

async fn bytes_with(workers: usize) -> Vec<u8> {
    let (source, _outcomes) = numbers(500);
    let (sender, got) = bounded(ROOM);
    Pipeline::source("numbers", source)
        .then("thirds", drop_thirds)
        .then("uneven", each(n(workers), uneven))
        .then("add", Add(1))
        .sink("collect", collect(sender))
        .join()
        .await
        .expect("nothing fails");
    all(&got).await.into_iter().flat_map(u32::to_le_bytes).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_workers_never_changes_a_byte() {
    let expected: Vec<u8> =
        (0..500_u32).filter(|x| x % 3 != 0).flat_map(|x| (x * 10 + 1).to_le_bytes()).collect();
    for workers in [1, 2, 8] {
        assert_eq!(bytes_with(workers).await, expected, "{workers} workers");
    }
}

#[tokio::test]
async fn a_refusal_for_now_abandons_one_payload() {
    let (source, outcomes) = numbers(3);
    let (sender, got) = bounded(ROOM);
    let busy = |x: u32| match x {
        0 => Err(Refusal::from("never")),
        1 => Err(Refusal::ForNow),
        x => Ok(x),
    };
    Pipeline::source("numbers", source)
        .then("busy", each(n(2), busy))
        .sink("collect", collect(sender))
        .join()
        .await
        .expect("the line goes on");
    assert_eq!(all(&got).await, [2]);
    let said = sorted(&outcomes).await;
    let said: Vec<_> = said.iter().map(|(i, word)| (*i, word.as_str())).collect();
    assert_eq!(said, [(0, "rejected: never"), (1, "abandoned"), (2, "delivered")]);
}

#[tokio::test]
async fn poison_and_panic_reject_one_payload_each() {
    let (source, outcomes) = numbers(6);
    let (sender, got) = bounded(ROOM);
    let picky = |x: u32| match x {
        1 => Err("odd one out"),
        3 => panic!("three is {x}"),
        4 => panic!("four"),
        x => Ok(x),
    };
    Pipeline::source("numbers", source)
        .then("picky", each(n(2), picky))
        .sink("collect", collect(sender))
        .join()
        .await
        .expect("the line goes on");
    assert_eq!(all(&got).await, [0, 2, 5]);
    let said = sorted(&outcomes).await;
    let said: Vec<_> = said.iter().map(|(i, word)| (*i, word.as_str())).collect();
    assert_eq!(
        said,
        [
            (0, "delivered"),
            (1, "rejected: odd one out"),
            (2, "delivered"),
            (3, "rejected: panicked: three is 3"),
            (4, "rejected: panicked: four"),
            (5, "delivered"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_takes_in_no_more_and_delivers_the_rest() {
    let (source, outcomes) = numbers(u32::MAX);
    let (sender, got) = bounded(ROOM);
    let (seen, enough) = bounded(1);
    let count = move |x: u32| {
        if x == 300 {
            seen.try_send(()).expect("said once");
        }
        uneven(x % 1000).map(|_| x)
    };
    Pipeline::source("numbers", source)
        .then("count", each(n(4), count))
        .sink("collect", collect(sender))
        .until(async move { enough.recv().await })
        .await
        .expect("a stop is no failure");
    let got = all(&got).await;
    assert!(got.len() > 300);
    assert_eq!(got, (0..).take(got.len()).collect::<Vec<u32>>(), "in order and without a gap");
    let said = all(&outcomes).await;
    let abandoned = said.iter().filter(|(_, word)| word == "abandoned").count();
    let delivered = said.iter().filter(|(_, word)| word == "delivered").count();
    assert_eq!(delivered, got.len());
    assert_eq!(said.len(), delivered + abandoned);
    assert!(abandoned <= 1, "only the parcel in the source's hands: {abandoned}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_line_abandons_what_it_holds() {
    let (source, outcomes) = numbers(17);
    let (took, taken) = bounded(1);
    let stuck = |inlet: Inlet<u32>| async move {
        let held = inlet.recv().await;
        took.send(()).await?;
        std::future::pending::<()>().await;
        drop(held);
        Ok(())
    };
    let line = Pipeline::source("numbers", source).sink("stuck", stuck);
    taken.recv().await.expect("the sink has one");
    drop(line);
    let said = sorted(&outcomes).await;
    assert!(!said.is_empty() && said.iter().all(|(_, word)| word == "abandoned"), "{said:?}");
}

#[tokio::test]
async fn the_first_fault_is_the_one_reported_and_the_rest_is_still_delivered() {
    let (source, outcomes) = numbers(u32::MAX);
    let five = |inlet: Inlet<u32>, outlet: Outlet<u32>| async move {
        for _ in 0..5 {
            outlet.send(inlet.recv().await?).await?;
        }
        Err::<(), BoxError>("worn out".into())
    };
    let echo = |inlet: Inlet<u32>, outlet: Outlet<u32>| async move {
        while let Ok(parcel) = inlet.recv().await {
            outlet.send(parcel).await?;
        }
        Err::<(), BoxError>("my input has ended too early".into())
    };
    let (sender, got) = bounded(ROOM);
    let line = Pipeline::source("numbers", source).then("five", five).then("echo", echo);
    let error = line.sink("collect", collect(sender)).join().await.expect_err("it failed");
    assert_eq!(error.to_string(), "stage `five` failed");
    assert_eq!(std::error::Error::source(&error).map(ToString::to_string).as_deref(), Some("worn out"));
    assert_eq!(all(&got).await, [0, 1, 2, 3, 4]);
    for (i, word) in sorted(&outcomes).await {
        assert_eq!(word, if i < 5 { "delivered" } else { "abandoned" }, "{i}");
    }
}

#[tokio::test]
async fn a_panicking_stage_is_named() {
    let (source, _outcomes) = numbers(3);
    let line = Pipeline::source("numbers", source);
    let error = line
        .sink("fragile", |_: Inlet<u32>| async { panic!("glass") })
        .join()
        .await
        .expect_err("it panicked");
    assert!(matches!(&error, Error::Panicked { stage, .. } if stage == "fragile"), "{error:?}");
}

#[tokio::test]
async fn a_failed_companion_ends_the_line() {
    let (source, _outcomes) = numbers(u32::MAX);
    let (sender, _got) = bounded(ROOM);
    let journal = async { Err::<(), BoxError>("disk full".into()) };
    let slow = |inlet: Inlet<u32>, outlet: Outlet<u32>| async move {
        while let Ok(parcel) = inlet.recv().await {
            tokio::task::yield_now().await;
            outlet.send(parcel).await?;
        }
        Ok(())
    };
    let line = Pipeline::source("numbers", source).then("slow", slow).sink("collect", collect(sender));
    let error = line.beside("journal", journal).join().await.expect_err("it failed");
    assert_eq!(error.to_string(), "stage `journal` failed");
}

/// Settles the shares of one receipt by these letters and says what the issuer hears.
#[track_caller]
fn check_fold(shares: &str, expected: &str) {
    let (tell, told) = bounded(2);
    let whole = Receipt::new(move |outcome| tell.try_send(format!("{outcome:?}")).expect("told once"));
    let parts: Vec<_> = shares.chars().map(|letter| (letter, whole.clone())).collect();
    whole.deliver();
    for (letter, part) in parts {
        assert!(told.is_empty(), "told before `{letter}` of `{shares}`");
        match letter {
            'd' => part.deliver(),
            'r' => part.reject("bad"),
            's' => part.reject("worse"),
            _ => drop(part),
        }
    }
    assert_eq!(told.try_recv().as_deref(), Ok(expected), "`{shares}`");
    assert!(told.is_empty() && told.is_closed());
}

#[test]
fn shares_fold_to_the_gravest() {
    check_fold("", "Delivered");
    check_fold("ddd", "Delivered");
    check_fold("drd", "Rejected(\"bad\")");
    check_fold("rsd", "Rejected(\"bad\")");
    check_fold("srd", "Rejected(\"worse\")");
    check_fold("dad", "Abandoned");
    check_fold("rad", "Abandoned");
    check_fold("ard", "Abandoned");
}

#[tokio::test]
async fn a_fork_gives_every_branch_everything_and_settles_once() {
    let (source, outcomes) = numbers(40);
    let ((left, lefts), (right, rights)) = (bounded(ROOM), bounded(ROOM));
    Pipeline::source("numbers", source)
        .fork("both", Everyone)
        .branch("left", collect(left))
        .branch("right", collect(right))
        .run()
        .join()
        .await
        .expect("nothing fails");
    let expected: Vec<u32> = (0..40).collect();
    assert_eq!(all(&lefts).await, expected);
    assert_eq!(all(&rights).await, expected);
    let delivered: Vec<_> = expected.iter().map(|i| (*i, "delivered".to_owned())).collect();
    assert_eq!(sorted(&outcomes).await, delivered);
}

#[tokio::test]
async fn a_failed_branch_leaves_the_others_what_they_are_due() {
    let (source, outcomes) = numbers(10);
    let (left, lefts) = bounded(ROOM);
    let broken = |inlet: Inlet<u32>| async move {
        drop(inlet.recv().await);
        Err::<(), BoxError>("broken".into())
    };
    let line = Pipeline::source("numbers", source).fork("both", Everyone);
    let error =
        line.branch("left", collect(left)).branch("right", broken).run().join().await.expect_err("it failed");
    assert_eq!(error.to_string(), "stage `right` failed");
    let got = all(&lefts).await;
    assert_eq!(got, (0..).take(got.len()).collect::<Vec<u32>>());
    for (i, word) in sorted(&outcomes).await {
        assert_eq!(word, "abandoned", "{i}: nobody may believe that the broken branch has it");
    }
}

/// The first branch is due everything, and the second gets what it has room for.
struct Favouring;

impl Divide<u32> for Favouring {
    async fn divide(&mut self, parcel: Parcel<u32>, _branches: &[Name]) -> Vec<Option<Handed<u32>>> {
        let (number, receipt) = parcel.open();
        let favour = Parcel::new(number, Receipt::new(drop));
        vec![Some(Handed::Due(Parcel::new(number, receipt))), Some(Handed::Favour(favour))]
    }
}

#[tokio::test]
async fn a_branch_that_stands_still_holds_nobody_before_its_queue_is_full() {
    let (source, outcomes) = numbers(500);
    let (left, lefts) = bounded(ROOM);
    let (go, wait) = bounded::<()>(1);
    let (sender, rights) = bounded(ROOM);
    let still = move |inlet: Inlet<u32>| async move {
        wait.recv().await?;
        collect(sender).run(inlet).await
    };
    let line = Pipeline::source("numbers", source).fork("both", Everyone);
    let line = line.branch("left", collect(left)).branch("still", still).run();
    for expected in 0..500 {
        assert_eq!(lefts.recv().await, Ok(expected), "while the other has taken nothing");
    }
    go.send(()).await.expect("the branch waits");
    line.join().await.expect("nothing fails");
    assert_eq!(all(&rights).await.len(), 500);
    assert!(sorted(&outcomes).await.iter().all(|(_, word)| word == "delivered"));
}

#[tokio::test]
async fn a_favour_is_dropped_where_there_is_no_room_for_it() {
    let (source, outcomes) = numbers(3000);
    let (left, lefts) = bounded(ROOM);
    let (go, wait) = bounded::<()>(1);
    let (sender, rights) = bounded(ROOM);
    let still = move |inlet: Inlet<u32>| async move {
        wait.recv().await?;
        collect(sender).run(inlet).await
    };
    let line = Pipeline::source("numbers", source).fork("both", Favouring);
    let line = line.branch("left", collect(left)).branch("still", still).run();
    for expected in 0..3000 {
        assert_eq!(lefts.recv().await, Ok(expected), "more than any queue holds");
    }
    go.send(()).await.expect("the branch waits");
    line.join().await.expect("nothing fails");
    assert_eq!(all(&rights).await, (0..16).collect::<Vec<_>>());
    assert!(sorted(&outcomes).await.iter().all(|(_, word)| word == "delivered"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_on_the_line_than_the_budget_says() {
    let budget = Budget::new(100);
    let heaviest = Arc::new(AtomicU64::new(0));
    let (source, _outcomes) = numbers(300);
    let watch = {
        let (budget, heaviest) = (budget.clone(), Arc::clone(&heaviest));
        move |x: u32| {
            heaviest.fetch_max(budget.out(), Ordering::Relaxed);
            Ok::<_, BoxError>(x)
        }
    };
    let (sender, got) = bounded(ROOM);
    Pipeline::source("numbers", source)
        .then("toll", budget.toll(|x: &u32| if *x == 150 { 1000 } else { 30 }))
        .then("watch", each(n(4), watch))
        .sink("collect", collect(sender))
        .join()
        .await
        .expect("nothing fails");
    assert_eq!(all(&got).await.len(), 300);
    assert_eq!(
        heaviest.load(Ordering::Relaxed),
        1000,
        "what is too heavy passes alone, and nothing else with it"
    );
    assert_eq!(budget.out(), 0, "all is given back");
}

#[tokio::test(start_paused = true)]
async fn a_surcharge_never_waits_and_the_next_draw_does() {
    let budget = Budget::new(100);
    let first = budget.draw(60).await;
    let grown = budget.overdraw(500);
    assert_eq!(budget.out(), 560);
    assert!(timeout(Duration::from_mins(1), budget.draw(1)).await.is_err(), "overdrawn");
    drop(grown);
    let second = timeout(Duration::from_mins(1), budget.draw(40)).await.expect("there is room again");
    assert_eq!(budget.out(), 100);
    drop((first, second));
    assert_eq!(budget.out(), 0);
}

#[tokio::test]
async fn gauges_read_the_queues_and_outlive_the_line() {
    let (five, _outcomes) = numbers(5);
    let (end, ended) = bounded::<()>(1);
    let source = move |outlet: Outlet<u32>| async move {
        five.run(outlet.clone()).await?;
        ended.recv().await?;
        Ok(())
    };
    let (go, wait) = bounded::<()>(1);
    let (sender, got) = bounded(ROOM);
    let held = move |inlet: Inlet<u32>| async move {
        wait.recv().await?;
        collect(sender).run(inlet).await
    };
    let mut line = Pipeline::source("numbers", source).then("add", Add(0)).sink("held", held);
    let gauges = line.gauges();
    let waiting =
        |stage: &str| gauges.read().iter().find(|depth| depth.stage == stage).map(|depth| depth.waiting);
    while waiting("held") != Some(5) {
        tokio::task::yield_now().await;
    }
    assert_eq!(waiting("add"), Some(0));
    end.send(()).await.expect("the source waits");
    go.send(()).await.expect("the sink waits");
    line.join().await.expect("nothing fails");
    assert_eq!(all(&got).await.len(), 5);
    assert_eq!(waiting("held"), Some(0));
}

#[tokio::test]
async fn an_inlet_is_a_stream() {
    use tokio_stream::StreamExt as _;
    let (source, outcomes) = numbers(6);
    let (sender, got) = bounded(ROOM);
    let sink = |inlet: Inlet<u32>| async move {
        let mut odd = std::pin::pin!(inlet.filter(|parcel| parcel.payload % 2 == 1));
        while let Some(parcel) = odd.next().await {
            sender.send(parcel.payload).await?;
            parcel.receipt.deliver();
        }
        Ok(())
    };
    Pipeline::source("numbers", source).sink("odd", sink).join().await.expect("nothing fails");
    assert_eq!(all(&got).await, [1, 3, 5]);
    let said: Vec<_> = sorted(&outcomes).await.into_iter().map(|(_, word)| word).collect();
    assert_eq!(said, ["abandoned", "delivered", "abandoned", "delivered", "abandoned", "delivered"]);
}
