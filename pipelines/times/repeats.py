"""Dates that a site shows on page after page: its clock, its edition's day, furniture.

A page alone cannot tell its clock from its date. Several can: the clock says one day on articles that are, by
what else they say, of different days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from pipelines.items import Evidence, Lesson
from pipelines.times.tiers import tier_of

PAGES = 3
"""Articles of different days that must show one date before it is refused."""
_CLOCK, _DATED, _AGREED, _OTHER = "clock:", "dated:", "agreed:", "other:"
"""What a lesson's field begins with: the day of the fetch where all else said another; any other day; a day
in a short line that the address says too; one there that it does not say."""
_OFTEN = 10
"""A place that so many times less often shows another day than that of the fetch is a clock all the same."""
_SURE = 0.9
"""How often what speaks against a date must be right."""
_NEAR = timedelta(days=1)
_KINDS = ("text", "time", "meta", "script", "json-ld")
_PRINTED = 5
"""Pages on which a place must agree with the address before it is preferred to the address's day."""
_LINE = 100
"""Characters beside a date in a line that is no paragraph."""
_ALONE = 30
"""Characters beside a date that tiers.toml takes for a date by itself."""
_WEEK = timedelta(days=7)
"""How far a printed date and the address's day may be apart, both being the article's."""
_NOW = timedelta(minutes=2)
_QUARTER = timedelta(minutes=15)


