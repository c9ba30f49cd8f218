"""Chooses the instant of publication from the evidence, or none; the ranks are in tiers.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipelines.items import Dates, Evidence, Site
from pipelines.times.choosing.moment import Moment, agree, moment_of, stored_form
from pipelines.times.choosing.offsets import ClockContext, clock_evidence, offset_between
from pipelines.times.choosing.tiers import Tier, rules, tier_of, with_doubts
from pipelines.times.words.zones import country_of, country_of_zone, is_provisional, only_zone, zone_of

_SAME_DAY = timedelta(days=2)
"""The day in the URL may differ from the article's by this much: the draft was older, or the zone another."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence that may win, with its tier and its instant."""

    item: Evidence
    tier: Tier
    moment: Moment
    doubts: tuple[str, ...] = ()
    """Reasons against it that come from other evidence; `item.doubts` has those from its own line."""

    @property
    def accuracy(self) -> float:
        """How likely it alone names the right day, 0 to 1: its tier's accuracy less its doubts."""
        return with_doubts(self.tier.accuracy, (*self.item.doubts, *self.doubts))

    @property
    def is_doubtful(self) -> bool:
        """True if the doubts alone put its accuracy below the threshold."""
        threshold: float = rules()["choice"]["threshold"]
        return bool(self.item.doubts or self.doubts) and self.accuracy < threshold


def choose(
    evidence: Sequence[Evidence],
    *,
    fetched_at: datetime,
    site: Site,
    country: str | None = None,
    learned_zone: Mapping[str, str] | None = None,
) -> Dates:
    """Choose the instant of publication; a field is None if no evidence can be trusted for it.

    `fetched_at` is aware. `country` is an ISO 3166 code; without it the site's zone or domain decides.
    `learned_zone` has the zones that the site's own pages have taught: `offsets.field_of` → IANA name.
    """
    country = country or country_of_zone(site.timezone) or country_of(site.url)
    learned = learned_zone or {}
    taught_zone = learned.get("text")
    zone = (
        zone_of(site.timezone)
        or (None if taught_zone and is_provisional(taught_zone) else zone_of(taught_zone))
        or only_zone(country)
    )
    ordered = sorted(evidence, key=_sort_key)
    clocks = tuple(clock_evidence(item) for item in ordered if item.clock is not None)
    context = ClockContext(fetched_at, zone, country, {} if site.timezone else learned, clocks)
    usable = [
        _candidate(item, context) for item in ordered if item.own and item.role in ("published", "created")
    ]
    candidates = _by_rank(_with_url_doubts(_without_foreign([c for c in usable if c], ordered)))
    modified = _modified(ordered, context)
    winner = _winner(candidates, modified)
    if winner is None or (confidence := _confidence(winner, candidates)) < rules()["choice"]["threshold"]:
        return Dates(modified_at=stored_form(modified)[0] if modified else None, losers=tuple(ordered))
    exact = _with_zone(_most_exact(winner, candidates), ordered, context)
    return _dates(exact, modified, confidence, ordered)


def _without_foreign(candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Candidate]:
    """Return the candidates, except lists of other articles and dates later than the byline's "updated"."""
    days: dict[str, set[date]] = {}
    for candidate in candidates:
        days.setdefault(candidate.tier.name, set()).add(candidate.moment.day)
    latest = min((item.day for item in evidence if _is_byline_update(item)), default=date.max)
    return [
        candidate
        for candidate in candidates
        if not (candidate.tier.alone and len(days[candidate.tier.name]) > 1)
        and not (_is_far_from_headline(candidate.item) and candidate.moment.day > latest)
    ]


def _with_url_doubts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Add a doubt to each date without a label whose day differs from the day in the page's URL."""
    day = next((c.moment.day for c in candidates if c.item.kind == "url"), None)
    return [
        replace(c, doubts=("another day than the address",)) if day and _differs_from_url(c, day) else c
        for c in candidates
    ]


def _differs_from_url(candidate: Candidate, day: date) -> bool:
    item = candidate.item
    return item.kind in ("text", "time") and not item.label and abs(candidate.moment.day - day) > _SAME_DAY


def _is_byline_update(item: Evidence) -> bool:
    """Return True for an "updated" that is printed near the headline."""
    return item.own and item.role == "modified" and item.kind in ("text", "time") and bool(item.distance)


def _is_far_from_headline(item: Evidence) -> bool:
    return item.kind in ("text", "time") and item.distance is None


def _by_rank(candidates: list[Candidate]) -> list[Candidate]:
    """Sort candidates: doubtful ones and the clock last, then by tier, then by how many kinds agree."""
    support = {id(c): len({o.item.kind for o in candidates if agree(o.moment, c.moment)}) for c in candidates}

    def is_last(candidate: Candidate) -> bool:
        return candidate.is_doubtful or (candidate.tier.today and support[id(candidate)] == 1)

    return sorted(candidates, key=lambda c: (is_last(c), c.tier.rank, -support[id(c)]))


def _sort_key(item: Evidence) -> tuple[object, ...]:
    """Return a total order, so that the order in which the evidence was found does not matter."""
    # A date below the headline comes before one above it, which may belong to another article.
    far = 99 if item.distance is None else abs(item.distance) + (20 if item.distance < 0 else 0)
    clock = timedelta(-1) if item.clock is None else item.clock
    offset = timedelta(2) if item.offset is None else item.offset
    texts = (item.label or "", item.zone or "", item.raw)
    other_text = -1 if item.other_text is None else item.other_text
    tie_breakers = (item.distance or 0, item.own, item.order_sure, item.has_seconds)
    return (item.kind, item.role, far, other_text, item.day, clock, offset, *texts, *tie_breakers)


