-- The first schema. From its first release on, files of this directory are only ever added: a change is a new step.
--
-- A column of a public table (one without a leading underscore) has its meaning behind it, and the README's
-- table is made from there. Times are text in UTC: 2023-12-05T06:02:00Z. Absent is NULL, never ''.

-- The sites that articles are from.
CREATE TABLE sources (
    name TEXT NOT NULL PRIMARY KEY,  -- the name of the source's file, or of the site where it has none
    url TEXT NOT NULL,               -- the site's address
    language TEXT,                   -- BCP 47 tag, as the source file says it
    timezone TEXT,                   -- IANA zone, as the source file says it
    country TEXT,                    -- ISO 3166 code of two letters
    added_at TEXT NOT NULL,          -- when the source was first met
    state TEXT,                      -- `ok`, `quiet`, `failing`, `changed` or `dead`; null until it is known
    state_reason TEXT,               -- why, in words
    state_since TEXT,                -- when the source came into this state
    read_at TEXT,                    -- when a feed, sitemap or section was last read, or found unchanged
    reservations TEXT,               -- JSON object: what robots.txt says of AI and text mining
    CONSTRAINT name_is_not_empty CHECK (name <> ''),
    CONSTRAINT url_is_not_empty CHECK (url <> ''),
    CONSTRAINT language_is_a_tag CHECK (language GLOB '[A-Za-z][A-Za-z]*' AND language NOT GLOB '*[^A-Za-z0-9-]*'),
    CONSTRAINT timezone_is_not_empty CHECK (timezone <> ''),
    CONSTRAINT country_is_a_code CHECK (country GLOB '[A-Z][A-Z]'),
    CONSTRAINT added_at_is_utc CHECK (added_at IS strftime('%Y-%m-%dT%H:%M:%SZ', added_at, '+0 days')),
    CONSTRAINT state_is_known CHECK (state IN ('ok', 'quiet', 'failing', 'changed', 'dead')),
    CONSTRAINT state_reason_is_not_empty CHECK (state_reason <> ''),
    CONSTRAINT state_since_is_utc CHECK (state_since IS strftime('%Y-%m-%dT%H:%M:%SZ', state_since, '+0 days')),
    CONSTRAINT read_at_is_utc CHECK (read_at IS strftime('%Y-%m-%dT%H:%M:%SZ', read_at, '+0 days')),
    CONSTRAINT reservations_is_an_object CHECK (
        reservations IS NULL OR (json_valid(reservations) AND json_type(reservations) = 'object')
    )
) STRICT;

