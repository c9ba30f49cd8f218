"""Keeps fetched pages, so that better rules can be applied to them without another fetch.

They are in a second file beside the articles, limited in age and size. This file may be deleted at any time.

Beside PostgreSQL it is a file too, one on each machine that crawls, and not a table. Both were measured with
114 real pages of 260 kB: a page takes 1.4 ms of this process and 49 kB in the file; in a table 1.3 ms, .4 ms
of the server, 52 kB, and 52 kB more in its log. But all machines share one server. With 100,000 pages
a day it would write 10 GB, and send 5 GB to each backup and replica, for pages that can be fetched again.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.db import clock
from pipelines.db.address import is_address
from pipelines.db.connect import Closing, SqliteDatabase, open_file
from pipelines.db.file_errors import DatabaseError, Missing
from pipelines.db.migrations import check
from pipelines.db.readonly import connect_to_read
from pipelines.db.schema import Schema, pages
from pipelines.items import Hints, Page, Site

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEVEL = 3
"""The level of zstd: .8 ms and 48 kB for a page of 265 kB; higher levels take much longer and save little."""
_CACHE = "PRAGMA cache_size = -2048"
"""2 MB: a stored page is not read again, and the usual 32 MB would fill up in each long crawl."""
_CHUNK = 20
"""Pages that are read at once; they take a few megabytes."""
_ROOM_EVERY = 50
"""The file's size is checked after this many pages."""
_OLDEST = 20
"""This many pages are deleted at once if the file is too big."""

_AGAIN = """
    UPDATE pages SET fetched_at = :fetched_at
    WHERE id = (SELECT max(id) FROM pages WHERE url = :url) AND body_hash = :body_hash
"""

_PUT = """
    INSERT INTO pages (
        url, source, fetched_at, site, asked, content_type, headers, hints, reservations, size, body_hash,
        body
    ) VALUES (
        :url, :source, :fetched_at, :site, :asked, :content_type, :headers, :hints, :reservations, :size,
        :body_hash, :body
    )
"""

_SELECT = """
    SELECT id, url, fetched_at, site, asked, content_type, headers, hints, reservations, body
    FROM pages AS p
"""

_EACH = f"""
    {_SELECT}
    WHERE id > :id AND (:source IS NULL OR source IN (:source, :former))
        AND (:since IS NULL OR fetched_at >= :since) AND (:until IS NULL OR fetched_at < :until)
        AND (:every OR NOT EXISTS (SELECT 1 FROM pages AS later WHERE later.url = p.url AND later.id > p.id))
    ORDER BY id
    LIMIT :chunk
"""  # noqa: S608 - our own statement

_COUNT = f"SELECT count(*) FROM ({_EACH})"  # noqa: S608

_NEWEST_OF = """
    SELECT url FROM pages
    WHERE url IN (SELECT value FROM json_each(:urls))
    ORDER BY fetched_at DESC, id DESC
    LIMIT 1
"""

_DELETE_OLD = "DELETE FROM pages WHERE fetched_at < :before"
_DELETE_OF = "DELETE FROM pages WHERE source = :source"
_DELETE_FIRST = "DELETE FROM pages WHERE id IN (SELECT id FROM pages ORDER BY id LIMIT :most)"


def are_kept(setting: object) -> bool:
    """Return True if pages are kept; the setting RAW_PAGES is True, False or the folder for them."""
    return str(setting).lower() not in ("", "0", "false", "none")


def pages_file(database: str | Path, setting: object = True) -> Path:
    """Return the file for the pages of a database: `news.db` → `news.pages.db`; `setting` is RAW_PAGES.

    For `postgresql://host/news` it is `news.pages.db` too, in the current directory if no folder is named.
    """
    path = Path(_file_of(database) if isinstance(database, str) and is_address(database) else database)
    file = path.with_name(f"{path.stem}.pages{path.suffix or '.db'}")
    is_folder = are_kept(setting) and str(setting).lower() not in ("1", "true")
    return Path(str(setting)).expanduser() / file.name if is_folder else file


def _file_of(address: str) -> str:
    """Return the name of a file for a database on a server."""
    name = unquote(urlsplit(address.strip()).path.strip("/")) or "news"
    return re.sub(r"[^\w.-]", "_", name) + ".db"


