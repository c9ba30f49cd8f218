"""Builds the profile of a site from the summaries of its pages, which the caller keeps."""

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
"""Articles that are needed before anything is learned."""
SURE = 8
"""Articles that are needed before the record of a place has its full effect."""
_ONCE = 1.3
"""Pieces a page at a place for one byline, headline or standfirst; a list of articles has more."""
SETTLED = 3 * SURE
"""Articles that are needed before a site is settled: a layout of every third page then has `SURE` pages."""
MOST_TEXTS = 20_000
"""Different texts of a site that are counted; fifty pages have about 5,000."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """The counts for one place. Pieces outside the article's box never count as dropped."""

    pages: int
    pieces: int
    inside: int
    """Pieces in the article's box."""
    kept: int
    echoes: int
    """Pieces that repeated the text below them."""
    dropped: int
    """Pieces that the general rules dropped, or that are short and name an author of their page."""
    text_share: float
    """Share of the characters in the article's box that the general rules kept. It is high at a place of
    paragraphs, even if many short lines there, as of a poem, are dropped."""
    recurring: int
    """Pieces with a text that at least `FEWEST` pages have at this place."""

    @property
    def recurring_share(self) -> float:
        return self.recurring / self.pieces

    @property
    def kept_share(self) -> float:
        return self.kept / self.pieces

    @property
    def dropped_share(self) -> float:
        """Share of the pieces in the article's box that were dropped."""
        return self.dropped / self.inside if self.inside else 0.0

    @property
    def is_one(self) -> bool:
        """Whether a page has only one piece at this place."""
        return self.pieces <= _ONCE * self.pages

    @property
    def echo_share(self) -> float:
        return self.echoes / self.inside if self.inside else 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What was learned so far from a site's pages."""

    pages: int
    layouts: Mapping[str, int] = field(repr=False)
    """Place of the article's box → number of pages, in the present design."""
    places: Mapping[str, PlaceRecord] = field(repr=False)
    texts: Mapping[tuple[str, int], int] = field(repr=False)
    """Place and hash of a text → number of pages, for texts on two or more pages."""
    bylines: Mapping[str, frozenset[int]] = field(repr=False)
    """Place → hashes of the folders (`news.example/author`) to which links to authors lead."""
    headlines: frozenset[str] = field(repr=False)
    """The places at which the headline is printed."""
    titles: frozenset[int] = field(repr=False)
    """Hashes of the articles' titles, without those that many articles share."""
    text_box: str
    """The place of the box with most of the paragraphs; "" if it is uncertain."""
    urls: frozenset[str] = field(repr=False)
    """The addresses of the articles from which it was built."""
    shared: Mapping[str, frozenset[int]] = field(repr=False)
    """Field → hashes of values that many pages share, such as a title with only the site's name."""

    @property
    def is_settled(self) -> bool:
        """Whether there are so many articles that reading a page again would change little."""
        return self.pages >= SETTLED

    def usual_layout(self) -> str | None:
        """Return the layout of most articles; None if there are too few."""
        layout = usual(tuple(Counter(self.layouts).elements()))
        return layout if layout and self.layouts[layout] >= SURE else None


_SHARED_FIELDS = {"title": 0.1, "crumb": 0.3}
"""Fields in which a value on at least this share of the pages belongs to the site and not to an article."""


def build(articles: Mapping[str, PageSummary]) -> Profile | None:
    """Return the profile of a site from its articles' summaries, by address; None if they are too few."""
    summaries = _different(articles)
    if len(summaries) < FEWEST:
        return None
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
            if (seen := pieces.get(piece[0])) is not None:
                seen.append(piece)
    shared = _shared(summaries)
    recurring = {key for key, number in texts.items() if number >= FEWEST}
    places = {place: _record(pages[place], seen, recurring) for place, seen in pieces.items()}
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


def _different(articles: Mapping[str, PageSummary]) -> tuple[PageSummary, ...]:
    """Return the summaries without the other views of an article: to print, with its comments sorted anew.

    They have the same title and paragraphs. With ten of them, the article's headline would seem to be the
    site's. Of several articles, such as results of games, the only paragraph may be the same.
    """
    first_url: dict[object, str] = {}
    for url, summary in articles.items():
        text = _title_and_paragraphs(summary) or url
        first_url[text] = min(url, first_url.get(text, url))
    chosen = frozenset(first_url.values())
    return tuple(summary for url, summary in articles.items() if url in chosen)


