PRAGMA application_id = 1114793075;
PRAGMA user_version = 2;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
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
    text TEXT NOT NULL, text_from TEXT /* `feed` where the text is the feed's, because the page gives none; else null */,             -- the article as a reader would read it aloud: standfirst, subheads,
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
CREATE INDEX articles_published_at ON articles (
    published_at, first_seen_at, source, language, duplicate_of, removed_at
);
CREATE INDEX articles_source ON articles (source, published_at, first_seen_at);
CREATE INDEX articles_first_seen_at ON articles (first_seen_at, source, published_at, (authors <> '[]'));
CREATE INDEX articles_duplicate_of ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE article_urls (
    url TEXT NOT NULL PRIMARY KEY,  -- an address by which the article was asked for, redirected to or named canonical
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,  -- the article it leads to
    CONSTRAINT url_is_not_empty CHECK (url <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX article_urls_article_id ON article_urls (article_id);
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
    text TEXT, text_from TEXT /* as in articles */,                      -- before the change; null where the text did not change
    PRIMARY KEY (article_id, revision),
    CONSTRAINT seen_at_is_utc CHECK (seen_at IS strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, '+0 days')),
    CONSTRAINT changed_is_an_array CHECK (json_valid(changed) AND json_type(changed) = 'array')
) STRICT;
CREATE INDEX revisions_seen_at ON revisions (seen_at);
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
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title,    -- as in articles; search with `WHERE articles_fts MATCH ?`
    summary,  -- as in articles
    text,     -- as in articles
    content="articles", content_rowid="id", tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE TABLE _seq (
    value INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE _letters USING fts5 (
    title, summary, text,
    content="", tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
);
CREATE TABLE _forms (
    word TEXT NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (word, form)
) STRICT, WITHOUT ROWID;
CREATE TABLE _shingles (
    key INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (key, id)
) STRICT, WITHOUT ROWID;
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
CREATE INDEX _frontier_due ON _frontier (source, host, rank, published DESC, id, state) WHERE state = 'due';
CREATE INDEX _frontier_due_at ON _frontier (due_at, source) WHERE due_at IS NOT NULL;
CREATE INDEX _frontier_leased ON _frontier (source) WHERE state = 'leased';
CREATE INDEX _frontier_listings ON _frontier (source) WHERE rank = 0;
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
CREATE TABLE _fetches (
    url TEXT NOT NULL PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    body_hash BLOB,
    fetched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE _lessons (
    site TEXT NOT NULL,
    field TEXT NOT NULL,
    week TEXT NOT NULL,              -- its Monday
    offset INTEGER NOT NULL,         -- minutes, east positive
    pages INTEGER NOT NULL,
    PRIMARY KEY (site, field, week, offset)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE _robots (
    origin TEXT NOT NULL PRIMARY KEY,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    fetched_at TEXT NOT NULL,
    failing_since TEXT
) STRICT, WITHOUT ROWID;
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
CREATE TABLE _passed (
    source TEXT NOT NULL,
    url TEXT NOT NULL,               -- where it is no address, what stands in its place
    reason TEXT NOT NULL,
    parent TEXT NOT NULL,            -- the listing that has the link
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE _site_pages (
    id INTEGER PRIMARY KEY,          -- goes up with each article that teaches, so the lowest is the oldest
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    summary BLOB NOT NULL,           -- layout, places and hashes of texts, compressed
    UNIQUE (site, url)
) STRICT;
CREATE INDEX _site_pages_oldest ON _site_pages (site, id);
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
CREATE TABLE _scripted (
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'section', 'home')),
    pages INTEGER NOT NULL,
    helped INTEGER NOT NULL,         -- pages that had text or links only there
    seen_at TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE _searches (
    name TEXT NOT NULL PRIMARY KEY,
    words TEXT NOT NULL,
    source TEXT,                     -- only articles of this source
    saved_at TEXT NOT NULL
) STRICT;
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
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'broadsheet', '0001', '2026-11-30 00:55:04.637819+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (2, 'broadsheet', '0002', '2026-11-30 00:55:04.639682+00:00');
INSERT INTO sources (name, url, language, timezone, country, added_at, state, state_reason, state_since, read_at, reservations) VALUES ('herald', 'https://herald.example/', NULL, NULL, NULL, '2026-05-04T12:00:00Z', 'ok', NULL, '2026-05-04T12:00:00Z', NULL, '{"disallowed": ["GPTBot"]}');
INSERT INTO sources (name, url, language, timezone, country, added_at, state, state_reason, state_since, read_at, reservations) VALUES ('times', 'https://times.example/', NULL, NULL, NULL, '2026-05-04T12:00:00Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO articles (id, seq, url, source, title, summary, authors, tags, section, image, language, published_at, published_precision, published_offset, published_from, published_raw, modified_at, external_id, word_count, duplicate_of, is_paywalled, first_seen_at, last_seen_at, removed_at, reservations, text, text_from) VALUES (1, 2, 'https://herald.example/bridge', 'herald', 'Łódź: bridge to shut', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 69, NULL, NULL, '2026-05-04T12:00:00Z', '2026-05-04T13:00:00Z', NULL, NULL, 'The harbour council voted on Monday to close the old lift bridge for two winters.

Fishing crews had asked for a shorter closure, and several spoke at length before the vote was taken.

Engineers told the meeting that rust in the northern counterweight was worse than last year''s survey showed.

A ferry will carry cars and bicycles across the channel from October, at the fare of the night boat.', NULL);
INSERT INTO articles (id, seq, url, source, title, summary, authors, tags, section, image, language, published_at, published_precision, published_offset, published_from, published_raw, modified_at, external_id, word_count, duplicate_of, is_paywalled, first_seen_at, last_seen_at, removed_at, reservations, text, text_from) VALUES (2, 3, 'https://times.example/copy', 'times', 'Bridge to close for two winters', NULL, '[]', '[]', NULL, NULL, NULL, '2026-05-03', 'day', NULL, 'text', NULL, NULL, NULL, 69, 1, NULL, '2026-05-04T12:00:00Z', '2026-05-04T12:00:00Z', NULL, NULL, 'The harbour council voted on Monday to close the old lift bridge for two winters.

Fishing crews had asked for a shorter closure, and several spoke at length before the vote was taken.

Engineers told the meeting that rust in the northern counterweight was worse than last year''s survey showed.

A ferry will carry cars and bicycles across the channel from October, at the fare of the night boat.', NULL);
INSERT INTO articles (id, seq, url, source, title, summary, authors, tags, section, image, language, published_at, published_precision, published_offset, published_from, published_raw, modified_at, external_id, word_count, duplicate_of, is_paywalled, first_seen_at, last_seen_at, removed_at, reservations, text, text_from) VALUES (3, 5, 'https://times.example/zh', 'herald', '旧桥关闭', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, '2026-05-04T12:00:00Z', '2026-05-04T12:00:00Z', '2026-05-04T14:00:00Z', NULL, '港口委员会决定关闭旧桥。', NULL);
INSERT INTO article_urls (url, article_id) VALUES ('https://herald.example/bridge', 1);
INSERT INTO article_urls (url, article_id) VALUES ('https://herald.example/bridge?from=feed', 1);
INSERT INTO article_urls (url, article_id) VALUES ('https://times.example/copy', 2);
INSERT INTO article_urls (url, article_id) VALUES ('https://times.example/zh', 3);
INSERT INTO revisions (article_id, revision, seen_at, reason, changed, seq, url, title, summary, authors, tags, section, image, language, published_at, published_precision, published_offset, published_from, published_raw, modified_at, external_id, word_count, duplicate_of, is_paywalled, removed_at, reservations, text, text_from) VALUES (1, 1, '2026-05-04T13:00:00Z', 'page', '["title", "authors", "tags"]', 1, 'https://herald.example/bridge', 'Bridge to close for two winters', NULL, '["Ada Åkesson"]', '["bridges"]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 69, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO revisions (article_id, revision, seen_at, reason, changed, seq, url, title, summary, authors, tags, section, image, language, published_at, published_precision, published_offset, published_from, published_raw, modified_at, external_id, word_count, duplicate_of, is_paywalled, removed_at, reservations, text, text_from) VALUES (3, 1, '2026-05-04T14:00:00Z', 'removed', '["removed_at"]', 4, 'https://times.example/zh', '旧桥关闭', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO runs (id, name, arguments, started_at, updated_at, finished_at, outcome, requests, pages, new, changed, same, drops, errors) VALUES (1, 'news', '{"sources": "herald"}', '2026-05-04T12:00:00Z', '2026-05-04T13:00:00Z', '2026-05-04T13:00:00Z', 'finished', 9, 4, 3, 1, 0, '{}', '{}');
INSERT INTO _seq (value) VALUES (5);
INSERT INTO _forms (word, form) VALUES ('lodz', 'łódź');
INSERT INTO _shingles (key, id) VALUES (-8881953770907963748, 1);
INSERT INTO _shingles (key, id) VALUES (-8881953770907963748, 2);
INSERT INTO _shingles (key, id) VALUES (-7242812571517634964, 1);
INSERT INTO _shingles (key, id) VALUES (-7242812571517634964, 2);
INSERT INTO _shingles (key, id) VALUES (-6694870544705179562, 1);
INSERT INTO _shingles (key, id) VALUES (-6694870544705179562, 2);
INSERT INTO _shingles (key, id) VALUES (-6308347666330309126, 1);
INSERT INTO _shingles (key, id) VALUES (-6308347666330309126, 2);
INSERT INTO _shingles (key, id) VALUES (-6185558085660981162, 1);
INSERT INTO _shingles (key, id) VALUES (-6185558085660981162, 2);
INSERT INTO _shingles (key, id) VALUES (-4123855709650205179, 1);
INSERT INTO _shingles (key, id) VALUES (-4123855709650205179, 2);
INSERT INTO _shingles (key, id) VALUES (-2414382579782177805, 1);
INSERT INTO _shingles (key, id) VALUES (-2414382579782177805, 2);
INSERT INTO _shingles (key, id) VALUES (-1343103755049087871, 1);
INSERT INTO _shingles (key, id) VALUES (-1343103755049087871, 2);
INSERT INTO _shingles (key, id) VALUES (-1312633932106293743, 1);
INSERT INTO _shingles (key, id) VALUES (-1312633932106293743, 2);
INSERT INTO _shingles (key, id) VALUES (-162523361693429554, 1);
INSERT INTO _shingles (key, id) VALUES (-162523361693429554, 2);
INSERT INTO _shingles (key, id) VALUES (2156521771677650823, 1);
INSERT INTO _shingles (key, id) VALUES (2156521771677650823, 2);
INSERT INTO _shingles (key, id) VALUES (3144589860592386688, 1);
INSERT INTO _shingles (key, id) VALUES (3144589860592386688, 2);
INSERT INTO _shingles (key, id) VALUES (4113300045120625334, 1);
INSERT INTO _shingles (key, id) VALUES (4113300045120625334, 2);
INSERT INTO _shingles (key, id) VALUES (6253401825289918662, 1);
INSERT INTO _shingles (key, id) VALUES (6253401825289918662, 2);
INSERT INTO _shingles (key, id) VALUES (6821658727957557801, 1);
INSERT INTO _shingles (key, id) VALUES (6821658727957557801, 2);
INSERT INTO _shingles (key, id) VALUES (8566980108233211184, 1);
INSERT INTO _shingles (key, id) VALUES (8566980108233211184, 2);
INSERT INTO _frontier (id, url, source, host, kind, rank, published, hints, parent, state, due_at, token, holder, attempts, detail, added_at, acknowledged_at) VALUES (1, 'https://herald.example/a', 'herald', 'herald.example', 'article', 1, '', NULL, NULL, 'due', NULL, NULL, NULL, 0, NULL, '2026-05-04T12:00:00Z', NULL);
INSERT INTO _frontier (id, url, source, host, kind, rank, published, hints, parent, state, due_at, token, holder, attempts, detail, added_at, acknowledged_at) VALUES (2, 'https://herald.example/b', 'herald', 'herald.example', 'article', 1, '', NULL, NULL, 'due', NULL, NULL, NULL, 0, NULL, '2026-05-04T12:00:00Z', NULL);
INSERT INTO _frontier (id, url, source, host, kind, rank, published, hints, parent, state, due_at, token, holder, attempts, detail, added_at, acknowledged_at) VALUES (3, 'https://herald.example/feed', 'herald', 'herald.example', 'feed', 0, '', NULL, NULL, 'leased', '2026-05-04T12:01:00Z', '3.token', 'here.1.1', 1, NULL, '2026-05-04T12:00:00Z', NULL);
INSERT INTO _queues (source, host, rank, ready, turn) VALUES ('herald', 'herald.example', 0, 1, 1);
INSERT INTO _queues (source, host, rank, ready, turn) VALUES ('herald', 'herald.example', 1, 1, 1);
INSERT INTO _hosts (host, not_before) VALUES ('herald.example', '2026-05-04T13:00:00Z');
INSERT INTO _fetches (url, etag, last_modified, body_hash, fetched_at) VALUES ('https://herald.example/bridge', '"1"', NULL, X'68617368', '2026-05-04T12:00:00Z');
INSERT INTO _lessons (site, field, week, offset, pages) VALUES ('herald', 'clock', '2026-05-04', 120, 4);
INSERT INTO _visits (url, interval, pace, polls, unchanged, is_distrusted, reader, failures, failing_since, is_quarantined, gone_at) VALUES ('https://herald.example/feed', 3600, NULL, 3, 0, 0, NULL, 0, NULL, 0, NULL);
INSERT INTO _robots (origin, status, body, fetched_at, failing_since) VALUES ('https://herald.example', 200, X'557365722D6167656E743A202A', '2026-05-04T12:00:00Z', NULL);
INSERT INTO _samples (id, source, at, outcome, is_dated, is_authored, words, method, is_old) VALUES (1, 'herald', '2026-05-04T12:00:00Z', 'article', 0, 0, 69, NULL, NULL);
INSERT INTO _passed (source, url, reason, parent, seen_at) VALUES ('herald', 'N/A', 'NoAddress', 'https://herald.example/feed', '2026-11-30T00:55:05Z');
INSERT INTO _site_pages (id, site, url, summary) VALUES (1, 'herald', 'https://herald.example/bridge', X'73756D6D617279');
INSERT INTO _candidates (id, source, url, page, form, place, reading, text, parent, pages, asked) VALUES (1, 'herald', 'https://herald.example/bridge', 'https://herald.example/bridge', '/{y}/{slug}', 'main>h2>a', 'long', '', NULL, 1, 0);
INSERT INTO _link_records (source, kind, name, tries, worth, articles, lists, neither) VALUES ('herald', 'form', '/{y}/{slug}', 1.0, 1.0, 1, 0, 0);
INSERT INTO _scripted (source, kind, pages, helped, seen_at) VALUES ('herald', 'article', 1, 1, '2026-05-04T12:00:00Z');
INSERT INTO _searches (name, words, source, saved_at) VALUES ('port', 'harbour OR ferry', NULL, '2026-05-04T12:00:00Z');
INSERT INTO _deliveries (receiver, feed, seq, until, holder, held_until, failures, next_at, problem) VALUES ('NEW_ARTICLES_WEBHOOK', '0a0b0c0d', 5, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO _letters (rowid, title, summary, text) VALUES (3, '旧桥 桥关 关闭', '', '港口 口委 委员 员会 会决 决定 定关 关闭 闭旧 旧桥 。');
INSERT INTO sqlite_sequence (name, seq) VALUES ('articles', 3);
INSERT INTO sqlite_sequence (name, seq) VALUES ('runs', 1);
INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)');
INSERT INTO _letters (_letters, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)');
