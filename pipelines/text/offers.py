"""Lists every candidate for a field with its origin. This explains a choice; nothing is chosen here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.items import Offer
from pipelines.text.credits import authors
from pipelines.text.credits.bylines import Credits
from pipelines.text.draft import Draft


def offers(headlines: Mapping[str, Sequence[str]], credits: Credits, draft: Draft) -> tuple[Offer, ...]:
    """Return each candidate for title, summary and authors once, in the order of their consideration."""
    return tuple(dict.fromkeys((*_titles(headlines), *_summaries(draft), *_authors(credits))))


def _titles(headlines: Mapping[str, Sequence[str]]) -> Iterator[Offer]:
    for origin, values in headlines.items():
        yield from (Offer("title", origin, value) for value in values)


def _summaries(draft: Draft) -> Iterator[Offer]:
    yield from (Offer("summary", "description", text) for text in draft.descriptions)


def _authors(credits: Credits) -> Iterator[Offer]:
    for finder in authors.FINDERS:
        origin = finder.__name__.removeprefix("from_").replace("_", " ")
        yield from (Offer("authors", origin, name) for name in finder(credits))
