"""Judges a source by its own past: ok, quiet, failing, changed or dead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

from pipelines.db.crawl.health import Listings, Sample

DEAD_AFTER = timedelta(days=7)
"""A source is dead if nothing could be read for this long."""

QUIET_AFTER = timedelta(hours=6)
"""A source is never quiet after a shorter silence, however much it publishes."""

LEAST_RECENT, LEAST_PAST = 5, 20
"""The fewest recent and past pages from which a source can be judged as changed."""

MOST_RECENT = 40
"""The most pages that count as recent."""

NO_SAMPLE = frozenset(["TooOld", "TooNew", "NotKept", "Disallowed", "NotAPage", "Picture", "Recording"])
NO_SAMPLE |= frozenset(["Archive", "DocumentFile", "NewsFeed", "Data", "BinaryFile"])
"""Drops that say nothing about a site's layout."""

_Test = Callable[[Sample], bool]

WORSE = ("failing", "changed", "dead")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state and its reason."""

    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known about a source."""

    now: datetime
    listings: Listings
    recent: Sequence[Sample] = ()
    """Pages of this run, or the last few."""
    past: Sequence[Sample] = ()
    """The pages before those."""
    published: Sequence[datetime] = ()
    """When its latest articles were published, newest first."""
    added_at: datetime | None = None
    """When it was first crawled. A gap between articles before that does not make it quiet."""
    is_redesigned: bool = False
    """Whether its latest articles have another design than the ones before; see `sites.redesign`."""


def judge(history: History) -> Verdict | None:
    """Return the worst state that applies; None if nothing of the source was ever read."""
    if not history.listings.known and not history.recent:
        return None
    verdicts = (check(history) for check in (_dead, _failing, _changed, _quiet))
    return next(filter(None, verdicts), Verdict("ok"))


def split(samples: Sequence[Sample], of_this_run: int) -> tuple[Sequence[Sample], Sequence[Sample]]:
    """Split samples, newest first, into recent ones and the past ones to compare them with.

    The recent ones are those of this run if it has enough; otherwise the last few pages, unless they are the
    rest of an archive. Old articles are compared with old ones.
    """
    few = of_this_run < LEAST_RECENT
    now = min(max(of_this_run, 8), MOST_RECENT, len(samples))
    recent, past = samples[:now], samples[max(now, of_this_run) :]
    old = sum(one.is_old is True for one in recent) * 2 > len(recent)
    if few and old:
        return recent[:of_this_run], past
    return recent, [one for one in past if one.is_old in (None, old)]


def _all_fail(history: History) -> bool:
    return bool(history.listings.known) and history.listings.failing == history.listings.known


def _dead(history: History) -> Verdict | None:
    since = history.listings.failing_since
    if not _all_fail(history) or since is None or history.now - since < DEAD_AFTER:
        return None
    days = (history.now - since).days
    return Verdict("dead", f"nothing could be read for {days} days: {history.listings.detail}")


def _failing(history: History) -> Verdict | None:
    listings = history.listings
    if _all_fail(history):
        many = f"none of its {listings.known} listings can"
        what = "its only listing cannot" if listings.known == 1 else many
        return Verdict("failing", f"{what} be read: {listings.detail}")
    errors = Counter(one.outcome for one in history.recent if one.is_error)
    if errors.total() >= LEAST_RECENT and errors.total() * 2 >= len(history.recent):
        worst = errors.most_common(1)[0][0]
        return Verdict("failing", f"{errors.total()} of its last {len(history.recent)} pages failed: {worst}")
    return None


def _quiet(history: History) -> Verdict | None:
    """Return `quiet` if a source is silent for twice as long as ever before in its last four weeks.

    What came before its first crawl is no silence: that crawl may have fetched all that there was.
    """
    if not history.published:
        return None
    last = history.published[0]
    weeks = [each for each in history.published if last - each <= timedelta(days=28)]
    if len(weeks) < 10:
        return None
    longest = max(later - earlier for later, earlier in pairwise(weeks))
    silent = history.now - max(last, history.added_at or last)
    if silent <= max(2 * longest, QUIET_AFTER):
        return None
    rate = len(weeks) / max(1.0, (weeks[0] - weeks[-1]).total_seconds() / 86_400)
    return Verdict("quiet", f"nothing new since {last:%Y-%m-%d %H:%M}; before, {rate:.1f} articles a day")


def _changed(history: History) -> Verdict | None:
    now, past = (_sound(samples) for samples in (history.recent, history.past))
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
        *_other_method(articles, before),
    ]
    if history.is_redesigned and not now[0].is_old:
        reasons.append("its pages have another design")
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
    """Yield a reason if a share was at least `usual` and has fallen to `left` of it or less."""
    if len(now) < LEAST_RECENT or len(past) < LEAST_PAST:
        return
    is_now, was = (sum(map(holds, samples)) / len(samples) for samples in (now, past))
    if was >= usual and is_now <= was * left:
        yield f"{is_now:.0%} of its {what}, before {was:.0%}"


def _shorter(now: Sequence[Sample], past: Sequence[Sample]) -> Iterator[str]:
    if len(now) < LEAST_RECENT or len(past) < LEAST_PAST:
        return
    words, before = ([one.words for one in samples] for samples in (now, past))
    # The years of an archive differ more than the weeks of a season.
    half = median(before) * (0.35 if now[0].is_old else 0.5)
    # The third quartile too: five short notices in a row are not a redesign.
    if median(words) < half and quantiles(words, n=4)[2] < median(before):
        yield f"its articles have {median(words):.0f} words, before {median(before):.0f}"


def _other_method(now: Sequence[Sample], past: Sequence[Sample]) -> Iterator[str]:
    if len(now) < LEAST_RECENT or len(past) < LEAST_PAST:
        return
    (usual, count), *_ = Counter(one.method for one in past).most_common(1)
    (method, often), *_ = Counter(one.method for one in now).most_common(1)
    if count >= 0.8 * len(past) and method != usual and often >= 0.7 * len(now):
        yield f"its text is found by {method}, before by {usual}"
