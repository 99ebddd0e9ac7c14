//! The layouts, and what is done with them.

use std::{
    num::NonZeroUsize,
    sync::{Arc, LazyLock},
};

use courant_flow::{Stage, each};
use courant_model::{Bulletin, Document, Segmented};

use crate::{
    Error, Layout,
    choose::{Choice, choice},
    cut::Cut,
    document::{By, Decision, cut, decide},
    explain::Explanation,
    forms::{Form, Numbers, entries, form, front, json, letter, mailbox, page, rows},
    line::{Line, Lines},
    names::NAMES,
    paper::Paper,
    zone::Zone,
};

/// The layouts that come with Courant, in the order in which they are tried.
static SHIPPED: LazyLock<Arc<Vec<Layout>>> = LazyLock::new(|| {
    let sheets = [
        ("kazakhstan-today.toml", include_str!("../data/layouts/kazakhstan-today.toml")),
        ("weather-segments.toml", include_str!("../data/layouts/weather-segments.toml")),
        ("fields.toml", include_str!("../data/layouts/fields.toml")),
        ("announcements.toml", include_str!("../data/layouts/announcements.toml")),
        ("hours.toml", include_str!("../data/layouts/hours.toml")),
        ("wire.toml", include_str!("../data/layouts/wire.toml")),
        ("wire-lines.toml", include_str!("../data/layouts/wire-lines.toml")),
        ("slugs.toml", include_str!("../data/layouts/slugs.toml")),
        ("newsline.toml", include_str!("../data/layouts/newsline.toml")),
        ("headings.toml", include_str!("../data/layouts/headings.toml")),
        ("underlined.toml", include_str!("../data/layouts/underlined.toml")),
        ("numbered.toml", include_str!("../data/layouts/numbered.toml")),
        ("diary.toml", include_str!("../data/layouts/diary.toml")),
    ];
    let read = |(file, sheet)| Layout::parse(file, sheet).expect("a shipped layout is well written");
    Arc::new(sheets.map(read).into())
});

/// Cuts bulletins into items, by the layouts that it holds.
///
/// A clone is a share.
#[derive(Debug, Clone)]
pub struct Segmenter {
    /// Users' own, then shipped ones; no name twice.
    layouts: Arc<Vec<Layout>>,
    /// How many of them are users' own.
    own: usize,
}

impl Segmenter {
    /// A segmenter with the layouts that come with Courant.
    #[must_use]
    pub fn standard() -> Segmenter {
        Segmenter { layouts: Arc::clone(&SHIPPED), own: 0 }
    }

    /// Adds a layout, which is tried after those added before it and before
    /// the shipped ones. A layout of the same name is replaced: one that was
    /// added in its place, a shipped one altogether.
    #[must_use]
    pub fn with(mut self, layout: Layout) -> Segmenter {
        let layouts = Arc::make_mut(&mut self.layouts);
        match layouts.iter().position(|other| other.name() == layout.name()) {
            Some(at) if at < self.own => layouts[at] = layout,
            shipped => {
                if let Some(at) = shipped {
                    layouts.remove(at);
                }
                layouts.insert(self.own, layout);
                self.own += 1;
            }
        }
        self
    }

    /// The layouts in the order in which they are tried.
    #[must_use]
    pub fn layouts(&self) -> &[Layout] {
        &self.layouts
    }

    /// Finds the items of a bulletin.
    ///
    /// The layout and the time zone declared for its inbox come before all
    /// others; it is an error if there are no such. Where the declared layout
    /// finds no item, the text is taken as an article, and flagged.
    pub fn segment(&self, bulletin: Bulletin) -> Result<Segmented, Error> {
        let documents = self.documents(&bulletin)?.into_iter().map(|explained| explained.document).collect();
        let segmented = Segmented { bulletin: Arc::new(bulletin), documents };
        match segmented.check() {
            Ok(()) => Ok(segmented),
            Err(source) => {
                let layout = segmented.main().map(|document| document.layout.clone()).unwrap_or_default();
                Err(Error::Untiled { layout, source })
            }
        }
    }

    pub(crate) fn documents(&self, bulletin: &Bulletin) -> Result<Vec<Explanation>, Error> {
        let declared = declared_zone(bulletin)?;
        let choice = choice(&self.layouts, &bulletin.declared)?;
        let text = &*bulletin.text;
        let members = bulletin.members.iter().map(|member| (Some(&*member.name), member.bytes.clone()));
        let whole = bulletin.members.is_empty().then_some((None, 0..text.len()));
        let mut numbered = Lines::of(text);
        let mut explained = Vec::new();
        for (member, bytes) in members.chain(whole) {
            for message in mailbox(text, bytes) {
                let mut paper = Paper::of(text, message.clone(), numbered.within(&message));
                paper.take_stamp(self.layouts.iter().flat_map(|layout| &layout.stamps));
                let mut one = self.document(&choice, paper, declared.as_ref());
                one.document.member = member.map(str::to_owned);
                explained.push(one);
            }
        }
        Ok(explained)
    }