def _candidate(item: Evidence, context: ClockContext) -> Candidate | None:
    tier, moment = tier_of(item, context.today), moment_of(item, context)
    if tier is None or not item.order_sure or moment.is_in_future(context, _grace()):
        return None
    return Candidate(item, tier, moment)


def _grace() -> timedelta:
    return timedelta(minutes=rules()["choice"]["grace"])


def _modified(evidence: Sequence[Evidence], context: ClockContext) -> Moment | None:
    moments = [
        moment_of(item, context)
        for item in evidence
        if item.own and item.order_sure and item.role == "modified" and item.kind != "header"
    ]
    return next((moment for moment in moments if not moment.is_in_future(context, _grace())), None)


def _winner(candidates: Sequence[Candidate], modified: Moment | None) -> Candidate | None:
    """Return the first candidate, or a stronger date beside the headline that contradicts it."""
    if not candidates:
        return None
    first = candidates[0]
    first_editions = (c for c in candidates if c.tier.name == rules()["republished"]["first"])
    printed = next(first_editions, None) or next((c for c in candidates if _is_printed_alone(c)), None)
    if printed is None or printed is first or agree(printed.moment, first.moment):
        return first
    if first.tier.name == "generic meta":
        return printed
    if printed.moment.day >= first.moment.day:
        return first
    is_first = printed.tier.name == rules()["republished"]["first"]
    return printed if is_first or _is_new_edition(printed, first, candidates, modified) else first


def _is_new_edition(
    printed: Candidate, first: Candidate, candidates: Sequence[Candidate], modified: Moment | None
) -> bool:
    """Return True if the structured date is that of a later edition, and the older printed date is right.

    That is so if the structured date is not before the last change and no other kind of evidence agrees with
    it. If another kind agrees, the older date is that of something else, such as an event or a picture.
    """
    rule = rules()["republished"]
    near = printed.item.distance is not None and abs(printed.item.distance) <= rule["distance"]
    alone = len({c.item.kind for c in candidates if agree(c.moment, first.moment)}) < 2
    changed = modified is not None and (modified.day <= first.moment.day or agree(modified, first.moment))
    return near and (printed.item.other_text or 0) <= rule["bare"] and alone and changed


def _is_printed_alone(candidate: Candidate) -> bool:
    """Return True for a date near the headline that is not in a sentence."""
    item = candidate.item
    return (
        item.kind in ("text", "time")
        and item.distance is not None
        and not candidate.is_doubtful
        and not candidate.tier.name.startswith("prose")
    )


def _confidence(winner: Candidate, candidates: Sequence[Candidate]) -> float:
    doubt = 1 - winner.accuracy
    # A sentence and the <time> in it are one piece of evidence.
    excluded = {"text", "time"} if winner.is_doubtful else {winner.item.kind}
    kinds = {c.item.kind for c in candidates if agree(c.moment, winner.moment)} - excluded
    agreement: float = rules()["choice"]["agreement"]
    return 1 - doubt * float((1 - agreement) ** len(kinds))


def _most_exact(winner: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """Return the winner; if it has only a day, the first candidate with an instant on that day.

    A winner whose clock is midnight stands for a day. Midnight in UTC may be on the next or the previous day
    at the site, so only candidates of the same day count.
    """
    if winner.moment.instant is not None:
        return winner
    exact = [c for c in candidates if c.moment.instant is not None]
    same_day = (c for c in exact if c.moment.day == winner.moment.day)
    without_offset = (c for c in exact if c.moment.offset is None and agree(c.moment, winner.moment))
    return next(same_day, None) or (winner if winner.item.clock is None else next(without_offset, winner))


def _with_zone(winner: Candidate, evidence: Sequence[Evidence], context: ClockContext) -> Candidate:
    """Return the winner; if its zone is unknown, the JSON-LD instant that is its clock in some zone.

    JSON-LD with a headline for search engines is not the page's own, but two clocks agree by chance only once
    in thirty times. Other instants in JSON-LD are those of other articles; then none counts.
    """
    item = winner.item
    if winner.moment.instant is not None or item.clock is None or item.kind not in ("text", "time"):
        return winner
    stated = [e for e in evidence if e.kind == "json-ld" and e.role == "published" and e.offset is not None]
    moments = {moment.instant: (e, moment) for e in stated if (moment := moment_of(e, context)).instant}
    if len(moments) != 1:
        return winner
    other, moment = next(iter(moments.values()))
    offset = offset_between(item, moment.instant) if moment.instant else None
    if offset is None or moment.is_in_future(context, _grace()):
        return winner
    return replace(winner, item=other, moment=replace(moment, day=item.day, offset=offset))


def _dates(
    winner: Candidate, modified: Moment | None, confidence: float, evidence: Sequence[Evidence]
) -> Dates:
    stamp, precision = stored_form(winner.moment)
    # A change before the publication belongs to another text.
    later = modified is not None and not modified.is_before(winner.moment)
    return Dates(
        published_at=stamp,
        published_precision=precision,
        published_offset=winner.moment.offset_text,
        published_from=winner.item.kind,
        published_raw=winner.item.raw,
        modified_at=stored_form(modified)[0] if modified and later else None,
        confidence=round(confidence, 4),
        losers=tuple(item for item in evidence if item is not winner.item),
    )
