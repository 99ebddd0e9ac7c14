//! The layouts, and what is done with them.

use std::{
    num::NonZeroUsize,
    sync::{Arc, LazyLock},
};

use courant_flow::{Stage, each};
use courant_model::{Bulletin, Document, Segmented};

use crate::{Error, Layout, choose::candidates, cut::Cut, layout::ARTICLE, zone::Zone};

/// The layouts that come with Courant, in the order in which they are tried.
static SHIPPED: LazyLock<Arc<Vec<Layout>>> = LazyLock::new(|| {
    let sheets = [("kazakhstan-today.toml", include_str!("../data/layouts/kazakhstan-today.toml"))];
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
        let text = &bulletin.text;
        let declared = declared_zone(&bulletin)?;
        let candidates = candidates(&self.layouts, &bulletin.declared)?;
        let by_layout = candidates.iter().find_map(|layout| {
            let zone = declared.as_ref().or(layout.zone());
            let cut = Cut::at_headers(text, layout, zone);
            cut.fits().then(|| (cut, layout.name(), zone))
        });
        let (cut, layout, zone) = by_layout.unwrap_or_else(|| {
            let stamps = self.layouts.iter().flat_map(Layout::stamps);
            (Cut::article(text, stamps), ARTICLE, declared.as_ref())
        });

        let document = Document {
            layout: layout.to_owned(),
            crawled: cut.crawled,
            timezone: zone.map(|zone| zone.name().to_owned()),
            empty: cut.empty().map(str::to_owned),
            items: cut.tiles.items,
            gaps: cut.tiles.gaps,
            ..Document::default()
        };
        let segmented = Segmented { bulletin: Arc::new(bulletin), documents: vec![document] };
        match segmented.check() {
            Ok(()) => Ok(segmented),
            Err(source) => Err(Error::Untiled { layout: layout.to_owned(), source }),
        }
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
        layout = segmented.main().map(|document| &*document.layout),
        items = segmented.items().count(),
        "file.segmented"
    );
}
