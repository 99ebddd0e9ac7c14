//! An explanation for programs: one JSON object.

use courant::{
    enricher::Explained,
    model::{Bulletin, Gap, Record},
    reader::Skipped,
    segmenter::{Bid, Explanation},
};
use serde::Serialize;
use serde_json::json;

use crate::{
    facts,
    rows::Lines,
    verdict::{fates, parts, verdict},
};

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    facts: facts::Document,
    why: String,
    confidence: Option<u8>,
    timezone: Option<String>,
    crawled: Option<String>,
    bids: Vec<serde_json::Value>,
    sheet: Option<String>,
    gaps: Vec<serde_json::Value>,
    lines: Vec<serde_json::Value>,
}

pub(super) fn object(
    bulletin: &Bulletin,
    skipped: &[Skipped],
    explanations: &[Explanation],
    items: Option<&[Explained]>,
) -> Result<String, serde_json::Error> {
    let lines = Lines::of(&bulletin.text);
    let documents: Vec<Document> =
        explanations.iter().map(|explanation| document(bulletin, &lines, explanation)).collect();
    let mut object = json!({
        "file": bulletin.path.to_string_lossy(),
        "fingerprint": bulletin.fingerprint.to_string(),
        "bytes": bulletin.bytes,
        "charset": bulletin.charset,
        "skipped": skipped.iter().map(|member| json!({"member": member.name, "reason": member.reason}))
            .collect::<Vec<_>>(),
        "documents": documents,
    });
    if let Some(items) = items {
        let items: Vec<_> = items.iter().map(|explained| item(&explained.record, explained)).collect();
        object["facts"] = json!(items);
    }
    Ok(serde_json::to_string(&object)? + "\n")
}

/// A record, what is found in its text now where that is something else, and what made that.
pub(super) fn item(record: &Record, explained: &Explained) -> serde_json::Value {
    let evidence = explained.evidence.iter().map(|one| {
        json!({
            "fact": one.fact.to_string(),
            "span": one.span,
            "rule": one.rule,
            "words": one.words,
            "entry": one.entry,
        })
    });
    let now = Some(&explained.record).filter(|now| *now != record);
    json!({"record": record, "now": now, "evidence": evidence.collect::<Vec<_>>()})
}

fn document(bulletin: &Bulletin, lines: &Lines, explanation: &Explanation) -> Document {
    let document = &explanation.document;
    let gap = |gap: &Gap| json!({"kind": gap.kind.as_str(), "lines": lines.of_range(&gap.bytes)});
    let rows = lines.rows(document, &bulletin.text);
    let rows = rows
        .iter()
        .map(|row| json!({"line": row.line, "kind": row.kind, "item": row.item, "text": row.text}));
    let bids =
        explanation.bids.iter().zip(fates(explanation)).map(|((name, bid), fate)| object_of(name, bid, fate));
    Document {
        facts: facts::Document::of(document, bulletin),
        why: verdict(explanation, &bulletin.declared),
        confidence: document.confidence,
        timezone: document.timezone.clone(),
        crawled: document.crawled.map(|day| day.to_string()),
        bids: bids.collect(),
        sheet: explanation.sheet.clone(),
        gaps: document.gaps.iter().map(gap).collect(),
        lines: rows.collect(),
    }
}

/// A bid; shares are of three digits, as nothing is known better than that.
fn object_of(name: &str, bid: &Bid, fate: &str) -> serde_json::Value {
    let share = |share: f32| (f64::from(share) * 1000.0).round() / 1000.0;
    let mut object = json!({"layout": name, "score": share(bid.score), "items": bid.items, "fate": fate});
    for (part, value) in parts(bid) {
        object[part] = json!(share(value));
    }
    object
}
