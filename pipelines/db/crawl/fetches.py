"""Stores the validators that a server sent with a page, for a conditional request the next time.

Write them in the transaction that acknowledges the fetch; otherwise a crash hides a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines.db import clock
from pipelines.db.connect import Database
from pipelines.db.row_values import from_row, names_of, to_row, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Values by which two versions of a page can be distinguished."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    """Hash of the received bytes, for servers whose validators are not enough."""


_COLUMNS = names_of(Validators)
_PUT = upsert("_fetches", ("url",), (*_COLUMNS, "fetched_at"))
_GET = f"SELECT {', '.join(_COLUMNS)} FROM _fetches WHERE url = :url"  # noqa: S608 - our own names
_FORGET = "DELETE FROM _fetches WHERE url = :url"


def validators(db: Database, url: str) -> Validators | None:
    """Return the validators of the last fetch of a URL, or None."""
    row = db.one(_GET, {"url": url})
    return from_row(Validators, row) if row else None


def put(db: Database, url: str, validators: Validators, when: datetime) -> None:
    """Keep the validators of a URL's page."""
    db.later(_PUT, {**to_row(validators), "url": url, "fetched_at": clock.text(when)})


def forget(db: Database, url: str) -> None:
    """Delete the validators of a URL, so that the next request is unconditional."""
    db.later(_FORGET, {"url": url})