def _title_and_paragraphs(summary: PageSummary) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the hashes of all titles and paragraphs of a page; None if it has no paragraph."""
    paragraphs = frozenset(
        text for _, text, outcome, size in summary.pieces if outcome == KEPT and size >= _PARAGRAPH
    )
    return (frozenset(_values(summary, "title")), paragraphs) if paragraphs else None


_PARAGRAPH = 60
"""Characters of a paragraph; shorter lines may be the same in several articles."""

# The event loop waits while a profile is built, so pieces (tuples) are counted with functions written in C.
_place, _place_and_text = itemgetter(0), itemgetter(0, 1)


def joined(whole: Profile, section: Profile) -> Profile | None:
    """Return a site's profile with the values that a section's pages share; None if there are no new ones."""
    shared = {name: values | section.shared[name] for name, values in whole.shared.items()}
    return replace(whole, shared=shared) if shared != whole.shared else None


def _record(pages: int, seen: Sequence[PieceSeen], recurring: Set[tuple[str, int]]) -> PlaceRecord:
    _, _, outcomes, sizes = zip(*seen, strict=True)
    count = outcomes.count
    inside = _size(outcomes, sizes, _INSIDE)
    return PlaceRecord(
        pages=pages,
        pieces=len(seen),
        inside=len(seen) - count(OUTSIDE),
        kept=count(KEPT) + count(NAMED) + count(ECHO),
        echoes=count(ECHO),
        dropped=count(DROPPED) + count(FACT) + count(NAMED),
        text_share=_size(outcomes, sizes, _TEXT) / max(1, inside),
        recurring=sum(map(recurring.__contains__, map(_place_and_text, seen))),
    )


def _size(outcomes: Sequence[str], sizes: Sequence[int], wanted: Set[str]) -> int:
    """Return the number of characters of the pieces with these outcomes."""
    different = set(outcomes)
    if different <= wanted:  # most places have only one outcome
        return sum(sizes)
    return sum(compress(sizes, map(wanted.__contains__, outcomes))) if different & wanted else 0


_INSIDE = frozenset(OUTCOMES) - {OUTSIDE}
_TEXT = frozenset((KEPT, NAMED, ECHO))


def _agreeing(
    summaries: Sequence[PageSummary], places: Mapping[str, PlaceRecord], name: str
) -> dict[str, frozenset[int]]:
    """Return places with one piece a page that mostly have the page's value of a field, with its values."""
    counts = Counter(
        (seen.origin, seen.value) for summary in summaries for seen in summary.values if seen.field == name
    )
    values_by_place: dict[str, set[int]] = {}
    for (place, value), number in counts.items():
        record = places.get(place)
        if record is not None and record.is_one and number >= max(_FEW, _AGREEING * record.pages):
            values_by_place.setdefault(place, set()).add(value)
    return {place: frozenset(values) for place, values in values_by_place.items()}


_FEW, _AGREEING = 5, 0.6
"""Number and share of a place's pages that must have their author's link, or their headline, there."""


def _text_box(summaries: Sequence[PageSummary], recurring: Set[tuple[str, int]]) -> str:
    """Return the parent of the places with the most text that does not recur; "" if it is uncertain."""
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
"""The box of the paragraphs has at least this share of the articles' text."""


def _shared(summaries: Sequence[PageSummary]) -> dict[str, frozenset[int]]:
    hashes_by_field: dict[str, frozenset[int]] = {}
    for name, share in _SHARED_FIELDS.items():
        counts = Counter(value for summary in summaries for value in _values(summary, name))
        least = max(FEWEST, share * len(summaries))
        hashes_by_field[name] = frozenset(value for value, number in counts.items() if number >= least)
    return hashes_by_field


def _values(summary: PageSummary, name: str) -> Iterable[int]:
    return {seen.value for seen in summary.values if seen.field == name}
