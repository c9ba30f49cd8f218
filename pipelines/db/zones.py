"""The time zones that sites' own dates taught: read and written, not judged."""

from __future__ import annotations

from datetime import datetime

from pipelines.db import clock
from pipelines.db.connect import Database

_PUT = """
    INSERT INTO _zones (site, field, zone, seen_at) VALUES (:site, :field, :zone, :seen_at)
    ON CONFLICT (site, field) DO UPDATE SET zone = excluded.zone, seen_at = excluded.seen_at
"""


def learned(db: Database, site: str) -> dict[str, str]:
    """Return the zone of each field of a site's pages that is known to have one."""
    return dict(db.all("SELECT field, zone FROM _zones WHERE site = :site", {"site": site}))


def learn(db: Database, site: str, field: str, zone: str, when: datetime) -> None:
    """Keep the zone of a field of a site's pages; a later one takes its place."""
    db.execute(_PUT, {"site": site, "field": field, "zone": zone, "seen_at": clock.text(when)})
