"""Writes the rows of `sources`: the sites from which the articles come."""

from __future__ import annotations

from datetime import datetime

from pipelines.db import clock
from pipelines.db.connect import Database

_UPSERT = """
    INSERT INTO sources (name, url, language, timezone, country, added_at)
    VALUES (:name, :url, :language, :timezone, :country, :now)
    ON CONFLICT (name) DO UPDATE SET
        url = excluded.url,
        language = excluded.language,
        timezone = excluded.timezone,
        country = excluded.country
    WHERE sources.url IS DISTINCT FROM excluded.url
        OR sources.language IS DISTINCT FROM excluded.language
        OR sources.timezone IS DISTINCT FROM excluded.timezone
        OR sources.country IS DISTINCT FROM excluded.country
"""

_READ = "UPDATE sources SET read_at = :now WHERE name = :name"


def put(
    db: Database,
    name: str,
    url: str,
    *,
    language: str | None = None,
    timezone: str | None = None,
    country: str | None = None,
    now: datetime | None = None,
) -> bool:
    """Write a source's row; return True if anything changed. `country` is a code of two letters."""
    row = {
        "name": name,
        "url": url,
        "language": language,
        "timezone": timezone,
        "country": country,
        "now": clock.text(now) if now else clock.now(),
    }
    return db.execute(_UPSERT, row).rowcount > 0


def homes(db: Database) -> list[tuple[str, str]]:
    """Return the name and the home page of every source, the oldest first."""
    return [(name, url) for name, url in db.all("SELECT name, url FROM sources ORDER BY added_at, name")]


def has_articles(db: Database, name: str) -> bool:
    """Return whether an article of a source is stored."""
    return db.one("SELECT 1 FROM articles WHERE source = :name LIMIT 1", {"name": name}) is not None


def note_read(db: Database, name: str, now: datetime) -> None:
    """Store that a listing of a source was read, or was unchanged."""
    db.execute(_READ, {"name": name, "now": clock.text(now)})