-- One row an article.
CREATE TABLE articles (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- stable, never reused
    seq INTEGER UNIQUE,             -- goes up, in commit order, each time a public value of the row really
                                    -- changes; `WHERE seq > ? ORDER BY seq` is a complete change feed
    url TEXT NOT NULL UNIQUE,       -- canonical URL
    source TEXT NOT NULL REFERENCES sources (name),  -- the source that brought it first
    title TEXT NOT NULL,            -- the headline as printed; no site name, no section
    summary TEXT,                   -- standfirst or description
    authors TEXT NOT NULL,          -- JSON array of names in order; an agency or desk where only that is credited
    tags TEXT NOT NULL,             -- JSON array of strings
    section TEXT,                   -- the site's section
    image TEXT,                     -- address of the leading image
    language TEXT,                  -- BCP 47 tag
    published_at TEXT,              -- UTC, or `2023-12-05` where only the day is known; never a guess
    published_precision TEXT,       -- `second`, `minute` or `day`
    published_offset TEXT,          -- the offset from UTC that the site itself uses, `+03:30`
    published_from TEXT,            -- the evidence that won: `json-ld`, `meta`, `time`, `text`, `feed`, `sitemap`, `url`, `script`
    published_raw TEXT,             -- that evidence, as it stood
    modified_at TEXT,               -- UTC, as published_at
    external_id TEXT,               -- the publisher's own id of the article
    word_count INTEGER NOT NULL,    -- words of the text
    duplicate_of INTEGER REFERENCES articles (id) ON DELETE SET NULL,  -- the first article with near the same text
    is_paywalled INTEGER,           -- 1 only where the page says so
    first_seen_at TEXT NOT NULL,    -- when the page was first fetched
    last_seen_at TEXT NOT NULL,     -- when the page was last fetched; moves without seq
    removed_at TEXT,                -- when the page was found gone (404, 410); the row stays
    reservations TEXT,              -- JSON object: what the page and its headers say of indexing, archiving, AI and
                                    -- text mining
    -- The text is last, so that what asks for other columns need not read past it: SQLite keeps it in pages apart.
    text TEXT NOT NULL,             -- the article as a reader would read it aloud: standfirst, subheads,
                                    -- paragraphs, lists, quotes, parted by a blank line
    CONSTRAINT url_is_not_empty CHECK (url <> ''),
    CONSTRAINT title_is_not_empty CHECK (title <> ''),
    CONSTRAINT summary_is_not_empty CHECK (summary <> ''),
    CONSTRAINT text_is_not_empty CHECK (text <> ''),
    CONSTRAINT authors_is_an_array CHECK (json_valid(authors) AND json_type(authors) = 'array'),
    CONSTRAINT tags_is_an_array CHECK (json_valid(tags) AND json_type(tags) = 'array'),
    CONSTRAINT section_is_not_empty CHECK (section <> ''),
    CONSTRAINT image_is_not_empty CHECK (image <> ''),
    CONSTRAINT language_is_a_tag CHECK (language GLOB '[A-Za-z][A-Za-z]*' AND language NOT GLOB '*[^A-Za-z0-9-]*'),
    -- '+0 days' makes strftime turn the 30th of February into the 2nd of March, so that equality fails.
    CONSTRAINT published_at_is_utc CHECK (
        published_at IS strftime(CASE length(published_at) WHEN 10 THEN '%Y-%m-%d' ELSE '%Y-%m-%dT%H:%M:%SZ' END,
                                 published_at, '+0 days')
    ),
    CONSTRAINT published_precision_is_known CHECK (published_precision IN ('second', 'minute', 'day')),
    CONSTRAINT published_precision_agrees CHECK (
        (published_precision IS NULL) = (published_at IS NULL)
        AND (published_precision = 'day') IS (length(published_at) = 10)
    ),
    CONSTRAINT published_offset_is_an_offset CHECK (published_offset GLOB '[+-][0-9][0-9]:[0-9][0-9]'),
    CONSTRAINT published_from_is_not_empty CHECK (published_from <> ''),
    CONSTRAINT published_raw_is_not_empty CHECK (published_raw <> ''),
    CONSTRAINT modified_at_is_utc CHECK (
        modified_at IS strftime(CASE length(modified_at) WHEN 10 THEN '%Y-%m-%d' ELSE '%Y-%m-%dT%H:%M:%SZ' END,
                                modified_at, '+0 days')
    ),
    CONSTRAINT external_id_is_not_empty CHECK (external_id <> ''),
    CONSTRAINT word_count_is_a_count CHECK (word_count >= 0),
    CONSTRAINT duplicate_of_is_another CHECK (duplicate_of <> id),
    CONSTRAINT is_paywalled_is_yes_or_no CHECK (is_paywalled IN (0, 1)),
    CONSTRAINT first_seen_at_is_utc CHECK (first_seen_at IS strftime('%Y-%m-%dT%H:%M:%SZ', first_seen_at, '+0 days')),
    CONSTRAINT last_seen_at_is_utc CHECK (last_seen_at IS strftime('%Y-%m-%dT%H:%M:%SZ', last_seen_at, '+0 days')),
    CONSTRAINT removed_at_is_utc CHECK (removed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', removed_at, '+0 days')),
    CONSTRAINT reservations_is_an_object CHECK (
        reservations IS NULL OR (json_valid(reservations) AND json_type(reservations) = 'object')
    )
) STRICT;

-- What a list is chosen by is in it, so that one of a rare language needs no look at the rows it passes over.
CREATE INDEX articles_published_at ON articles (
    published_at, first_seen_at, source, language, duplicate_of, removed_at
);
CREATE INDEX articles_source ON articles (source, published_at, first_seen_at);
-- All that the figures of the sources are made of.
CREATE INDEX articles_first_seen_at ON articles (first_seen_at, source, published_at, (authors <> '[]'));
CREATE INDEX articles_duplicate_of ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- Every address by which an article was asked for, redirected to or named canonical.
CREATE TABLE article_urls (
    url TEXT NOT NULL PRIMARY KEY,  -- an address by which the article was asked for, redirected to or named canonical
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,  -- the article it leads to
    CONSTRAINT url_is_not_empty CHECK (url <> '')
) STRICT, WITHOUT ROWID;

CREATE INDEX article_urls_article_id ON article_urls (article_id);

-- What an article was before each change.
CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,  -- the article that changed
    revision INTEGER NOT NULL,      -- 1 is the article as it was first stored
    seen_at TEXT NOT NULL,          -- when the change was seen: until then the values of this row stood
    reason TEXT NOT NULL,           -- `page`: the page changed; `removed`: it went; `cleaner …`: it was read anew;
                                    -- `source NAME`: it was that source's; `original deleted`: it was a copy
    changed TEXT NOT NULL,          -- JSON array: the columns that changed
    seq INTEGER NOT NULL,           -- the seq that the article had
    url TEXT NOT NULL,              -- as in articles, before the change; so are all that follow
    title TEXT NOT NULL,            -- before the change
    summary TEXT,                   -- before the change
    authors TEXT NOT NULL,          -- before the change
    tags TEXT NOT NULL,             -- before the change
    section TEXT,                   -- before the change
    image TEXT,                     -- before the change
    language TEXT,                  -- before the change
    published_at TEXT,              -- before the change
    published_precision TEXT,       -- before the change
    published_offset TEXT,          -- before the change
    published_from TEXT,            -- before the change
    published_raw TEXT,             -- before the change
    modified_at TEXT,               -- before the change
    external_id TEXT,               -- before the change
    word_count INTEGER NOT NULL,    -- before the change
    duplicate_of INTEGER,           -- before the change
    is_paywalled INTEGER,           -- before the change
    removed_at TEXT,                -- before the change
    reservations TEXT,              -- before the change
    text TEXT,                      -- before the change; null where the text did not change
    PRIMARY KEY (article_id, revision),
    CONSTRAINT seen_at_is_utc CHECK (seen_at IS strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, '+0 days')),
    CONSTRAINT changed_is_an_array CHECK (json_valid(changed) AND json_type(changed) = 'array')
) STRICT;

