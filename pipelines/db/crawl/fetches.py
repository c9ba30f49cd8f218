"""Validators that a server sent with its pages, used to ask the next time whether a page has changed.

Headers are plain text here. Write them in the transaction that acknowledges the fetch, or a crash hides a
change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines.db import clock
from pipelines.db.connect import Database

_PUT = """
    INSERT INTO _fetches (url, etag, last_modified, body_hash, fetched_at)
    VALUES (:url, :etag, :last_modified, :body_hash, :fetched_at)
    ON CONFLICT (url) DO UPDATE SET
        etag = excluded.etag,
        last_modified = excluded.last_modified,
        body_hash = excluded.body_hash,
        fetched_at = excluded.fetched_at
"""

_GET = "SELECT etag, last_modified, body_hash FROM _fetches WHERE url = :url"

_FORGET = "DELETE FROM _fetches WHERE url = :url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Values that tell two states of a page apart."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    """Hash of the bytes received, where the server's validators are not enough."""


def validators(db: Database, url: str) -> Validators | None:
    """Return the validators of the last fetch of a URL, or None."""
    row = db.one(_GET, {"url": url})
    return Validators(etag=row[0], last_modified=row[1], body_hash=row[2]) if row else None


def put(db: Database, url: str, came: Validators, when: datetime) -> None:
    """Keep the validators of a URL's page."""
    row = {
        "url": url,
        "etag": came.etag,
        "last_modified": came.last_modified,
        "body_hash": came.body_hash,
        "fetched_at": clock.text(when),
    }
    db.execute(_PUT, row)


def forget(db: Database, url: str) -> None:
    """Fetch the whole page the next time."""
    db.execute(_FORGET, {"url": url})
