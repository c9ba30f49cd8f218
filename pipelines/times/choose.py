"""Chooses the instant of publication among the evidence, or none; the ranks are in tiers.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipelines.items import Dates, Evidence, Site
from pipelines.times.moment import Moment, agree, moment_of, written
from pipelines.times.offsets import Setting, witness
from pipelines.times.tiers import Tier, doubted, rules, tier_of
from pipelines.times.zones import country_of, country_of_zone, is_provisional, only_zone, zone_of

_SAME_DAY = timedelta(days=2)
"""How far the day in an address may be from the article's: it is of the draft, or in another zone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence that may win, with its tier and its instant."""

    item: Evidence
    tier: Tier
    moment: Moment
    doubts: tuple[str, ...] = ()
    """What speaks against it beside what `item` itself says."""

    @property
    def right(self) -> float:
        """How likely it alone names the right day: its tier's share, less what speaks against it."""
        return doubted(self.tier.right, (*self.item.doubts, *self.doubts))

    @property
    def is_doubtful(self) -> bool:
        """True where what speaks against it makes it no answer by itself."""
        threshold: float = rules()["choice"]["threshold"]
        return bool(self.item.doubts or self.doubts) and self.right < threshold


def choose(
    evidence: Sequence[Evidence],
    *,
    fetched_at: datetime,
    site: Site,
    country: str | None = None,
    learned_zone: Mapping[str, str] | None = None,
) -> Dates:
    """Choose the instant of publication; None in every field that the evidence does not carry.

    `fetched_at` is aware; `country` an ISO 3166 code (else the site's zone or domain says it);
    `learned_zone` the IANA names that the site's own pages have taught, by `offsets.field_of`.
    """
    country = country or country_of_zone(site.timezone) or country_of(site.url)
    learned = learned_zone or {}
    taught = learned.get("text")
    zone = (
        zone_of(site.timezone)
        or (None if taught and is_provisional(taught) else zone_of(taught))
        or only_zone(country)
    )
    ordered = sorted(evidence, key=_order)
    clocks = tuple(witness(item) for item in ordered if item.clock is not None)
    setting = Setting(fetched_at, zone, country, {} if site.timezone else learned, clocks)
    able = [
        _candidate(item, setting) for item in ordered if item.own and item.role in ("published", "created")
    ]
    candidates = _ranked(_with_address(_believed([c for c in able if c], ordered)))
    modified = _modified(ordered, setting)
    winner = _winner(candidates, modified)
    if winner is None or (confidence := _confidence(winner, candidates)) < rules()["choice"]["threshold"]:
        return Dates(modified_at=written(modified)[0] if modified else None, losers=tuple(ordered))
    return _dates(_sharpest(winner, candidates), modified, confidence, ordered)


def _believed(candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Candidate]:
    """Leave out the dates of a list of other articles, and what is later than the page's own "updated"."""
    days: dict[str, set[date]] = {}
    for candidate in candidates:
        days.setdefault(candidate.tier.name, set()).add(candidate.moment.day)
    last = min((item.day for item in evidence if _is_renewal(item)), default=date.max)
    return [
        candidate
        for candidate in candidates
        if not (candidate.tier.alone and len(days[candidate.tier.name]) > 1)
        and not (_is_elsewhere(candidate.item) and candidate.moment.day > last)
    ]


