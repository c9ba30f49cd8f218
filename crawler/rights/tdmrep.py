"""Reads what a site reserves in `/.well-known/tdmrep.json`, once a day; answers are stored for later runs.

The file is a JSON array of objects: `location` is a path with the `*` and `$` of robots.txt; the other keys
are `tdm-reservation` and `tdm-policy` (the TDM Reservation Protocol).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.errors import HostPausedError
from pipelines.db import Database
from pipelines.db.crawl import robots
from pipelines.db.crawl.robots import KEPT, READ, Robots

PATH = "/.well-known/tdmrep.json"
TIMEOUT = 15.0
"""Seconds to wait for the file: the first article of a host waits as long."""

ENTRIES = 1_000
"""The most entries that are read; honest files have a few. Each is compared with every page's path."""


@dataclass(frozen=True, slots=True)
class _Reserved:
    """The parsed file of one site."""

    fetched_at: datetime
    entries: tuple[Mapping[str, Any], ...]


class TdmRep:
    """Asks each origin once a day; a site without the file, or whose server fails, reserves nothing."""

    def __init__(self, crawler: Crawler, db: Database) -> None:
        self.crawler = crawler
        self.db = db
        self._reading: dict[str, asyncio.Future[_Reserved]] = {}

    def begin(self, url: str) -> asyncio.Future[_Reserved]:
        """Request the file of the site of `url`, unless that was done today, so that no page waits later."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}{PATH}"
        known = self._reading.get(address)
        if known is None or (known.done() and not _is_valid(known)):
            known = self._reading[address] = asyncio.ensure_future(self._read(address))
            known.add_done_callback(_mark_as_read)
        return known

    async def entry(self, url: str) -> Mapping[str, object] | None:
        """Return what the site of `url` reserves for its path, in its own words. Raises DatabaseError."""
        try:
            reserved = await asyncio.shield(self.begin(url))
        except HostPausedError:  # nothing was sent, so the next page asks again
            return None
        return entry_for(reserved.entries, url)

    async def _read(self, address: str) -> _Reserved:
        kept = robots.get(self.db, address)
        if kept is None or not _is_fresh(kept.fetched_at):
            kept = await self._ask(address, kept)
            robots.put(self.db, address, kept)
        return _Reserved(kept.fetched_at, entries(kept.body))

    async def _ask(self, address: str, kept: Robots | None) -> Robots:
        """Request the file once. If the server fails, its last answer stays valid for another day."""
        meta = {"dont_redirect": True, "download_timeout": TIMEOUT}
        request = Request(address, callback=NO_CALLBACK, meta=meta)
        now = datetime.now(UTC)
        try:
            assert self.crawler.engine is not None
            answer = await self.crawler.engine.download_async(request)
        except HostPausedError:
            raise
        except Exception:  # noqa: BLE001 - forbidden by robots.txt or no connection: it reserves nothing
            return Robots(status=0, body=kept.body if kept else b"", fetched_at=now)
        if answer.status >= 500 or answer.status == 429:
            return Robots(status=answer.status, body=kept.body if kept else b"", fetched_at=now)
        body = answer.body[:READ] if answer.status == 200 else b""
        return Robots(status=answer.status, body=body, fetched_at=now)


def entry_for(entries: Iterable[Mapping[str, Any]], url: str) -> Mapping[str, object] | None:
    """Return the entry whose `location` matches the path of `url`: the longest, as in robots.txt; or None."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    matching = [entry for entry in entries if _matches(str(entry["location"]), path)]
    longest = max(matching, key=lambda entry: len(str(entry["location"])), default=None)
    return {name: longest[name] for name in _NAMES if name in longest} if longest else None


_NAMES = ("location", "tdm-reservation", "tdm-policy")


def entries(body: bytes) -> tuple[Mapping[str, Any], ...]:
    """Return the valid entries of a tdmrep.json, at most ENTRIES; none if it cannot be read."""
    try:
        data = json.loads(body) if body else []
    except (ValueError, RecursionError):
        return ()
    valid = (
        each
        for each in (data if isinstance(data, list) else [])
        if isinstance(each, dict) and isinstance(each.get("location"), str) and "tdm-reservation" in each
    )
    return tuple(islice(valid, ENTRIES))


def _matches(location: str, path: str) -> bool:
    """Return whether the path has each part at its first place after the part before it.

    A regular expression would try every combination of a hostile file's stars.
    """
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
"""A character that no path contains."""


def _is_valid(answer: asyncio.Future[_Reserved]) -> bool:
    return not answer.cancelled() and answer.exception() is None and _is_fresh(answer.result().fetched_at)


def _mark_as_read(answer: asyncio.Future[_Reserved]) -> None:
    """Keep asyncio from warning about an error that nobody waits for; a waiting page still gets it."""
    if not answer.cancelled():
        answer.exception()


def _is_fresh(fetched_at: datetime) -> bool:
    now = datetime.now(UTC)
    return now - KEPT < fetched_at <= now
