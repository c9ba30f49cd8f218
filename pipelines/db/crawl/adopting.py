"""Moves everything that is stored about a site under an older name to its source."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.db import articles
from pipelines.db.crawl import fetches
from pipelines.db.crawl.queues import mark_ready
from pipelines.db.crawl.url_memory import forget as forget_visits
from pipelines.db.database import Database, retried

AT_ONCE = 200
"""Articles that are moved in one transaction; of the frontier, a hundred times as many rows are read."""

# Listings come from the source's own file, so the old ones are deleted, except those that proved to be
# articles.
_FORGET_LISTINGS = """
    DELETE FROM _frontier
    WHERE source = :old AND rank = 0
        AND NOT EXISTS (SELECT 1 FROM article_urls AS u WHERE u.url = _frontier.url)
    RETURNING url
"""

_UNTIL = "SELECT max(id) FROM (SELECT id FROM _frontier WHERE id > :after ORDER BY id LIMIT :most) AS part"

_MOVE = """
    UPDATE _frontier
    SET source = :new
    WHERE id > :after AND id <= :until AND source = :old
    RETURNING source, host, rank, state
"""


def _move_statements(table: str, owner: str, *key: str) -> tuple[str, str]:
    """Return statements that move a table's rows to the new source and replace its rows with the same key."""
    same_key = " AND ".join(f"o.{name} = {table}.{name}" for name in key)
    has_old_row = f"EXISTS (SELECT 1 FROM {table} AS o WHERE o.{owner} = :old AND {same_key})"  # noqa: S608 - our own names
    return (
        f"DELETE FROM {table} WHERE {owner} = :new AND {has_old_row}",  # noqa: S608
        f"UPDATE {table} SET {owner} = :new WHERE {owner} = :old",  # noqa: S608
    )


_THE_REST = (
    """
    INSERT INTO _lessons (site, field, week, "offset", pages)
    SELECT :new, field, week, "offset", pages FROM _lessons WHERE site = :old
    ON CONFLICT (site, field, week, "offset") DO UPDATE SET pages = _lessons.pages + excluded.pages
    """,
    "DELETE FROM _lessons WHERE site = :old",
    "DELETE FROM _passed WHERE source = :old",
    *_move_statements("_scripted", "source", "kind"),
    *_move_statements("_candidates", "source", "page"),
    *_move_statements("_link_records", "source", "kind", "name"),
    *_move_statements("_site_pages", "site", "url"),
    "UPDATE _samples SET source = :new WHERE source = :old",
    "DELETE FROM _queues WHERE source = :old",
    """
    UPDATE sources
    SET added_at = (SELECT min(s.added_at) FROM sources AS s WHERE s.name IN (:old, :new))
    WHERE name = :new
    """,
    # A crawl that started under the old name may have stored an article since; the next crawl moves it.
    "DELETE FROM sources WHERE name = :old AND NOT EXISTS (SELECT 1 FROM articles WHERE source = :old)",
)

# _queues is checked too: a crawl that still runs under the old name may add addresses after its row is
# deleted.
_KNOWN = "SELECT 1 FROM sources WHERE name = :old UNION ALL SELECT 1 FROM _queues WHERE source = :old"


@retried
def adopt(db: Database, old: str, new: str) -> int | None:
    """Move everything stored about the source `old` to the source `new`, which must exist, and delete `old`.

    Return how many articles were moved, each of which takes a seq; None if `old` is unknown. The work is done
    in short transactions: if it is killed, the next call continues it.
    """
    names = {"old": old, "new": new}
    if db.one(_KNOWN, names) is None:
        return None
    count = 0
    while moved := articles.reassign(db, old, new, most=AT_ONCE, when=datetime.now(UTC)):
        count += moved
    with db.transaction():
        for (url,) in db.all(_FORGET_LISTINGS, names):
            forget_visits(db, url)
            fetches.forget(db, url)  # otherwise an unchanged listing that is found again would never be read
    after = 0
    while (until := db.all(_UNTIL, {"after": after, "most": 100 * AT_ONCE})[0][0]) is not None:
        with db.transaction():
            moved_rows = db.all(_MOVE, {**names, "after": after, "until": until})
            mark_ready(db, [row[:3] for row in moved_rows if row[3] == "due"])
        after = until
    with db.transaction():
        for statement in _THE_REST:
            db.execute(statement, names)
    return count
