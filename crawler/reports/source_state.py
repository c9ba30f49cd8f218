"""How a source fares, judged by its own past: ok, quiet, failing, changed or dead. Pure; keeps nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

from pipelines.db.crawl.health import Listings, Sample

DEAD_AFTER = timedelta(days=7)
"""A source of which nothing could be read for so long is dead."""

QUIET_AFTER = timedelta(hours=6)
"""No source is called quiet for a shorter silence, however much it publishes."""

LEAST_RECENT, LEAST_PAST = 5, 20
"""Pages that must be known, of now and of before, to say that a source has changed."""

AT_MOST = 40
"""Pages of now that are looked at."""

NO_SAMPLE = frozenset(
    {
        *("TooOld", "TooNew", "Disallowed", "NotAPage", "Picture", "Recording"),
        *("Archive", "DocumentFile", "NewsFeed", "Data", "BinaryFile"),
    }
)
"""Drops that say nothing of a site's layout."""

_Test = Callable[[Sample], bool]

WORSE = ("failing", "changed", "dead")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, and why."""

    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a source."""

    now: datetime
    listings: Listings
    recent: Sequence[Sample] = ()
    """Pages of this run, or the last few."""
    past: Sequence[Sample] = ()
    """Those before them."""
    published: Sequence[datetime] = ()
    """When its latest articles were published, the latest first."""


def judge(known: Known) -> Verdict | None:
    """The state of a source: the worst that holds; None where nothing was ever looked at."""
    if not known.listings.known and not known.recent:
        return None
    found = (find(known) for find in (_dead, _failing, _changed, _quiet))
    return next(filter(None, found), Verdict("ok"))


def split(samples: Sequence[Sample], of_this_run: int) -> tuple[Sequence[Sample], Sequence[Sample]]:
    """Samples, the latest first, as those of now and, like with like, those of before.

    Now is this run, where it met enough; else the last few pages, unless they are what is left of an archive.
    """
    few = of_this_run < LEAST_RECENT
    now = min(max(of_this_run, 8), AT_MOST, len(samples))
    recent, past = samples[:now], samples[max(now, of_this_run) :]
    old = sum(one.is_old is True for one in recent) * 2 > len(recent)
    if few and old:
        return recent[:of_this_run], past
    return recent, [one for one in past if one.is_old in (None, old)]


def _all_fail(known: Known) -> bool:
    return bool(known.listings.known) and known.listings.failing == known.listings.known


def _dead(known: Known) -> Verdict | None:
    since = known.listings.failing_since
    if not _all_fail(known) or since is None or known.now - since < DEAD_AFTER:
        return None
    days = (known.now - since).days
    return Verdict("dead", f"nothing could be read for {days} days: {known.listings.detail}")


def _failing(known: Known) -> Verdict | None:
    listings = known.listings
    if _all_fail(known):
        what = (
            "its only listing cannot" if listings.known == 1 else f"none of its {listings.known} listings can"
        )
        return Verdict("failing", f"{what} be read: {listings.detail}")
    errors = Counter(one.outcome for one in known.recent if one.is_error)
    if errors.total() >= LEAST_RECENT and errors.total() * 2 >= len(known.recent):
        worst = errors.most_common(1)[0][0]
        return Verdict("failing", f"{errors.total()} of its last {len(known.recent)} pages failed: {worst}")
    return None


def _quiet(known: Known) -> Verdict | None:
    """Silent for twice as long as ever in its last four weeks."""
    if not known.published:
        return None
    last = known.published[0]
    weeks = [each for each in known.published if last - each <= timedelta(days=28)]
    if len(weeks) < 10:
        return None
    longest = max(later - earlier for later, earlier in pairwise(weeks))
    silent = known.now - last
    if silent <= max(2 * longest, QUIET_AFTER):
        return None
    rate = len(weeks) / max(1.0, (weeks[0] - weeks[-1]).total_seconds() / 86_400)
    return Verdict("quiet", f"nothing new since {last:%Y-%m-%d %H:%M}; before, {rate:.1f} articles a day")


def _changed(known: Known) -> Verdict | None:
    now, past = (_sound(samples) for samples in (known.recent, known.past))
    articles, before = (_articles(samples) for samples in (now, past))
    if len(now) < LEAST_RECENT or len(before) < LEAST_PAST:
        return None
    is_article: _Test = lambda one: one.outcome == "article"  # noqa: E731
    is_dated: _Test = lambda one: one.is_dated  # noqa: E731
    is_authored: _Test = lambda one: one.is_authored  # noqa: E731
    reasons = [
        *_fewer("pages are articles", now, past, holds=is_article, usual=0.7, left=0.4),
        *_fewer("articles have a date", articles, before, holds=is_dated, usual=0.8, left=0.5),
        *_fewer("articles name an author", articles, before, holds=is_authored, usual=0.6, left=0.2),
        *_shorter(articles, before),
        *_otherwise(articles, before),
    ]
    return Verdict("changed", "; ".join(reasons)) if reasons else None


def _sound(samples: Sequence[Sample]) -> list[Sample]:
    return [one for one in samples if not one.is_error and one.outcome not in NO_SAMPLE]


def _articles(samples: Sequence[Sample]) -> list[Sample]:
    return [one for one in samples if one.outcome == "article"]


def _fewer(
    what: str,
    now: Sequence[Sample],
    past: Sequence[Sample],
    *,
    holds: _Test,
    usual: float,
    left: float,
) -> Iterator[str]:
    """A share that was at least `usual`, and of which no more than `left` is left."""
    if len(now) < LEAST_RECENT or len(past) < LEAST_PAST:
        return
    is_now, was = (sum(map(holds, samples)) / len(samples) for samples in (now, past))
    if was >= usual and is_now <= was * left:
        yield f"{is_now:.0%} of its {what}, before {was:.0%}"


def _shorter(now: Sequence[Sample], past: Sequence[Sample]) -> Iterator[str]:
    if len(now) < LEAST_RECENT or len(past) < LEAST_PAST:
        return
    words, before = ([one.words for one in samples] for samples in (now, past))
    # An archive's years differ more than a season's weeks.
    half = median(before) * (0.35 if now[0].is_old else 0.5)
    # Three quarters of them too: five short notices in a row are no redesign.
    if median(words) < half and quantiles(words, n=4)[2] < median(before):
        yield f"its articles have {median(words):.0f} words, before {median(before):.0f}"


def _otherwise(now: Sequence[Sample], past: Sequence[Sample]) -> Iterator[str]:
    if len(now) < LEAST_RECENT or len(past) < LEAST_PAST:
        return
    (usual, count), *_ = Counter(one.method for one in past).most_common(1)
    (method, often), *_ = Counter(one.method for one in now).most_common(1)
    if count >= 0.8 * len(past) and method != usual and often >= 0.7 * len(now):
        yield f"its text is found by {method}, before by {usual}"
