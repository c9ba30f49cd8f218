"""Finds dates that a site shows on page after page: its clock, the day of its edition, page furniture.

One page cannot tell its clock from its date. Several pages can: a clock shows the same day on articles whose
other evidence names different days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from pipelines.items import Evidence, Lesson
from pipelines.times.choosing.pairs import CHANGED, changed_fields, without_changes
from pipelines.times.choosing.tiers import tier_of

PAGES = 3
"""A date is refused when this many articles of different days have shown it."""
_CLOCK, _DATED, _AGREED, _OTHER = "clock:", "dated:", "agreed:", "other:"
"""The beginnings of a lesson's field.

`clock:` the place showed the day of the fetch, all other evidence another day. `dated:` it showed any other
day. `agreed:` a short line showed the day that is in the URL. `other:` a short line showed another day."""
_CLOCK_RATIO = 10
"""A place is a clock only if it showed the day of the fetch this many times as often as other days."""
_MIN_ACCURACY = 0.9
"""Evidence against a date counts only if its tier has this accuracy."""
_NEAR = timedelta(days=1)
_MOST_STAMPS = 2000
"""At most this many instants are stored for one site: those that other evidence contradicts."""
_KINDS = ("text", "time", "meta", "script", "json-ld")
_MIN_AGREED = 5
"""On this many pages a place must have agreed with the URL before it is preferred to the URL's day."""
_LINE_CHARS = 100
"""A line has at most this many other characters beside its date; with more it is a paragraph."""
_ALONE_CHARS = 30
"""With at most this many other characters beside it, tiers.toml treats a date as a bare one."""
_WEEK = timedelta(days=7)
"""A printed date and the URL's day can both be the article's if they are at most this far apart."""
_NOW = timedelta(minutes=2)
_QUARTER = timedelta(minutes=15)