def _with_address(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Doubt dates without a label that are not of the day that the page's address names."""
    day = next((c.moment.day for c in candidates if c.item.kind == "url"), None)
    return [
        replace(c, doubts=("another day than the address",)) if day and _is_off(c, day) else c
        for c in candidates
    ]


def _is_off(candidate: Candidate, day: date) -> bool:
    item = candidate.item
    return item.kind in ("text", "time") and not item.label and abs(candidate.moment.day - day) > _SAME_DAY


def _is_renewal(item: Evidence) -> bool:
    """An "updated" printed in the byline."""
    return item.own and item.role == "modified" and item.kind in ("text", "time") and bool(item.distance)


def _is_elsewhere(item: Evidence) -> bool:
    return item.kind in ("text", "time") and item.distance is None


def _ranked(candidates: list[Candidate]) -> list[Candidate]:
    """Doubtful ones last, best tier first; within a tier, what more of the other evidence agrees with."""
    support = {id(c): len({o.item.kind for o in candidates if agree(o.moment, c.moment)}) for c in candidates}
    return sorted(candidates, key=lambda c: (c.is_doubtful, c.tier.rank, -support[id(c)]))


def _order(item: Evidence) -> tuple[object, ...]:
    """A total order, so that the order in which evidence came does not matter."""
    # What stands behind the headline before what stands above it: that may be of another article.
    far = 99 if item.distance is None else abs(item.distance) + (20 if item.distance < 0 else 0)
    clock = timedelta(-1) if item.clock is None else item.clock
    offset = timedelta(2) if item.offset is None else item.offset
    texts = (item.label or "", item.zone or "", item.raw)
    other = -1 if item.other_text is None else item.other_text
    rest = (item.distance or 0, item.own, item.order_sure, item.has_seconds)
    return (item.kind, item.role, far, other, item.day, clock, offset, *texts, *rest)


def _candidate(item: Evidence, setting: Setting) -> Candidate | None:
    tier, moment = tier_of(item, setting.today), moment_of(item, setting)
    if tier is None or moment is None or not item.order_sure or moment.is_after(setting, _grace()):
        return None
    return Candidate(item, tier, moment)


def _grace() -> timedelta:
    return timedelta(minutes=rules()["choice"]["grace"])


def _modified(evidence: Sequence[Evidence], setting: Setting) -> Moment | None:
    found = [
        moment_of(item, setting)
        for item in evidence
        if item.own and item.order_sure and item.role == "modified" and item.kind != "header"
    ]
    return next((moment for moment in found if moment and not moment.is_after(setting, _grace())), None)


def _winner(candidates: Sequence[Candidate], modified: Moment | None) -> Candidate | None:
    """The first in rank, unless a date printed beside the headline contradicts it."""
    if not candidates:
        return None
    first = candidates[0]
    first_issues = (c for c in candidates if c.tier.name == rules()["republished"]["first"])
    shown = next(first_issues, None) or next((c for c in candidates if _is_shown(c)), None)
    if shown is None or shown is first or agree(shown.moment, first.moment):
        return first
    if first.tier.name == "generic meta":
        return shown
    if shown.moment.day >= first.moment.day:
        return first
    is_first = shown.tier.name == rules()["republished"]["first"]
    return shown if is_first or _is_republished(shown, first, candidates, modified) else first


def _is_republished(
    shown: Candidate, first: Candidate, candidates: Sequence[Candidate], modified: Moment | None
) -> bool:
    """True where the structured date is no earlier than the last change, and an older one stands by itself.

    Of two kinds that agree, neither is: then the older date is of something else, an event or a picture.
    """
    rule = rules()["republished"]
    near = shown.item.distance is not None and abs(shown.item.distance) <= rule["distance"]
    alone = len({c.item.kind for c in candidates if agree(c.moment, first.moment)}) < 2
    changed = modified is not None and (modified.day <= first.moment.day or agree(modified, first.moment))
    return near and (shown.item.other_text or 0) <= rule["bare"] and alone and changed


def _is_shown(candidate: Candidate) -> bool:
    """A date that stands beside the headline by itself, not in prose."""
    item = candidate.item
    return (
        item.kind in ("text", "time")
        and item.distance is not None
        and not candidate.is_doubtful
        and not candidate.tier.name.startswith("prose")
    )


def _confidence(winner: Candidate, candidates: Sequence[Candidate]) -> float:
    doubt = 1 - winner.right
    same = {"text", "time"} if winner.is_doubtful else {winner.item.kind}  # one sentence, read in two ways
    kinds = {c.item.kind for c in candidates if agree(c.moment, winner.moment)} - same
    agreement: float = rules()["choice"]["agreement"]
    return 1 - doubt * float((1 - agreement) ** len(kinds))


def _sharpest(winner: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The winner, or, if it has only a day, the first candidate that agrees and has an instant.

    A midnight that stands for a day says nothing of the site's clock: one in UTC may lie on the day beside.
    """
    if winner.moment.instant is not None:
        return winner
    exact = [c for c in candidates if c.moment.instant is not None]
    same = (c for c in exact if c.moment.day == winner.moment.day)
    beside = (c for c in exact if c.moment.offset is None and agree(c.moment, winner.moment))
    return next(same, None) or (winner if winner.item.clock is None else next(beside, winner))


def _dates(
    winner: Candidate, modified: Moment | None, confidence: float, evidence: Sequence[Evidence]
) -> Dates:
    stamp, precision = written(winner.moment)
    later = modified is not None and not modified.is_before(winner.moment)  # else it is of an earlier text
    return Dates(
        published_at=stamp,
        published_precision=precision,
        published_offset=winner.moment.offset_text,
        published_from=winner.item.kind,
        published_raw=winner.item.raw,
        modified_at=written(modified)[0] if modified and later else None,
        confidence=round(confidence, 4),
        losers=tuple(item for item in evidence if item is not winner.item),
    )