CREATE INDEX revisions_seen_at ON revisions (seen_at);

-- What each run fetched, and what became of it: pages = new + changed + same + drops + errors.
CREATE TABLE runs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- later runs have greater ones
    name TEXT NOT NULL,             -- what ran: the spider
    arguments TEXT NOT NULL,        -- JSON object: what it was asked for
    started_at TEXT NOT NULL,       -- when it began
    updated_at TEXT NOT NULL,       -- when these figures were last written
    finished_at TEXT,               -- when it ended; null while it runs, and for ever where it was killed
    outcome TEXT,                   -- why it ended, in Scrapy's words: `finished`, `shutdown` …
    requests INTEGER NOT NULL DEFAULT 0,   -- requests sent, robots.txt and retries among them
    pages INTEGER NOT NULL DEFAULT 0,      -- pages fetched: articles, drops and errors add up to it
    new INTEGER NOT NULL DEFAULT 0,        -- articles stored for the first time
    changed INTEGER NOT NULL DEFAULT 0,    -- articles of which a public value changed
    same INTEGER NOT NULL DEFAULT 0,       -- articles seen again unchanged
    drops TEXT NOT NULL DEFAULT '{}',      -- JSON object: reason → pages that are no article
    errors TEXT NOT NULL DEFAULT '{}',     -- JSON object: kind → pages that failed
    CONSTRAINT name_is_not_empty CHECK (name <> ''),
    CONSTRAINT arguments_is_an_object CHECK (json_valid(arguments) AND json_type(arguments) = 'object'),
    CONSTRAINT started_at_is_utc CHECK (started_at IS strftime('%Y-%m-%dT%H:%M:%SZ', started_at, '+0 days')),
    CONSTRAINT updated_at_is_utc CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at, '+0 days')),
    CONSTRAINT finished_at_is_utc CHECK (finished_at IS strftime('%Y-%m-%dT%H:%M:%SZ', finished_at, '+0 days')),
    CONSTRAINT outcome_is_not_empty CHECK (outcome <> ''),
    CONSTRAINT drops_is_an_object CHECK (json_valid(drops) AND json_type(drops) = 'object'),
    CONSTRAINT errors_is_an_object CHECK (json_valid(errors) AND json_type(errors) = 'object')
) STRICT;

-- External content: the words are kept once, in articles. Of 50,000 articles (197 MB) the index takes 133 MB, and a
-- ranked search of a common word 7.6 ms; without content it takes 133 MB and 4.3 ms, a change as long (1.7 ms), but
-- then nobody could show a line of what was found, rebuild the index from the table or check it against it.
-- With marks (Mn, Mc) as part of words, or every word of Hindi, Tamil or Bengali would fall to pieces.
--
-- Full-text search (FTS5) with accents folded; join it by `articles_fts.rowid = articles.id`.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title,    -- as in articles; search with `WHERE articles_fts MATCH ?`
    summary,  -- as in articles
    text,     -- as in articles
    content="articles", content_rowid="id", tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);

CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, summary, text) VALUES (new.id, new.title, new.summary, new.text);
END;

CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, summary, text)
    VALUES ('delete', old.id, old.title, old.summary, old.text);
END;

CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, summary, text ON articles
WHEN old.title IS NOT new.title OR old.summary IS NOT new.summary OR old.text IS NOT new.text BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, summary, text)
    VALUES ('delete', old.id, old.title, old.summary, old.text);
    INSERT INTO articles_fts (rowid, title, summary, text) VALUES (new.id, new.title, new.summary, new.text);
END;

-- What follows is ours alone and may change in any version.

-- The last seq given. A counter and not a sequence: it is raised as a transaction's last step, so that the
-- order of numbers is the order of commits, on PostgreSQL too.
CREATE TABLE _seq (
    value INTEGER NOT NULL
) STRICT;

INSERT INTO _seq (value) VALUES (0);

-- A word in the headline weighs more.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)');

-- Pairs of letters of articles in scripts without spaces; written with each article, since only Python makes them.
CREATE VIRTUAL TABLE _letters USING fts5 (
    title, summary, text,
    content="", tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
);

INSERT INTO _letters (_letters, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)');

-- How words were written with letters that a search takes for others, ё for е: SQLite's tokeniser does not.
CREATE TABLE _forms (
    word TEXT NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (word, form)
) STRICT, WITHOUT ROWID;

-- Sixteen keys an article: two texts that share one may be near-duplicates.
CREATE TABLE _shingles (
    key INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (key, id)
) STRICT, WITHOUT ROWID;

-- Every URL that was ever found. due: may be leased now. later: may be leased at due_at. leased: in hand until
-- due_at. done, dropped, failed: no more to do. So due_at is set for later and leased, and for no other state.
CREATE TABLE _frontier (
    id INTEGER NOT NULL PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    host TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section', 'home', 'article')),
    rank INTEGER NOT NULL,           -- 0 for what lists articles, 1 for an article: listings go first
    published TEXT NOT NULL,         -- what the link says, UTC, for newest first; '' where it says nothing
    hints TEXT,                      -- JSON object
    parent TEXT,
    state TEXT NOT NULL CHECK (state IN ('due', 'later', 'leased', 'done', 'dropped', 'failed')),
    due_at TEXT CHECK ((due_at IS NULL) = (state NOT IN ('later', 'leased'))),
    token TEXT CHECK ((token IS NULL) = (state <> 'leased')),
    holder TEXT,                     -- the process that last leased it
    attempts INTEGER NOT NULL DEFAULT 0,  -- leases since it was last done or given up
    detail TEXT,                     -- what the last acknowledgement said
    added_at TEXT NOT NULL,
    acknowledged_at TEXT
) STRICT;

-- state is in it so that counting needs no look at the rows.
CREATE INDEX _frontier_due ON _frontier (source, host, rank, published DESC, id, state) WHERE state = 'due';
CREATE INDEX _frontier_due_at ON _frontier (due_at, source) WHERE due_at IS NOT NULL;
CREATE INDEX _frontier_leased ON _frontier (source) WHERE state = 'leased';
CREATE INDEX _frontier_listings ON _frontier (source) WHERE rank = 0;

-- Where to look for what is due, so that nobody looks through all.
CREATE TABLE _queues (
    source TEXT NOT NULL,
    host TEXT NOT NULL,
    rank INTEGER NOT NULL,
    ready INTEGER NOT NULL,          -- 1 where something may be due, never 0 where something is
    turn INTEGER NOT NULL,           -- the lowest go first; raised for all of a host when it has had its turn
    PRIMARY KEY (source, host, rank)
) STRICT, WITHOUT ROWID;

CREATE INDEX _queues_next ON _queues (ready, turn, host, rank, source);
CREATE INDEX _queues_host ON _queues (host);

CREATE TABLE _hosts (
    host TEXT NOT NULL PRIMARY KEY,
    not_before TEXT                  -- the host asked to be left alone until then
) STRICT, WITHOUT ROWID;

-- What a server said of a page it sent, to ask it next time whether that has changed.
CREATE TABLE _fetches (
    url TEXT NOT NULL PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    body_hash BLOB,
    fetched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a site's own pages taught of its clock: in one week, so many of them showed a field so far from UTC.
CREATE TABLE _lessons (
    site TEXT NOT NULL,
    field TEXT NOT NULL,
    week TEXT NOT NULL,              -- its Monday
    offset INTEGER NOT NULL,         -- minutes, east positive
    pages INTEGER NOT NULL,
    PRIMARY KEY (site, field, week, offset)
) STRICT, WITHOUT ROWID;

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