    fn document(&self, choice: &Choice<'_>, mut paper: Paper<'_>, declared: Option<&Zone>) -> Explanation {
        if let Some(document) = self.by_keys(choice, &paper, declared) {
            return Explanation { document, bids: Vec::new(), sheet: None };
        }
        let mut message = None;
        if let Choice::Any = choice {
            message = letter(&mut paper);
            if let Some(document) = by_form(&mut paper, declared) {
                return Explanation { document, bids: Vec::new(), sheet: None };
            }
        }
        paper.find_year();
        let paper = &paper;
        let decision = match choice {
            Choice::Any => decide(&self.layouts, self.own, paper, declared),
            Choice::Article => Decision { by: By::Article, bids: Vec::new() },
            Choice::Only(layout) => {
                let cut = Cut::by(layout, paper, declared.or(layout.zone.as_ref()));
                let by = if cut.fits() { By::Known(layout, 100, cut) } else { By::Article };
                Decision { by, bids: Vec::new() }
            }
        };
        // A message that is no bulletin is an item, header and all.
        if let (Some(message), By::Article) = (&message, &decision.by) {
            return Explanation { document: message.item(paper, declared), bids: decision.bids, sheet: None };
        }
        let sheet = match &decision.by {
            By::Learnt(learnt) => Some(learnt.sketch.sheet(&learnt.layout.name.replace(':', "-"))),
            _ => None,
        };
        let mut document = cut(decision.by, paper, declared);
        if !matches!(choice, Choice::Any) {
            document.confidence = None;
        }
        let mut bids = decision.bids;
        bids.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
        Explanation { document, bids, sheet }
    }

    /// The items of objects of JSON, one a line, by the keys of the layout that
    /// is declared, or of a user's own whose keys name the headlines.
    fn by_keys(&self, choice: &Choice<'_>, paper: &Paper<'_>, declared: Option<&Zone>) -> Option<Document> {
        let (layouts, sure) = match choice {
            Choice::Any => (&self.layouts[..self.own], false),
            Choice::Only(layout) => (std::slice::from_ref(*layout), true),
            Choice::Article => return None,
        };
        layouts.iter().find_map(|layout| {
            let names = layout.keys.as_ref()?;
            let keys: Vec<String> = names.headline.iter().map(|name| format!("\"{name}\"")).collect();
            let has_key = |line: &Line<'_>| keys.iter().any(|key| line.text.contains(key));
            if !sure && !paper.lines.iter().take(8).all(has_key) {
                return None;
            }
            let mut document = json(paper, &layout.name, names, declared.or(layout.zone.as_ref()))?;
            // Where it was declared nobody had to be sure.
            document.confidence = document.confidence.filter(|_| !sure);
            Some(document)
        })
    }

    /// This segmenter as a stage that works on so many bulletins at once.
    ///
    /// A bulletin that cannot be segmented is rejected; each other one is told
    /// as the debug event `file.segmented`.
    #[must_use]
    pub fn stage(self, workers: NonZeroUsize) -> impl Stage<Bulletin, Segmented> {
        each(workers, move |bulletin| self.segment(bulletin).inspect(tell))
    }
}

/// The document by what it is written in, if that tells where its items are;
/// else the paper has its lines from what is marked up.
fn by_form(paper: &mut Paper<'_>, zone: Option<&Zone>) -> Option<Document> {
    let own = &paper.text[paper.bytes.clone()];
    match form(own) {
        Form::Json => json(paper, "json-lines", &NAMES, zone),
        Form::Entries => entries(paper, zone),
        Form::Html => {
            let (page, numbers) = (page(own, paper.bytes.start), Numbers::of(paper));
            if let Some(document) = page.articles(paper, &numbers, zone) {
                return Some(document);
            }
            paper.relay(page.lines(&numbers));
            None
        }
        Form::Plain => front(paper, zone).or_else(|| rows(paper, zone)),
    }
}

fn declared_zone(bulletin: &Bulletin) -> Result<Option<Zone>, Error> {
    let Some(name) = &bulletin.declared.timezone else {
        return Ok(None);
    };
    match Zone::named(name) {
        Some(zone) => Ok(Some(zone)),
        None => {
            Err(Error::UnknownTimezone { inbox: bulletin.declared.inbox.clone(), timezone: name.clone() })
        }
    }
}

fn tell(segmented: &Segmented) {
    let bulletin = &segmented.bulletin;
    tracing::debug!(
        file = %bulletin.path.display(),
        inbox = %bulletin.declared.inbox,
        fingerprint = %bulletin.fingerprint,
        layout = %segmented.main().map(|document| &*document.layout).unwrap_or_default(),
        items = segmented.items().count(),
        "file.segmented"
    );
}
