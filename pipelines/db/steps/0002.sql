-- All that changes between version 1 and the next release. Until that is out, add to this file, then run
-- `python -m tests.db.dumped`; later steps get files of their own.

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
