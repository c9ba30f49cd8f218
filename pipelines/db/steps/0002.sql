-- All that changes between version 1 and the next release. Until that is out, add to this file, then run
-- `python -m tests.db.dumped`; later steps get files of their own.

ALTER TABLE articles ADD COLUMN text_from TEXT /* `feed` where the text is the feed's, because the page gives none; else null */;
ALTER TABLE revisions ADD COLUMN text_from TEXT /* as in articles */;

-- Links of listings that are not followed, each with the rule that says so; the latest few thousand of a source.
CREATE TABLE _passed (
    source TEXT NOT NULL,
    url TEXT NOT NULL,               -- where it is no address, what stands in its place
    reason TEXT NOT NULL,
    parent TEXT NOT NULL,            -- the listing that has the link
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

-- What each article showed of its site's template, the latest of each site; see pipelines/sites.
CREATE TABLE _site_pages (
    id INTEGER PRIMARY KEY,          -- goes up with each article that teaches, so the lowest is the oldest
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    summary BLOB NOT NULL,           -- layout, places and hashes of texts, compressed
    UNIQUE (site, url)
) STRICT;

CREATE INDEX _site_pages_oldest ON _site_pages (site, id);

-- Links of a site that a crawl which follows the site itself has found: for `scrapy crawl news -a whole=1`.
CREATE TABLE _candidates (
    id INTEGER NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    page TEXT NOT NULL,              -- the same for http and https, /a and /a/, /b/ and /b/index.html
    form TEXT NOT NULL,              -- of the address: /{y}/{n}/{slug}/
    place TEXT NOT NULL,             -- of the link, on the page where it was first found
    reading TEXT NOT NULL,           -- how the link reads
    text TEXT NOT NULL,
    parent TEXT,                     -- the page where it was first found
    pages INTEGER NOT NULL DEFAULT 1,  -- pages that link to it, counted until it is asked for
    asked INTEGER NOT NULL DEFAULT 0,  -- 1 once it was handed to the frontier, 2 where a feed or sitemap named it first
    UNIQUE (source, page)
) STRICT;

CREATE INDEX _candidates_waiting ON _candidates (source, form, place, reading, id) WHERE asked = 0;

-- What came of the links that were followed, by form of address, by place, and by both.
CREATE TABLE _link_records (
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('form', 'shape', 'place', 'group', 'site')),
    name TEXT NOT NULL,
    tries REAL NOT NULL,             -- the latest pages, those before them count ever less
    worth REAL NOT NULL,             -- articles among them, and half of those that they led to
    articles INTEGER NOT NULL,
    lists INTEGER NOT NULL,
    neither INTEGER NOT NULL,
    PRIMARY KEY (source, kind, name)
) STRICT, WITHOUT ROWID;

-- What came of pages that were read in a browser: for `javascript = true` and JAVASCRIPT=auto.
CREATE TABLE _scripted (
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'section', 'home')),
    pages INTEGER NOT NULL,
    helped INTEGER NOT NULL,         -- pages that had text or links only there
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) STRICT, WITHOUT ROWID;

-- Searches that a person has given a name: `scrapy search --save NAME`.
CREATE TABLE _searches (
    name TEXT NOT NULL PRIMARY KEY,
    words TEXT NOT NULL,
    source TEXT,                     -- only articles of this source
    saved_at TEXT NOT NULL
) STRICT;

-- How far each receiver of new articles has come: the settings NEW_ARTICLES_COMMAND and NEW_ARTICLES_WEBHOOK.
CREATE TABLE _deliveries (
    receiver TEXT NOT NULL PRIMARY KEY,  -- the setting
    feed TEXT NOT NULL,              -- a part of each batch's key, so that two databases share none
    seq INTEGER NOT NULL,            -- the first seq of the last article that it has
    until INTEGER,                   -- the last one of the batch that was sent last, if nobody knows whether it came
    holder TEXT,                     -- the process that sends it
    held_until TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,                    -- after a failure, when it is tried again
    problem TEXT                     -- what went wrong
) STRICT;