@dataclass
class Repeats:
    """The dates that the pages of one site have shown until now."""

    today: date | None = None
    shown: dict[tuple[str, date], set[date]] = field(default_factory=dict)
    """Place and day → the days of the articles that had this day there; only for pages fetched today."""
    stamps: dict[tuple[date, timedelta], set[date]] = field(default_factory=dict)
    """Instant in structured data → the days of the articles; it may be the time of the site's build."""
    counts: Counter[str] = field(default_factory=Counter)
    """Field of a lesson → number of pages."""

    @classmethod
    def from_lessons(cls, lessons: Iterable[Lesson]) -> Repeats:
        """Return the counts from the lessons of earlier runs."""
        repeats = cls()
        for lesson in lessons:
            if is_repeats_lesson(lesson):
                repeats.counts[lesson.field] += lesson.pages
        return repeats

    def refuse(self, evidence: Sequence[Evidence], fetched_at: datetime) -> tuple[Evidence, ...]:
        """Return the evidence; dates that are the site's, such as its clock, are no longer `own`."""
        refused = {id(item) for item in evidence if self._is_of_site(item, fetched_at.date())}
        days = {item.day for item in evidence if id(item) in refused and item.distance is not None}
        return tuple(
            replace(item, own=False) if id(item) in refused or _is_found_again(item, days) else item
            for item in evidence
        )

    def prefer_printed(self, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Return the evidence; if the site prints its own date, the day in the URL is no longer `own`.

        The URL often has the day on which the article was begun; the printed day is the day of publication.
        """
        day = next((item.day for item in evidence if item.kind == "url" and item.own), None)
        printed = next((item for item in evidence if self._is_printed(item, day)), None)
        if printed is None:
            return tuple(evidence)
        alone = replace(printed, other_text=min(printed.other_text or 0, _ALONE_CHARS), label=None, doubts=())
        return tuple(
            alone if item is printed else replace(item, own=item.own and item.kind != "url")
            for item in evidence
        )

    def without_changes(self, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Return the evidence; of two dates in the byline, the one of the last change has that role."""
        return without_changes(evidence, self.counts)

    def _is_printed(self, item: Evidence, day: date | None) -> bool:
        """Return True for a date within a week of the URL's `day`, where the site prints its dates."""
        if not _is_line(item) or day is None or not timedelta(0) < abs(item.day - day) <= _WEEK:
            return False
        line = _line_of(item)
        agreed, disagreed = self.counts[_AGREED + line], self.counts[_OTHER + line]
        return agreed >= _MIN_AGREED and agreed >= disagreed

    def learn(self, evidence: Sequence[Evidence], fetched_at: datetime) -> tuple[Lesson, ...]:
        """Learn from the evidence as it was collected; return the lessons to keep for later runs."""
        day = fetched_at.date()
        if day != self.today:
            self.today, self.shown = day, {}
        fields = dict.fromkeys(self._fields(evidence, fetched_at))
        self.counts.update(fields.keys())
        week = day - timedelta(days=day.weekday())
        return tuple(Lesson(field=name, week=week, offset=0) for name in fields)

    def _fields(self, evidence: Sequence[Evidence], fetched_at: datetime) -> Iterator[str]:
        yield from changed_fields(evidence)
        today = fetched_at.date()
        days = {item.day for item in evidence if item.kind == "url" and item.own}
        for item in evidence:
            if days and _is_line(item):
                yield (_AGREED if item.day in days else _OTHER) + _line_of(item)
            if not _is_checked(item):
                continue
            self._learn_stamp(item, evidence, today)
            if item.kind == "json-ld":
                continue
            if abs(item.day - today) > _NEAR:
                yield _DATED + place_of(item)
            other_day = _other_day(item, evidence, fetched_at)
            days_shown = self.shown.setdefault((place_of(item), item.day), set()) if other_day else set()
            if other_day and other_day not in days_shown:
                days_shown.add(other_day)
                if abs(item.day - today) <= _NEAR:
                    yield _CLOCK + place_of(item)

    def _learn_stamp(self, item: Evidence, evidence: Sequence[Evidence], today: date) -> None:
        """Structured data is reliable, so what contradicts an instant counts only if the instant recurs."""
        stamp = _stamp(item)
        if stamp is None or (stamp not in self.stamps and len(self.stamps) >= _MOST_STAMPS):
            return
        _, best = _best_other(item, [other for other in evidence if _stamp(other) != stamp], today)
        if best:
            self.stamps.setdefault(stamp, set()).add(best.day)

    def _is_of_site(self, item: Evidence, today: date) -> bool:
        """Return True if earlier pages have shown that the date is the site's and not the article's."""
        stamp = _stamp(item)
        if stamp is not None and len(self.stamps.get(stamp, ())) >= PAGES:
            return True
        if not _is_checked(item) or item.kind == "json-ld":
            return False
        place = place_of(item)
        if today == self.today and len(self.shown.get((place, item.day), ())) >= PAGES:
            return True
        clocks = self.counts[_CLOCK + place]
        is_clock = clocks >= PAGES and clocks >= _CLOCK_RATIO * self.counts[_DATED + place]
        return is_clock and abs(item.day - today) <= _NEAR


def is_repeats_lesson(lesson: Lesson) -> bool:
    """Return True for a lesson from `Repeats`, False for one about a zone."""
    return lesson.field.startswith((_CLOCK, _DATED, _AGREED, _OTHER, *CHANGED))


def place_of(item: Evidence) -> str:
    """Return where on a site's pages a date stands: `meta:weak:date`, `text:-2:`, `time:3:published`."""
    if item.kind in ("text", "time"):
        return f"{item.kind}:{'' if item.distance is None else item.distance}:{item.label or ''}"
    return f"{item.kind}:{item.label or ''}"


def _is_checked(item: Evidence) -> bool:
    """Return True for an own date of publication of one of `_KINDS`: it may be the site's date."""
    if item.kind == "json-ld" and not item.clock:  # midnight stands for a day without a clock
        return False
    return item.own and item.role == "published" and item.kind in _KINDS


def _is_line(item: Evidence) -> bool:
    """Return True for a date in a short line near the headline."""
    return (
        item.kind == "text"
        and _is_checked(item)
        and bool(item.distance)
        and (item.other_text or 0) <= _LINE_CHARS
    )


def _line_of(item: Evidence) -> str:
    """Return the place of a date's line, without its label."""
    return f"{item.kind}:{item.distance}"


def _is_found_again(item: Evidence, days: set[date]) -> bool:
    """Return True for a date refused near the headline that the search of the whole page found again."""
    return _is_checked(item) and item.kind == "text" and item.distance is None and item.day in days


def _stamp(item: Evidence) -> tuple[date, timedelta] | None:
    """Return the exact instant of a publication or change in structured data; None if there is none."""
    if item.kind not in ("json-ld", "meta") or not item.own or not item.clock:
        return None  # midnight stands for a day without a clock
    return item.day, item.clock


def _best_other(item: Evidence, evidence: Sequence[Evidence], today: date) -> tuple[float, Evidence | None]:
    """Return the best reliable evidence of other places and its accuracy, if all of it contradicts `item`."""
    reliable = [
        (tier.accuracy, other)
        for other in evidence
        if other.own and other.role == "published" and place_of(other) != place_of(item)
        if (tier := tier_of(other, today)) and tier.accuracy >= _MIN_ACCURACY
    ]
    if any(abs(other.day - item.day) <= _NEAR for _, other in reliable):
        return 0.0, None
    return max(reliable, key=lambda pair: pair[0], default=(0.0, None))


def _other_day(item: Evidence, evidence: Sequence[Evidence], fetched_at: datetime) -> date | None:
    """Return the day of the best reliable evidence if all of it contradicts `item`; else None."""
    accuracy, best = _best_other(item, evidence, fetched_at.date())
    tier = tier_of(item, fetched_at.date())
    if best is None or (tier and tier.accuracy > accuracy and not _is_fetch_time(item, fetched_at)):
        return None
    return best.day


def _is_fetch_time(item: Evidence, fetched_at: datetime) -> bool:
    """Return True if the clock shows the minute of the fetch, in any zone."""
    if item.clock is None or abs(item.day - fetched_at.date()) > _NEAR:
        return False
    clock = timedelta(hours=fetched_at.hour, minutes=fetched_at.minute)
    apart = (item.clock - clock) % _QUARTER
    return min(apart, _QUARTER - apart) <= _NOW