@dataclass
class Repeats:
    """What one site's pages have shown so far."""

    today: date | None = None
    shown: dict[tuple[str, date], set[date]] = field(default_factory=dict)
    """Place and day → the days of the articles it stood on, of what was fetched today."""
    counts: Counter[str] = field(default_factory=Counter)
    """A lesson's field → pages."""

    @classmethod
    def recalled(cls, lessons: Iterable[Lesson]) -> Repeats:
        """What lessons of earlier runs have left."""
        found = cls()
        for lesson in lessons:
            if is_of_repeats(lesson):
                found.counts[lesson.field] += lesson.pages
        return found

    def refuse(self, evidence: Sequence[Evidence], fetched_at: datetime) -> tuple[Evidence, ...]:
        """Return the evidence, with what is known to be the site's and no article's no longer `own`."""
        known = {id(item) for item in evidence if self._is_known(item, fetched_at.date())}
        days = {item.day for item in evidence if id(item) in known and item.distance is not None}
        return tuple(
            replace(item, own=False) if id(item) in known or _is_same(item, days) else item
            for item in evidence
        )

    def prefer(self, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Return the evidence without the address's day where the page prints another one as its site does.

        An address keeps the day on which the article was begun; the printed day is the one it came out on.
        """
        day = next((item.day for item in evidence if item.kind == "url" and item.own), None)
        printed = next((item for item in evidence if self._is_printed(item, day)), None)
        if printed is None:
            return tuple(evidence)
        alone = replace(printed, other_text=min(printed.other_text or 0, _ALONE), label=None, doubts=())
        return tuple(
            alone if item is printed else replace(item, own=item.own and item.kind != "url")
            for item in evidence
        )

    def _is_printed(self, item: Evidence, day: date | None) -> bool:
        """True for a date near the address's `day`, at a place where the site's pages have theirs."""
        if not _is_line(item) or day is None or not timedelta(0) < abs(item.day - day) <= _WEEK:
            return False
        line = _line_of(item)
        agreed, other = self.counts[_AGREED + line], self.counts[_OTHER + line]
        return agreed >= _PRINTED and agreed >= other

    def see(self, evidence: Sequence[Evidence], fetched_at: datetime) -> tuple[Lesson, ...]:
        """Learn from a page, as it came; return what is to be kept for later runs."""
        day = fetched_at.date()
        if day != self.today:
            self.today, self.shown = day, {}
        fields = dict.fromkeys(self._fields(evidence, fetched_at))
        self.counts.update(fields.keys())
        week = day - timedelta(days=day.weekday())
        return tuple(Lesson(field=name, week=week, offset=0) for name in fields)

    def _fields(self, evidence: Sequence[Evidence], fetched_at: datetime) -> Iterator[str]:
        today = fetched_at.date()
        days = {item.day for item in evidence if item.kind == "url" and item.own}
        for item in evidence:
            if days and _is_line(item):
                yield (_AGREED if item.day in days else _OTHER) + _line_of(item)
            if not _is_asked(item):
                continue
            if abs(item.day - today) > _NEAR and item.kind != "json-ld":
                yield _DATED + place_of(item)
            other = _other_day(item, evidence, fetched_at)
            others = self.shown.setdefault((place_of(item), item.day), set()) if other else set()
            if other and other not in others:
                others.add(other)
                if abs(item.day - today) <= _NEAR and item.kind != "json-ld":
                    yield _CLOCK + place_of(item)

    def _is_known(self, item: Evidence, today: date) -> bool:
        if not _is_asked(item):
            return False
        place = place_of(item)
        if today == self.today and len(self.shown.get((place, item.day), ())) >= PAGES:
            return True
        clocks = self.counts[_CLOCK + place]
        is_clock = clocks >= PAGES and clocks >= _OFTEN * self.counts[_DATED + place]
        return is_clock and abs(item.day - today) <= _NEAR


def is_of_repeats(lesson: Lesson) -> bool:
    """True for a lesson that `Repeats` gave, not one about a zone."""
    return lesson.field.startswith((_CLOCK, _DATED, _AGREED, _OTHER))


def place_of(item: Evidence) -> str:
    """Where on a site's pages a date stands: `meta:weak:date`, `text:-2:`, `time:3:published`.

    JSON-LD is believed so much that only one and the same instant on several pages is held against it.
    """
    if item.kind == "json-ld":
        return f"json-ld:{item.label or ''}:{item.clock}"
    if item.kind in ("text", "time"):
        return f"{item.kind}:{'' if item.distance is None else item.distance}:{item.label or ''}"
    return f"{item.kind}:{item.label or ''}"


def _is_asked(item: Evidence) -> bool:
    if item.kind == "json-ld" and not item.clock:  # midnight is the clock of many days that have none
        return False
    return item.own and item.role == "published" and item.kind in _KINDS


def _is_line(item: Evidence) -> bool:
    """True for a date that a short line near the headline prints."""
    return item.kind == "text" and _is_asked(item) and bool(item.distance) and (item.other_text or 0) <= _LINE


def _line_of(item: Evidence) -> str:
    """Where a date's line stands, whatever its label."""
    return f"{item.kind}:{item.distance}"


def _is_same(item: Evidence, days: set[date]) -> bool:
    """True for a date already refused beside the headline, found again in the search of the whole page."""
    return _is_asked(item) and item.kind == "text" and item.distance is None and item.day in days


def _other_day(item: Evidence, evidence: Sequence[Evidence], fetched_at: datetime) -> date | None:
    """The day that the page's best other evidence names, where none agrees with `item`; else None."""
    rest = [
        (tier.right, other)
        for other in evidence
        if other.own and other.role == "published" and place_of(other) != place_of(item)
        if (tier := tier_of(other, fetched_at.date())) and tier.right >= _SURE
    ]
    if not rest or any(abs(other.day - item.day) <= _NEAR for _, other in rest):
        return None
    tier = tier_of(item, fetched_at.date())
    right, best = max(rest, key=lambda pair: pair[0])
    is_stamp = item.kind == "json-ld"
    if tier and tier.right > right and not is_stamp and not _is_now(item, fetched_at):
        return None
    return best.day


def _is_now(item: Evidence, fetched_at: datetime) -> bool:
    """True where a clock shows the minute of the fetch, in whatever zone."""
    if item.clock is None or abs(item.day - fetched_at.date()) > _NEAR:
        return False
    clock = timedelta(hours=fetched_at.hour, minutes=fetched_at.minute)
    apart = (item.clock - clock) % _QUARTER
    return min(apart, _QUARTER - apart) <= _NOW
