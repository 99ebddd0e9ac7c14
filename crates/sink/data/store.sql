-- A store of news items, for questions. One row an item in `items`; one row
-- each time that an item was met in `sightings`; the facts found in the
-- newest revision of each item in the tables behind them, which are joined by
-- `item`. Spans ("start", "end") are half-open and count Unicode code points
-- of `items.text`. Columns `ref` are `p1`, `o1`, `l1` and so on, and belong
-- to their item.
--
-- Who was named together with whom:
--   SELECT a.name, b.name, count(*) AS items
--   FROM people AS a JOIN people AS b ON b.item = a.item AND b.name > a.name
--   GROUP BY a.name, b.name ORDER BY items DESC;
-- Who met whom:
--   SELECT items.date, a.name, b.name
--   FROM events
--   JOIN participants AS x USING (item, event) JOIN people AS a ON a.item = x.item AND a.ref = x.ref
--   JOIN participants AS y USING (item, event) JOIN people AS b ON b.item = y.item AND b.ref = y.ref
--   JOIN items ON items.item = events.item
--   WHERE events.kind = 'meeting' AND a.name < b.name;
-- What was said of a country on a day:
--   SELECT items.headline FROM items JOIN countries USING (item)
--   WHERE countries.code = 'AT' AND items.date = '2026-02-20';
-- Full text, best first:
--   SELECT items.headline FROM search JOIN items ON items.item = search.rowid
--   WHERE search MATCH 'grain AND corridor' ORDER BY search.rank;
-- The view curve of an item:
--   SELECT sightings.crawled, sightings.views FROM sightings JOIN items USING (item)
--   WHERE items.id = 'urn:courant:…' ORDER BY sightings.crawled;
-- Copies, by the items that they are copies of:
--   SELECT story, count(*) AS items FROM items WHERE story IS NOT NULL GROUP BY story HAVING count(*) > 1;

CREATE TABLE items (
    item       INTEGER PRIMARY KEY,     -- a number that holds in this database only
    id         TEXT NOT NULL UNIQUE,    -- urn:courant:…, the same in every store
    revision   INTEGER NOT NULL,        -- of the texts seen under this id, the one that stands here
    published  TEXT,                    -- RFC 3339 with offset, or a date
    date       TEXT,                    -- the day of that, at its place
    timezone   TEXT,                    -- IANA name
    language   TEXT,                    -- BCP 47
    headline   TEXT NOT NULL,
    text       TEXT NOT NULL,           -- headline and paragraphs, one a line
    source     TEXT,                    -- who reports, as written
    story      TEXT,                    -- cluster of near-duplicates; most items are alone in theirs
    views      INTEGER,                 -- page views at the newest crawl that has them
    views_on   TEXT,                    -- the day of that crawl, if it is known
    first_seen TEXT NOT NULL,           -- when this store got the first sighting, RFC 3339 in UTC
    last_seen  TEXT NOT NULL            -- and the last one
) STRICT;
CREATE INDEX items_date ON items (date);

