-- Links of listings that are not followed, each with the rule that says so; the latest few thousand of a source.
CREATE TABLE _passed (
    source TEXT NOT NULL,
    url TEXT NOT NULL,               -- where it is no address, what stands in its place
    reason TEXT NOT NULL,
    parent TEXT NOT NULL,            -- the listing that has the link
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
