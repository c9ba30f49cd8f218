-- The pages as they came, in a file of their own beside the articles: it may be deleted at any time.

CREATE TABLE pages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- the older pages have the lower ones
    url TEXT NOT NULL,              -- the address that answered
    source TEXT NOT NULL,           -- the source's name
    fetched_at TEXT NOT NULL,       -- when these bytes last came
    site TEXT NOT NULL,             -- JSON object: what was known of the site
    asked TEXT NOT NULL,            -- JSON array: every address on the way, the first asked first
    content_type TEXT,              -- the header as sent
    headers TEXT NOT NULL,          -- JSON object: other headers that are evidence
    hints TEXT NOT NULL,            -- JSON object: what the link said of the page
    reservations TEXT,              -- JSON object: what the page and its headers say of indexing and mining
    size INTEGER NOT NULL,          -- bytes of the body
    body_hash BLOB NOT NULL,        -- SHA-256 of the body
    body BLOB NOT NULL,             -- the body, compressed with zstd
    CONSTRAINT fetched_at_is_utc CHECK (fetched_at IS strftime('%Y-%m-%dT%H:%M:%SZ', fetched_at, '+0 days'))
) STRICT;

CREATE INDEX pages_url ON pages (url, body_hash);
CREATE INDEX pages_source ON pages (source, fetched_at);
CREATE INDEX pages_fetched_at ON pages (fetched_at);
