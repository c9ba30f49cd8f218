-- What a crawl knows from one run to the next: when to look again, what a host allows, how a source fares.

ALTER TABLE sources ADD COLUMN state TEXT  -- `ok`, `quiet`, `failing`, `changed` or `dead`; null until it is known
    CHECK (state IN ('ok', 'quiet', 'failing', 'changed', 'dead'));

ALTER TABLE sources ADD COLUMN state_reason TEXT  -- why, in words
    CHECK (state_reason <> '');

ALTER TABLE sources ADD COLUMN state_since TEXT  -- when the source came into this state
    CHECK (state_since IS strftime('%Y-%m-%dT%H:%M:%SZ', state_since, '+0 days'));

ALTER TABLE sources ADD COLUMN read_at TEXT  -- when a feed, sitemap or section was last read, or found unchanged
    CHECK (read_at IS strftime('%Y-%m-%dT%H:%M:%SZ', read_at, '+0 days'));

ALTER TABLE sources ADD COLUMN reservations TEXT  -- JSON object: what robots.txt says of AI and text mining
    CHECK (reservations IS NULL OR json_valid(reservations));

ALTER TABLE articles ADD COLUMN reservations TEXT  -- JSON object: what the page and its headers say of indexing,
                                    -- archiving, AI and text mining
    CHECK (reservations IS NULL OR json_valid(reservations));

ALTER TABLE revisions ADD COLUMN reservations TEXT  -- before the change
    CHECK (reservations IS NULL OR json_valid(reservations));

-- What is to be remembered of a URL between two fetches, beside its place in the frontier.
CREATE TABLE _visits (
    url TEXT NOT NULL PRIMARY KEY,
    interval INTEGER,                -- seconds between two looks at a listing, as learned
    pace TEXT,                       -- what kind of listing it is, as to how often it is looked at
    polls INTEGER NOT NULL DEFAULT 0,      -- times that a listing was read
    unchanged INTEGER NOT NULL DEFAULT 0,  -- times in a row that it was as before
    is_distrusted INTEGER NOT NULL DEFAULT 0,  -- 1: its server calls unchanged what has changed
    reader TEXT,                     -- how it was read: read again where that has changed
    failures INTEGER NOT NULL DEFAULT 0,   -- in a row, over runs
    failing_since TEXT,
    is_quarantined INTEGER NOT NULL DEFAULT 0,
    gone_at TEXT                     -- when it first answered 404 or 410
) STRICT, WITHOUT ROWID;

-- robots.txt as it came; kept for a day, longer where the server fails.
CREATE TABLE _robots (
    origin TEXT NOT NULL PRIMARY KEY,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    fetched_at TEXT NOT NULL,
    failing_since TEXT
) STRICT, WITHOUT ROWID;

-- What became of a source's latest pages, to see when that changes. Only the last few hundred are kept.
CREATE TABLE _samples (
    id INTEGER NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,           -- article, or the name of a drop or an error
    is_dated INTEGER,
    is_authored INTEGER,
    words INTEGER,
    method TEXT,
    is_old INTEGER                   -- 1: published long before it was fetched; null where nobody knows
) STRICT;

CREATE INDEX _samples_source ON _samples (source, id);
