"""Conditional requests: which headers are sent, and what an answer tells about changes and freshness."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipelines.db.crawl.fetches import Validators
from pipelines.times.reading import http_date

if TYPE_CHECKING:
    from scrapy.http import Response

_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-)?max-?age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How an answer compares with the last one."""

    validators: Validators
    is_same: bool
    """Nothing has changed: a 304, or the same bytes."""
    is_lying: bool
    """The ETag says that nothing has changed, but the bytes differ."""
    floor: timedelta | None
    """How long the answer is fresh, as the server says; an earlier request is useless."""


def condition(known: Validators | None) -> dict[str, str]:
    """Return the request headers that ask for a page only if it has changed."""
    headers: dict[str, str] = {}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def freshness(response: Response, known: Validators | None) -> Freshness:
    """Compare an answer with what is known of the last one."""
    etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
    if response.status == 304:
        old = known or Validators()
        validators = replace(old, etag=etag or old.etag, last_modified=modified or old.last_modified)
        return Freshness(validators=validators, is_same=True, is_lying=False, floor=floor(response))
    body_hash = blake2b(response.body, digest_size=16).digest()
    had_other = known is not None and known.body_hash not in (None, body_hash)
    return Freshness(
        validators=Validators(etag=etag, last_modified=modified, body_hash=body_hash),
        is_same=known is not None and known.body_hash == body_hash,
        is_lying=known is not None and had_other and bool(etag) and known.etag == etag,
        floor=floor(response),
    )


def floor(response: Response) -> timedelta | None:
    """Return how long an answer is fresh, by Cache-Control, or else by Expires; None if neither says so."""
    cache = _header(response, "Cache-Control") or ""
    if _NO_CACHE.search(cache):
        return None
    if match := _MAX_AGE.search(cache):
        age = _header(response, "Age") or ""
        return timedelta(seconds=max(0, int(match[1]) - (int(age) if age.isascii() and age.isdigit() else 0)))
    expires, sent = _date(_header(response, "Expires")), _date(_header(response, "Date"))
    if expires is None:
        return None
    # Measured by the server's own clock, which may differ from ours.
    return max(expires - (sent or datetime.now(UTC)), timedelta())


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    text = value.decode("latin-1").strip() if value else ""
    return text if text and len(text) < 1_000 else None


def _date(raw: str | None) -> datetime | None:
    return http_date.utc(http_date.rfc822(raw))