-- The whole record of the revision in `items`, as JSON of schema courant/1.
-- Apart, because `items` is written with each sighting and this is not.
CREATE TABLE records (
    item   INTEGER PRIMARY KEY REFERENCES items (item) ON DELETE CASCADE,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE sightings (
    sighting    TEXT PRIMARY KEY,
    item        INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,          -- of the bulletin's raw file
    path        TEXT NOT NULL,          -- where it lay
    ordinal     INTEGER NOT NULL,       -- place in the bulletin, from 1
    "of"        INTEGER NOT NULL,       -- items in the bulletin
    crawled     TEXT,                   -- the day on which it was fetched
    views       INTEGER,
    revision    INTEGER NOT NULL,
    status      TEXT NOT NULL,          -- new, unchanged, revised
    at          TEXT NOT NULL           -- when this store got it, RFC 3339 in UTC
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_item ON sightings (item);

CREATE TABLE people (
    item   INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    ref    TEXT NOT NULL,
    name   TEXT NOT NULL,
    given  TEXT,
    family TEXT,
    PRIMARY KEY (item, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_name ON people (name);
CREATE INDEX people_family ON people (family);

CREATE TABLE roles (
    item         INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    person       TEXT NOT NULL,         -- ref
    role         INTEGER NOT NULL,      -- of this person, from 1
    title        TEXT NOT NULL,
    rank         TEXT,
    organisation TEXT,                  -- ref
    country      TEXT,                  -- ISO 3166-1 alpha-2, here and below
    PRIMARY KEY (item, person, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisations (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    ref     TEXT NOT NULL,
    name    TEXT NOT NULL,
    acronym TEXT,
    kind    TEXT NOT NULL,
    country TEXT,
    PRIMARY KEY (item, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX organisations_name ON organisations (name);

CREATE TABLE places (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    ref     TEXT NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    country TEXT,
    PRIMARY KEY (item, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_name ON places (name);

CREATE TABLE countries (
    item INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    code TEXT NOT NULL,
    PRIMARY KEY (item, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX countries_code ON countries (code, item);

CREATE TABLE dates (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    date    INTEGER NOT NULL,           -- in the item, from 1
    text    TEXT NOT NULL,
    value   TEXT NOT NULL,              -- EDTF
    "start" INTEGER NOT NULL,
    "end"   INTEGER NOT NULL,
    PRIMARY KEY (item, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotes (
    item         INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    quote        INTEGER NOT NULL,      -- in the item, from 1
    text         TEXT NOT NULL,
    speaker      TEXT,                  -- ref
    speaker_text TEXT,
    cue          TEXT,
    repaired     INTEGER NOT NULL,      -- 1 where a lost mark was put back
    "start"      INTEGER NOT NULL,
    "end"        INTEGER NOT NULL,
    PRIMARY KEY (item, quote)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    event   INTEGER NOT NULL,           -- in the item, the main event is 1
    kind    TEXT NOT NULL,
    type    TEXT,                       -- PLOVER 2.0
    place   TEXT,                       -- ref
    date    TEXT,                       -- EDTF
    future  INTEGER NOT NULL,           -- 1 where it was still to come
    "start" INTEGER,                    -- of the words that tell of it
    "end"   INTEGER,
    PRIMARY KEY (item, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_kind ON events (kind, date);

CREATE TABLE participants (
    item  INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    event INTEGER NOT NULL,
    ref   TEXT NOT NULL,                -- of a person, an organisation or a place
    PRIMARY KEY (item, event, ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE parties (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    event   INTEGER NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (item, event, country)
) STRICT, WITHOUT ROWID;

CREATE TABLE subjects (
    item       INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    code       TEXT NOT NULL,           -- IPTC Media Topic, medtop:…
    name       TEXT NOT NULL,
    confidence INTEGER NOT NULL,        -- 0 to 100
    PRIMARY KEY (item, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX subjects_code ON subjects (code, item);

CREATE TABLE keywords (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    rank    INTEGER NOT NULL,           -- the best is 1
    keyword TEXT NOT NULL,
    PRIMARY KEY (item, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE works (
    item    INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    work    INTEGER NOT NULL,           -- in the item, from 1
    name    TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end"   INTEGER NOT NULL,
    PRIMARY KEY (item, work)
) STRICT, WITHOUT ROWID;

CREATE TABLE flags (
    item INTEGER NOT NULL REFERENCES items (item) ON DELETE CASCADE,
    flag TEXT NOT NULL,                 -- repairs and doubts
    PRIMARY KEY (item, flag)
) STRICT, WITHOUT ROWID;

-- Words of any language, without case and accents. There is no trigger for
-- new items: whoever inserts one inserts it here. A statement with a trigger
-- makes FTS5 write out what it has collected, and so trebles the cost.
CREATE VIRTUAL TABLE search USING fts5 (
    headline, text, content = 'items', content_rowid = 'item', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER items_deleted AFTER DELETE ON items BEGIN
    INSERT INTO search (search, rowid, headline, text) VALUES ('delete', old.item, old.headline, old.text);
END;

-- A new revision: the words and the facts of the old one go.
CREATE TRIGGER items_revised AFTER UPDATE OF revision ON items BEGIN
    INSERT INTO search (search, rowid, headline, text) VALUES ('delete', old.item, old.headline, old.text);
    INSERT INTO search (rowid, headline, text) VALUES (new.item, new.headline, new.text);
    DELETE FROM records WHERE item = old.item;
    DELETE FROM people WHERE item = old.item;
    DELETE FROM roles WHERE item = old.item;
    DELETE FROM organisations WHERE item = old.item;
    DELETE FROM places WHERE item = old.item;
    DELETE FROM countries WHERE item = old.item;
    DELETE FROM dates WHERE item = old.item;
    DELETE FROM quotes WHERE item = old.item;
    DELETE FROM events WHERE item = old.item;
    DELETE FROM participants WHERE item = old.item;
    DELETE FROM parties WHERE item = old.item;
    DELETE FROM subjects WHERE item = old.item;
    DELETE FROM keywords WHERE item = old.item;
    DELETE FROM works WHERE item = old.item;
    DELETE FROM flags WHERE item = old.item;
END;
