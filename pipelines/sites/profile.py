"""Counts what a site's pages show at each place. Pure: what is kept between pages is the caller's to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import compress
from operator import itemgetter

from pipelines.sites.page_summary import (
    DROPPED,
    ECHO,
    FACT,
    KEPT,
    NAMED,
    OUTCOMES,
    OUTSIDE,
    PageSummary,
    PieceSeen,
)
from pipelines.sites.place import BETWEEN
from pipelines.sites.redesign import redesigned_at, usual

FEWEST = 3
"""Different articles before anything is learned from them."""
SURE = 8
"""Different articles from which a place's record counts in full."""
_ONCE = 1.3
"""Pieces a page at most of a place for a byline, a headline or a standfirst; a list of articles has more."""
SETTLED = 3 * SURE
"""Articles of a site before its pages count as known: a layout of every third page is sure by then."""
MOST_TEXTS = 20_000
"""Different texts of a site that are counted; fifty pages have about 5,000."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """What stood at one place. Pieces in the site's navigation count as `outside`, never as dropped."""

    pages: int
    pieces: int
    inside: int
    """Pieces that stood in the article's box."""
    kept: int
    echoes: int
    """Pieces that repeated the text below them."""
    dropped: int
    """Pieces that the general rules dropped, or that are short and name an author of their page."""
    text_share: float
    """The part of the characters inside the article's box that the general rules kept: a few short lines of
    a place full of paragraphs, or a poem, may be dropped again and again."""
    recurring: int
    """Pieces whose text stood at this place on at least `FEWEST` pages."""

    @property
    def recurring_share(self) -> float:
        return self.recurring / self.pieces

    @property
    def kept_share(self) -> float:
        return self.kept / self.pieces

    @property
    def dropped_share(self) -> float:
        """Of the pieces in the article's box."""
        return self.dropped / self.inside if self.inside else 0.0

    @property
    def is_one(self) -> bool:
        """Whether pages have one such piece."""
        return self.pieces <= _ONCE * self.pages

    @property
    def echo_share(self) -> float:
        return self.echoes / self.inside if self.inside else 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a site's pages have taught so far."""

    pages: int
    layouts: Mapping[str, int] = field(repr=False)
    """Place of the article's box → pages of the present design."""
    places: Mapping[str, PlaceRecord] = field(repr=False)
    texts: Mapping[tuple[str, int], int] = field(repr=False)
    """Place and text's hash → pages, for texts on two pages or more."""
    bylines: Mapping[str, frozenset[int]] = field(repr=False)
    """Place → hashes of the folders in which the pages of the authors lie that are linked there."""
    headlines: frozenset[str] = field(repr=False)
    """The places in which the headline is printed."""
    titles: frozenset[int] = field(repr=False)
    """Hashes of the titles that the articles offer and do not share."""
    text_box: str
    """The place of the box in which most paragraphs stand; '' where it is not sure."""
    urls: frozenset[str] = field(repr=False)
    """The articles that it was built from."""
    shared: Mapping[str, frozenset[int]] = field(repr=False)
    """Field → hashes of values that so many pages share that they are the site's own."""

    @property
    def is_settled(self) -> bool:
        """Whether so many articles have taught that another reading of a page would change little."""
        return self.pages >= SETTLED

    def usual_layout(self) -> str | None:
        """The layout of most articles, where it is sure; else None."""
        layout = usual(tuple(Counter(self.layouts).elements()))
        return layout if layout and self.layouts[layout] >= SURE else None


_SHARED_FIELDS = {"title": 0.1, "crumb": 0.3}
"""Fields in which a value on this share of the pages is the site's own. Many articles do share an author."""


def build(articles: Mapping[str, PageSummary]) -> Profile | None:
    """Return the profile that the articles of one site, by address, give; None where they are too few."""
    if len(articles) < FEWEST:
        return None
    summaries = tuple(articles.values())
    current = summaries[redesigned_at([summary.layout for summary in summaries]) :]
    texts: Counter[tuple[str, int]] = Counter()
    pages: Counter[str] = Counter()
    for summary in summaries:
        if len(texts) < MOST_TEXTS:
            texts.update(set(map(_place_and_text, summary.pieces)))
        pages.update(set(map(_place, summary.pieces)))
    pieces: dict[str, list[PieceSeen]] = {place: [] for place, number in pages.items() if number >= FEWEST}
    for summary in summaries:
        for piece in summary.pieces:
            if (held := pieces.get(piece[0])) is not None:
                held.append(piece)
    shared = _shared(summaries)
    recurring = {key for key, number in texts.items() if number >= FEWEST}
    places = {place: _record(pages[place], held, recurring) for place, held in pieces.items()}
    return Profile(
        pages=len(summaries),
        layouts=Counter(summary.layout for summary in current),
        places=places,
        bylines=_agreeing(summaries, places, "byline"),
        headlines=frozenset(_agreeing(summaries, places, "headline")),
        texts={key: number for key, number in texts.items() if number >= FEWEST - 1},
        text_box=_text_box(current, recurring),
        urls=frozenset(articles),
        shared=shared,
        titles=frozenset(value for each in summaries for value in _values(each, "title")) - shared["title"],
    )


