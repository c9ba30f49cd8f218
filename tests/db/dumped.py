"""Saves a file of today's schema with rows in every table: `python -m tests.db.dumped`.

Run it once for each new schema, before its first release; afterwards the file in dumps/ never changes.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pipelines.db import Database, open_database, runs, saved_searches, site_pages
from pipelines.db.articles import remove, store
from pipelines.db.crawl import (
    candidates,
    deliveries,
    fetches,
    health,
    lessons,
    passed,
    robots,
    scripted,
    url_memory,
)
from pipelines.db.crawl.frontier_rows import Link, add, pause_host
from pipelines.db.crawl.leases import lease
from pipelines.db.schema import news
from pipelines.db.search_query import letters
from pipelines.items import Lesson
from tests.db.conftest import NOON, TEXT, make_article

DUMPS = Path(__file__).parent / "dumps"
_SCHEMA = """
    SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'
"""
_SEARCHED = ("articles_fts", "_letters")


def fill(db: Database) -> None:
    """Write a row to every table, with the functions that a crawl calls."""
    url, hour = "https://herald.example/bridge", timedelta(hours=1)
    store(db, make_article(authors=("Ada Åkesson",), tags=("bridges",), urls=(f"{url}?from=feed",)))
    store(db, make_article(title="Łódź: bridge to shut", seen_at=NOON + hour))
    day = {"published_at": "2026-05-03", "published_precision": "day", "published_from": "text"}
    store(db, make_article(url="https://times.example/copy", source="times", **day))
    zh = "https://times.example/zh"
    clauses = "港口委员会决定关闭旧桥。"
    store(db, make_article(url=zh, title="旧桥关闭", text=clauses))
    remove(db, zh, NOON + 2 * hour)
    links = [Link(url=f"https://herald.example/{name}", source="herald") for name in ("a", "b")]
    add(db, [*links, Link(url="https://herald.example/feed", source="herald", kind="feed")], now=NOON)
    lease(db, 1, now=NOON, seconds=60, per_host=1)
    db.execute("UPDATE _frontier SET holder = 'here.1.1', token = '3.token' WHERE state = 'leased'")
    pause_host(db, "herald.example", NOON + hour)
    url_memory.remember(db, "https://herald.example/feed", url_memory.Memory(polls=3, interval=hour))
    fetches.put(db, url, fetches.Validators(etag='"1"', last_modified=None, body_hash=b"hash"), NOON)
    answered = robots.Robots(status=200, body=b"User-agent: *", fetched_at=NOON)
    robots.put(db, "https://herald.example", answered)
    robots.reserve(db, "herald", '{"disallowed": ["GPTBot"]}')
    health.add(db, "herald", [health.Sample(outcome="article", words=len(TEXT.split()))], NOON)
    health.set_state(db, "herald", "ok", None, NOON)
    lessons.add(db, "herald", [Lesson(field="clock", week=date(2026, 5, 4), offset=120, pages=4)])
    passed.put(db, "herald", "https://herald.example/feed", [("N/A", "NoAddress")])
    link = candidates.Candidate(
        url=url, page=url, form="/{y}/{slug}", place="main>h2>a", reading="long", parent=None
    )
    candidates.add(db, "herald", [link])
    record = {"tries": 1.0, "worth": 1.0, "articles": 1, "lists": 0, "neither": 0}
    candidates.keep(db, "herald", [{"kind": "form", "name": link.form, **record}])
    site_pages.put(db, "herald", url, b"summary")
    saved_searches.put(db, saved_searches.SavedSearch(name="port", words="harbour OR ferry"))
    db.execute("UPDATE _searches SET saved_at = '2026-05-04T12:00:00Z'")
    scripted.note(db, "herald", "article", helped=True)
    db.execute("UPDATE _scripted SET seen_at = '2026-05-04T12:00:00Z'")
    deliveries.begin(db, "NEW_ARTICLES_WEBHOOK")
    db.execute("UPDATE _deliveries SET feed = '0a0b0c0d'")
    run = runs.start(db, "news", {"sources": "herald"}, now=NOON)
    runs.finish(db, run, runs.Account(requests=9, pages=4, new=3, changed=1), "finished", now=NOON + hour)


def dump(conn: sqlite3.Connection) -> Iterator[str]:
    """Yield the statements that make the file again; search indexes are filled as a crawl fills them."""
    for name in ("application_id", "user_version"):
        yield f"PRAGMA {name} = {conn.execute(f'PRAGMA {name}').fetchone()[0]}"
    shadows = tuple(f"{name}_" for name in _SEARCHED)
    found = conn.execute(_SCHEMA).fetchall()
    rows = [row for row in found if row[1] != "table" or not row[0].startswith(shadows)]
    triggers = [sql for _, kind, sql in rows if kind == "trigger"]
    yield from (sql for _, kind, sql in rows if kind != "trigger")
    yield from triggers
    for name, kind, _ in rows:
        if kind == "table" and name not in _SEARCHED:
            yield from _inserts(conn, name)
    yield from _letters(conn)
    yield from _inserts(conn, "sqlite_sequence")
    yield "INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)')"
    yield "INSERT INTO _letters (_letters, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)')"


def _inserts(conn: sqlite3.Connection, table: str) -> Iterator[str]:
    names = [name for _, name, *_ in conn.execute(f"PRAGMA table_info({table})")]
    values = " || ', ' || ".join(f"quote({name})" for name in names)
    for (row,) in conn.execute(f"SELECT {values} FROM {table}"):
        yield f"INSERT INTO {table} ({', '.join(names)}) VALUES ({row})"


def _letters(conn: sqlite3.Connection) -> Iterator[str]:
    """Yield inserts for the index of letters, computed again since the index keeps no texts."""
    for number, *texts in conn.execute("SELECT id, title, coalesce(summary, ''), text FROM articles"):
        if conn.execute("SELECT 1 FROM _letters_docsize WHERE id = ?", (number,)).fetchone():
            (values,) = conn.execute(
                "SELECT quote(?) || ', ' || quote(?) || ', ' || quote(?)", [*map(letters, texts)]
            ).fetchone()
            yield f"INSERT INTO _letters (rowid, title, summary, text) VALUES ({number}, {values})"


def main() -> None:
    with tempfile.TemporaryDirectory() as directory, open_database(Path(directory) / "news.db") as db:
        fill(db)
        path = DUMPS / f"{news().version:04}.sql"
        path.write_text("".join(f"{each};\n" for each in dump(db.conn)), encoding="utf-8")


if __name__ == "__main__":
    main()
