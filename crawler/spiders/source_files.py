"""A run that stays sees when source files are added, changed or removed. Crawls nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from crawler.context import Plan
from crawler.errors import BroadsheetError
from crawler.sources.source import Source, directory_of, load_sources
from crawler.spiders.plan import make_plan

Stamp = tuple[tuple[str, int, int], ...]

LOOK_EVERY = 2.0
"""Seconds."""


class SourceFiles:
    """The source files of one run. `tell` gets a line for each thing that is to be known of."""

    def __init__(
        self,
        given: Mapping[str, str],
        directory: str | None,
        bound: Source | None,
        tell: Callable[[str], None],
    ) -> None:
        self.given = given
        self.directory = directory_of(directory)
        self.bound = bound
        self.tell = tell
        self.stamp = self._stamp()

    def look(self, plan: Plan) -> Plan | None:
        """The plan by what the files say now; None where they say what they said, or cannot be followed."""
        stamp = self._stamp()
        if stamp == self.stamp:
            return None
        self.stamp = stamp
        for error in load_sources(self.directory)[1]:
            self.tell(f"left out: {error}")
        try:
            new = make_plan(self.given, str(self.directory), self._bound())
        except BroadsheetError as error:
            self.tell(f"it goes on with the sources as they were: {error}")
            return None
        changes = ", ".join(_changes(plan, new))
        if not changes:
            return None
        self.tell(f"source files have changed: {changes}")
        return new

    def _bound(self) -> Source | None:
        """The spider's own source as its file has it now."""
        if self.bound is None:
            return None
        name = self.bound.name
        return next((one for one in load_sources(self.directory)[0] if one.name == name), self.bound)

    def _stamp(self) -> Stamp:
        return tuple(sorted(_stamps(self.directory)))


def _stamps(directory: Path) -> Iterator[tuple[str, int, int]]:
    for path in directory.glob("*.toml"):
        try:
            found = path.stat()
        except OSError:  # gone since
            continue
        yield path.name, found.st_mtime_ns, found.st_size


def _changes(old: Plan, new: Plan) -> Iterator[str]:
    before, after = ({source.name: source for source in plan.sources} for plan in (old, new))
    yield from (f"{name} added" for name in after if name not in before)
    yield from (f"{name} changed" for name in after if name in before and after[name] != before[name])
    yield from (f"{name} removed" for name in before if name not in after)