# A piece is a tuple, and the event loop waits for a profile: so pieces are taken apart and counted in C.
_place, _place_and_text = itemgetter(0), itemgetter(0, 1)


def joined(whole: Profile, section: Profile) -> Profile | None:
    """Return a site's profile with the values that a section of it shares; None where it adds none."""
    shared = {name: values | section.shared[name] for name, values in whole.shared.items()}
    return replace(whole, shared=shared) if shared != whole.shared else None


def _record(pages: int, held: Sequence[PieceSeen], recurring: Set[tuple[str, int]]) -> PlaceRecord:
    _, _, outcomes, sizes = zip(*held, strict=True)
    count = outcomes.count
    inside = _size(outcomes, sizes, _INSIDE)
    return PlaceRecord(
        pages=pages,
        pieces=len(held),
        inside=len(held) - count(OUTSIDE),
        kept=count(KEPT) + count(NAMED) + count(ECHO),
        echoes=count(ECHO),
        dropped=count(DROPPED) + count(FACT) + count(NAMED),
        text_share=_size(outcomes, sizes, _TEXT) / max(1, inside),
        recurring=sum(map(recurring.__contains__, map(_place_and_text, held))),
    )


def _size(outcomes: Sequence[str], sizes: Sequence[int], wanted: Set[str]) -> int:
    """Return the characters of the pieces with these outcomes; most places have only one outcome."""
    different = set(outcomes)
    if different <= wanted:
        return sum(sizes)
    return sum(compress(sizes, map(wanted.__contains__, outcomes))) if different & wanted else 0


_INSIDE = frozenset(OUTCOMES) - {OUTSIDE}
_TEXT = frozenset((KEPT, NAMED, ECHO))


def _agreeing(
    summaries: Sequence[PageSummary], places: Mapping[str, PlaceRecord], name: str
) -> dict[str, frozenset[int]]:
    """Places that stand once on a page and mostly hold what their page says of a field."""
    counts = Counter(
        (seen.origin, seen.value) for summary in summaries for seen in summary.values if seen.field == name
    )
    found: dict[str, set[int]] = {}
    for (place, value), number in counts.items():
        record = places.get(place)
        if record is not None and record.is_one and number >= max(_FEW, _AGREEING * record.pages):
            found.setdefault(place, set()).add(value)
    return {place: frozenset(values) for place, values in found.items()}


_FEW, _AGREEING = 5, 0.6
"""Pages, and share of a place's pages, that must link their author there, or print their headline."""


def _text_box(summaries: Sequence[PageSummary], recurring: Set[tuple[str, int]]) -> str:
    """The parent of the place with the most text that does not recur, where it is sure."""
    if len(summaries) < SURE:
        return ""
    by_place: dict[str, int] = {}
    for summary in summaries:
        for place, text, outcome, size in summary.pieces:
            if outcome == KEPT and (place, text) not in recurring:
                by_place[place] = by_place.get(place, 0) + size
    sizes: Counter[str] = Counter()
    for place, size in by_place.items():
        sizes[place.partition(BETWEEN)[2]] += size
    parent, size = max(sizes.items(), key=lambda pair: pair[1], default=("", 0))
    return parent if size >= _MAIN * sum(sizes.values()) else ""


_MAIN = 0.6
"""Share of the articles' text that a box must hold to be the one for paragraphs."""


def _shared(summaries: Sequence[PageSummary]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for name, share in _SHARED_FIELDS.items():
        counts = Counter(value for summary in summaries for value in _values(summary, name))
        least = max(FEWEST, share * len(summaries))
        found[name] = frozenset(value for value, number in counts.items() if number >= least)
    return found


def _values(summary: PageSummary, name: str) -> Iterable[int]:
    return {seen.value for seen in summary.values if seen.field == name}
