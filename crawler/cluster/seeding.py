"""Puts what the source files name into the frontier, once for each file and each change of it."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.guard.terminal import complain
from crawler.run_context import Plan
from crawler.sources.source import Source, directory_of, load_sources
from crawler.spiders.plan import make_frontier
from pipelines.db import Database

_KNOWN = "SELECT name, digest FROM _cluster_sources"
_PUT = """
    INSERT INTO _cluster_sources (name, digest) VALUES (:name, :digest)
    ON CONFLICT (name) DO UPDATE SET digest = excluded.digest
"""
_FORGET = "DELETE FROM _cluster_sources WHERE name = :name"

AT_ONCE = 50
"""Sources whose addresses are added before it is noted that they are there."""


class SourceSeeds:
    """The source files of this machine. All machines must have the same: the last one that differs counts."""

    def __init__(self, settings: BaseSettings) -> None:
        self.settings = settings
        self.directory: Path = directory_of(settings["SOURCES"])
        self._told: tuple[str, ...] = ()

    def seed(self, db: Database) -> list[str]:
        """Add the addresses of new and changed files; return the names of all sources."""
        sources, broken = load_sources(self.directory)
        self._tell(tuple(map(str, broken)))
        known: dict[str, str] = dict(db.all(_KNOWN))
        new = [one for one in sources if known.get(one.name) != digest(one)]
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            make_frontier(Plan(sources=tuple(some)), self.settings, db).seed({}, due_now=False)
            db.executemany(_PUT, [{"name": one.name, "digest": digest(one)} for one in some])
        names = [one.name for one in sources]
        db.executemany(_FORGET, [{"name": name} for name in sorted(known.keys() - set(names))])
        return names

    def _tell(self, mistakes: tuple[str, ...]) -> None:
        """Print the mistakes of source files, each time they change."""
        if mistakes != self._told:
            complain(*(f"left out: {mistake}" for mistake in mistakes))
        self._told = mistakes


def digest(source: Source) -> str:
    """Return a hash of what a file says; values of environment variables are not in it."""
    return blake2b(repr(source).encode(), digest_size=12).hexdigest()
