//! Where the standard line can be made to fail.

/// The names of all places at which [`fail`](crate::flow::fail) can make the
/// standard line die, panic or meet an error: between every two steps of a
/// file's life of which one is durable.
///
/// In the order of that life: the cut of a growing file, admission, the
/// ledger's group, the shares, the stores, and the way back. Each is passed
/// on an ordinary day; `jsonl.rotat…` where files rotate, `tail.…` and
/// `ledger.decide` where they grow, `unsettled.…` after a crash.
pub const POINTS: [&str; 25] = [
    "tail.decide",
    "ledger.decide",
    "tail.decided",
    "ledger.admit",
    "admit.owed",
    "ledger.sight",
    "ledger.commit",
    "ledger.committed",
    "shares.owed",
    "jsonl.rotate",
    "jsonl.renamed",
    "jsonl.rotated",
    "jsonl.write",
    "jsonl.written",
    "jsonl.synced",
    "unsettled.write",
    "unsettled.written",
    "unsettled.renamed",
    "sqlite.commit",
    "sqlite.committed",
    "sink.deliver",
    "ledger.deliver",
    "sink.mark",
    "ledger.mark",
    "ledger.settle",
];

/// The names of other such places, off that way: where one item is refused
/// and its bulletin goes on, and where a receipt is written, by a thread that
/// nothing waits for.
pub const ASIDE: [&str; 4] = ["enrich.item", "sqlite.record", "receipts.write", "receipts.rename"];