class RawPages(Closing):
    """The pages in a file. Use it in the thread that opened it."""

    def __init__(self, db: SqliteDatabase, *, max_bytes: int, max_age: timedelta) -> None:
        self.db = db
        self.max_bytes = max_bytes
        self.max_age = max_age
        self._until_look = 0

    def put(self, page: Page) -> bool:
        """Keep a page; return True if it was added.

        If the last page of its URL has the same bytes, only its time is updated.
        """
        row = _row(page)
        if self.db.execute(_AGAIN, row).rowcount:
            return False
        self._until_look -= 1
        if self._until_look < 0:
            self._until_look = _ROOM_EVERY
            self._make_room()
        self.db.execute(_PUT, {**row, "body": zstd.compress(page.body, level=_LEVEL)})
        return True

    def newest_of(self, urls: Iterable[str]) -> str | None:
        """Return the URL whose page was fetched last; None if no page of these URLs is kept."""
        row = self.db.one(_NEWEST_OF, {"urls": json.dumps(list(urls))})
        return str(row[0]) if row else None

    def each(
        self,
        *,
        source: str | None = None,
        former: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        every: bool = False,
    ) -> Iterator[Page]:
        """Yield the newest page of every URL, in the order of fetching, in constant memory.

        With `every`, older pages are included. `former` is an earlier name of that `source`. `since` and
        `until` limit the time of the fetch.
        """
        values = _bounds(source, former, since, until, every) | {"chunk": _CHUNK}
        while rows := self.db.all(_EACH, values):
            yield from map(_page, rows)
            values["id"] = rows[-1][0]

    def count(
        self,
        *,
        source: str | None = None,
        former: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        every: bool = False,
    ) -> int:
        """Return how many pages `each` would yield."""
        values = _bounds(source, former, since, until, every) | {"chunk": -1}
        return int(self.db.all(_COUNT, values)[0][0])

    def prune(self, now: datetime) -> int:
        """Delete pages that are too old, and the oldest ones above the size limit; return how many."""
        deleted = self.db.execute(_DELETE_OLD, {"before": clock.text(now - self.max_age)}).rowcount
        return deleted + self._make_room()

    def delete(self, source: str) -> int:
        """Delete the pages of a source; return how many."""
        return self.db.execute(_DELETE_OF, {"source": source}).rowcount

    def used_bytes(self) -> int:
        """Return the bytes that the pages use; the file does not shrink, but uses free space again."""
        ((count,),), ((free,),) = self.db.all("PRAGMA page_count"), self.db.all("PRAGMA freelist_count")
        ((size,),) = self.db.all("PRAGMA page_size")
        return int((count - free) * size)

    def close(self) -> None:
        self.db.close()

    def _make_room(self) -> int:
        total = 0
        while self.used_bytes() > self.max_bytes:
            deleted = self.db.execute(_DELETE_FIRST, {"most": _OLDEST}).rowcount
            total += deleted
            if not deleted:
                break
        return total


def open_pages(path: str | Path, *, max_bytes: int, max_age: timedelta) -> RawPages:
    """Open the file of pages at `path`, or make it. Raises a DatabaseError as `open_database` does."""
    file = open_file(path, schema=pages())
    file.execute(_CACHE)
    return RawPages(file, max_bytes=max_bytes, max_age=max_age)


def is_ours(path: Path, schema: Schema | None = None) -> bool:
    """Return True if a file has this schema, by default that of the kept pages."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            return check(conn, path, schema or pages()) > 0
    except (sqlite3.Error, DatabaseError):
        return False


def read_pages(database: str | Path, setting: object = True, how: str = "mode=ro") -> RawPages:
    """Open the pages beside a database for reading; `setting` is RAW_PAGES. Raises a DatabaseError.

    With "mode=rw" for `how`, the last one to close the file leaves no `-wal` beside it.
    """
    path = pages_file(database, setting).expanduser().absolute()
    if not path.is_file():
        cause = "no pages are kept there"
        raise Missing(path, cause, "a crawl keeps them unless RAW_PAGES is off; name its DATABASE")
    conn = connect_to_read(path, pages(), how)
    return RawPages(SqliteDatabase(conn, path), max_bytes=sys.maxsize, max_age=timedelta.max)


def _bounds(
    source: str | None, former: str | None, since: datetime | None, until: datetime | None, every: bool
) -> dict[str, Any]:
    return {
        "id": 0,
        "source": source,
        "former": former,
        "since": clock.text(since) if since else None,
        "until": clock.text(until) if until else None,
        "every": every,
    }


def _row(page: Page) -> dict[str, Any]:
    return {
        "url": page.url,
        "source": page.site.name,
        "fetched_at": clock.text(page.fetched_at),
        "site": _json(asdict(page.site)),
        "asked": json.dumps(page.asked, ensure_ascii=False),
        "content_type": page.content_type,
        "headers": _json(page.headers),
        "hints": _json(asdict(page.hints)),
        "reservations": page.reservations,
        "size": len(page.body),
        "body_hash": hashlib.sha256(page.body).digest(),
    }


def _json(values: Mapping[str, Any]) -> str:
    """Return values as JSON, without empty ones."""
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def _page(row: tuple[Any, ...]) -> Page:
    _, url, fetched_at, site, requested_urls, content_type, headers, hints, reservations, body = row
    return Page(
        url=url,
        body=zstd.decompress(body),
        fetched_at=clock.instant(fetched_at),
        site=Site(**_values(site)),
        content_type=content_type,
        headers=json.loads(headers),
        asked=tuple(json.loads(requested_urls)),
        hints=Hints(**_values(hints)),
        reservations=reservations,
    )


def _values(text: str) -> dict[str, Any]:
    values = json.loads(text)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
