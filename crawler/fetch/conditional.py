"""Asking whether something has changed: the headers to send, and what an answer says. Knows no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipelines.db.crawl.fetches import Validators
from pipelines.times import http_date as httpdate

if TYPE_CHECKING:
    from scrapy.http import Response

_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-)?max-?age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What an answer says of its freshness."""

    validators: Validators
    is_same: bool
    """Nothing has changed: a 304, or the same bytes."""
    is_lying: bool
    """The server says with its ETag that nothing has changed, and it has."""
    floor: timedelta | None
    """For how long the server says that asking again is of no use."""


def condition(known: Validators | None) -> dict[str, str]:
    """The request headers that ask for a page only where it has changed."""
    headers: dict[str, str] = {}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def came(response: Response, known: Validators | None) -> Came:
    """Compare an answer with what is known of the last one."""
    etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
    if response.status == 304:
        old = known or Validators()
        kept = Validators(
            etag=etag or old.etag, last_modified=modified or old.last_modified, body_hash=old.body_hash
        )
        return Came(validators=kept, is_same=True, is_lying=False, floor=floor(response))
    body_hash = blake2b(response.body, digest_size=16).digest()
    is_same = known is not None and known.body_hash == body_hash
    had_hash = known is not None and known.body_hash is not None
    is_lying = had_hash and not is_same and known is not None and bool(etag) and known.etag == etag
    return Came(
        validators=Validators(etag=etag, last_modified=modified, body_hash=body_hash),
        is_same=is_same,
        is_lying=is_lying,
        floor=floor(response),
    )


def floor(response: Response) -> timedelta | None:
    """For how long an answer is fresh, by Cache-Control, else by Expires."""
    cache = _header(response, "Cache-Control") or ""
    if _NO_CACHE.search(cache):
        return None
    if found := _MAX_AGE.search(cache):
        age = _header(response, "Age") or ""
        return timedelta(seconds=max(0, int(found[1]) - (int(age) if age.isascii() and age.isdigit() else 0)))
    expires, sent = _date(_header(response, "Expires")), _date(_header(response, "Date"))
    if expires is None:
        return None
    # Against the server's own clock: ours may be another.
    return max(expires - (sent or datetime.now(UTC)), timedelta())


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    text = value.decode("latin-1").strip() if value else ""
    return text if text and len(text) < 1_000 else None


def _date(raw: str | None) -> datetime | None:
    return httpdate.utc(httpdate.rfc822(raw))
