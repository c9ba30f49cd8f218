"""Notices, in a run that stays, that source files were added, changed or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from crawler.errors import BroadsheetError
from crawler.run_context import Plan
from crawler.sources.source import Source, directory_of, load_sources, stamps
from crawler.spiders.plan import make_plan

Stamp = tuple[tuple[str, int, int], ...]

LOOK_EVERY = 2.0
"""Seconds."""


class SourceFiles:
    """The source files of one run. `warn` is called with a line about each change and each mistake."""

    def __init__(
        self,
        given: Mapping[str, str],
        directory: str | None,
        bound: Source | None,
        warn: Callable[[str], None],
        *,
        database: str,
    ) -> None:
        self.given = given
        self.directory = directory_of(directory)
        self.bound = bound
        self.database = database
        self.warn = warn
        self.stamp = self._stamp()

    def look(self, plan: Plan) -> Plan | None:
        """Return a new plan if the files have changed; None if they have not, or cannot be used."""
        stamp = self._stamp()
        if stamp == self.stamp:
            return None
        self.stamp = stamp
        for error in load_sources(self.directory)[1]:
            self.warn(f"left out: {error}")
        try:
            new = make_plan(self.given, str(self.directory), self._bound(), database=self.database)
        except BroadsheetError as error:
            self.warn(f"the sources stay as they were: {error}")
            return None
        changes = ", ".join(_changes(plan, new))
        if not changes:
            return None
        self.warn(f"source files have changed: {changes}")
        return new

    def _bound(self) -> Source | None:
        if self.bound is None:
            return None
        name = self.bound.name
        return next((one for one in load_sources(self.directory)[0] if one.name == name), self.bound)

    def _stamp(self) -> Stamp:
        return tuple(sorted(stamps(self.directory)))


def _changes(old: Plan, new: Plan) -> Iterator[str]:
    before, after = ({source.name: source for source in plan.sources} for plan in (old, new))
    yield from (f"{name} added" for name in after if name not in before)
    yield from (f"{name} changed" for name in after if name in before and after[name] != before[name])
    yield from (f"{name} removed" for name in before if name not in after)
