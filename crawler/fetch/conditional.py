"""Conditional requests: the headers to send, and whether an answer has changed and how long it is fresh."""

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
    """The result of comparing an answer with the last one."""

    validators: Validators
    is_same: bool
    """True if nothing has changed: a 304, or the same bytes."""
    is_lying: bool
    """True if the ETag is the same although the bytes differ."""
    floor: timedelta | None
    """How long the answer is fresh, according to the server; an earlier request is useless."""


def condition(last: Validators | None) -> dict[str, str]:
    """Return the headers that request a page only if it has changed since the `last` answer."""
    headers: dict[str, str] = {}
    if last is not None and last.etag:
        headers["If-None-Match"] = last.etag
    if last is not None and last.last_modified:
        headers["If-Modified-Since"] = last.last_modified
    return headers


def freshness(response: Response, last: Validators | None) -> Freshness:
    """Compare an answer with the validators of the last one."""
    etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
    if response.status == 304:
        previous = last or Validators()
        validators = replace(
            previous, etag=etag or previous.etag, last_modified=modified or previous.last_modified
        )
        return Freshness(validators=validators, is_same=True, is_lying=False, floor=floor(response))
    body_hash = blake2b(response.body, digest_size=16).digest()
    had_other = last is not None and last.body_hash not in (None, body_hash)
    return Freshness(
        validators=Validators(etag=etag, last_modified=modified, body_hash=body_hash),
        is_same=last is not None and last.body_hash == body_hash,
        is_lying=last is not None and had_other and bool(etag) and last.etag == etag,
        floor=floor(response),
    )


def floor(response: Response) -> timedelta | None:
    """Return how long an answer is fresh, by Cache-Control or else by Expires; None if it has neither."""
    cache = _header(response, "Cache-Control") or ""
    if _NO_CACHE.search(cache):
        return None
    if match := _MAX_AGE.search(cache):
        age = _header(response, "Age") or ""
        return timedelta(seconds=max(0, int(match[1]) - (int(age) if age.isascii() and age.isdigit() else 0)))
    expires, sent = _date(_header(response, "Expires")), _date(_header(response, "Date"))
    if expires is None:
        return None
    # Compared with the server's own clock, which may differ from ours.
    return max(expires - (sent or datetime.now(UTC)), timedelta())


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    text = value.decode("latin-1").strip() if value else ""
    return text if text and len(text) < 1_000 else None


def _date(raw: str | None) -> datetime | None:
    return http_date.utc(http_date.rfc822(raw))
