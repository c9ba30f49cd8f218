"""What a site reserves in `/.well-known/tdmrep.json`: asked for once a day, kept over runs. Knows no page.

The file is a JSON array of objects: `location` is a path with the `*` and `$` of robots.txt, and beside it
stand `tdm-reservation` and `tdm-policy` (the TDM Reservation Protocol).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.errors import HostPausedError
from pipelines.db.crawl import robots
from pipelines.db.crawl.robots import KEPT, READ, Robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from pipelines.db import Database

PATH = "/.well-known/tdmrep.json"
TIMEOUT = 15.0
"""Seconds: the first article of a host waits for it."""

ENTRIES = 1_000
"""Entries that are read; honest files have a few. Each is held against every page's path."""


@dataclass(frozen=True, slots=True)
class _Reserved:
    """What a site said, read once."""

    fetched_at: datetime
    entries: tuple[Mapping[str, Any], ...]


class TdmRep:
    """Asks each origin once a day, in one request; one that has no such file, or fails, reserves nothing."""

    def __init__(self, crawler: Crawler, db: Database) -> None:
        self.crawler = crawler
        self.db = db
        self._reading: dict[str, asyncio.Future[_Reserved]] = {}

    def begin(self, url: str) -> asyncio.Future[_Reserved]:
        """Ask the site of `url` unless that was done today, so that no page has to wait for it later."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}{PATH}"
        known = self._reading.get(address)
        if known is None or (known.done() and not _holds(known)):
            known = self._reading[address] = asyncio.ensure_future(self._read(address))
            known.add_done_callback(_heard)
        return known

    async def entry(self, url: str) -> Mapping[str, object] | None:
        """What the site of `url` reserves for its path, as it states it. Raises DatabaseError."""
        try:
            reserved = await asyncio.shield(self.begin(url))
        except HostPausedError:  # nothing was sent: the next page asks
            return None
        return entry_for(reserved.entries, url)

    async def _read(self, address: str) -> _Reserved:
        kept = robots.get(self.db, address)
        if kept is None or not _is_fresh(kept.fetched_at):
            kept = await self._ask(address, kept)
            robots.put(self.db, address, kept)
        return _Reserved(kept.fetched_at, entries(kept.body))

    async def _ask(self, address: str, kept: Robots | None) -> Robots:
        """Ask once. While the server fails, what it said before holds, and it is left alone for a day too."""
        ask = Request(
            address,
            callback=NO_CALLBACK,
            meta={"dont_redirect": True, "download_timeout": TIMEOUT},
        )
        now = datetime.now(UTC)
        try:
            assert self.crawler.engine is not None
            answer = await self.crawler.engine.download_async(ask)
        except HostPausedError:
            raise
        except Exception:  # noqa: BLE001 - a refusal of robots.txt, no connection: nobody can be asked
            return Robots(status=0, body=kept.body if kept else b"", fetched_at=now)
        if answer.status >= 500 or answer.status == 429:
            return Robots(status=answer.status, body=kept.body if kept else b"", fetched_at=now)
        body = answer.body[:READ] if answer.status == 200 else b""
        return Robots(status=answer.status, body=body, fetched_at=now)


def entry_for(entries: Iterable[Mapping[str, Any]], url: str) -> Mapping[str, object] | None:
    """The entry whose `location` matches the path of `url`; of several the longest one, as in robots.txt.
    None where nothing matches."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    matching = [entry for entry in entries if _matches(str(entry["location"]), path)]
    found = max(matching, key=lambda entry: len(str(entry["location"])), default=None)
    return {name: found[name] for name in _NAMES if name in found} if found else None


_NAMES = ("location", "tdm-reservation", "tdm-policy")


def entries(body: bytes) -> tuple[Mapping[str, Any], ...]:
    """The sound entries of a tdmrep.json, at most ENTRIES; none where it is no such JSON."""
    try:
        said = json.loads(body) if body else []
    except (ValueError, RecursionError):
        return ()
    sound = (
        each
        for each in (said if isinstance(said, list) else [])
        if isinstance(each, dict) and isinstance(each.get("location"), str) and "tdm-reservation" in each
    )
    return tuple(islice(sound, ENTRIES))


def _matches(location: str, path: str) -> bool:
    """Whether each part stands at its first place after the one before it: a stranger's stars are no pattern
    that tries every way."""
    pattern = location.removesuffix("$").strip()
    if location.endswith("$"):
        pattern, path = pattern + _END, path + _END
    if not pattern.startswith(("/", "*")):
        pattern = f"/{pattern}"
    first, *parts = pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in filter(None, parts):
        at = path.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


_END = "\n"
"""Stands in no path."""


def _holds(answer: asyncio.Future[_Reserved]) -> bool:
    return not answer.cancelled() and answer.exception() is None and _is_fresh(answer.result().fetched_at)


def _heard(answer: asyncio.Future[_Reserved]) -> None:
    """Whoever waits for it is told what went wrong; where nobody does, nobody needs to know."""
    if not answer.cancelled():
        answer.exception()


def _is_fresh(fetched_at: datetime) -> bool:
    now = datetime.now(UTC)
    return now - KEPT < fetched_at <= now
