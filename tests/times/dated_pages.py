"""Builds small pages to date, a headline with other elements around it, and dates them from bytes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pipelines.items import Dates, Evidence, Hints, Site
from pipelines.markup import parse
from pipelines.times import choose, collect

HEADLINE = "A bridge was opened over the river"
NOW = datetime(2024, 1, 10, 12, tzinfo=UTC)
PROSE = (
    "The mayor cut a ribbon and the band played until it rained. Some four hundred people had come from both"
    " banks, and the ferryman, who had rowed them over for thirty years, was the first to walk across."
)
URL = "https://herald.example/bridge"


def page(*, head: str = "", above: str = "", below: str = "", end: str = "", language: str = "en") -> str:
    return (
        f'<html lang="{language}"><head><title>{HEADLINE}</title>{head}</head>'
        f"<body>{above}<h1>{HEADLINE}</h1>{below}<p>{PROSE}</p>{end}</body></html>"
    )


def gather(
    text: str,
    *,
    zone: str | None = None,
    url: str = URL,
    hints: Hints | None = None,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime = NOW,
    language: str | None = "en",
    title: str | None = HEADLINE,
    authors: tuple[str, ...] = (),
    content_type: str = "text/html; charset=utf-8",
) -> tuple[Evidence, ...]:
    return collect(
        parse(text.encode(), url, content_type),
        hints or Hints(),
        headers or {},
        fetched_at=fetched_at,
        language=language,
        site=Site(name="herald", url="https://herald.example/", timezone=zone),
        title=title,
        authors=authors,
    )


def dates(text: str, *, zone: str | None = None, fetched_at: datetime = NOW, **rest: Any) -> Dates:
    """Return the dates of a page of a site in the time zone `zone`."""
    country, learned = rest.pop("country", None), rest.pop("learned_zone", None)
    return choose(
        gather(text, zone=zone, fetched_at=fetched_at, **rest),
        fetched_at=fetched_at,
        site=Site(name="herald", url="https://herald.example/", timezone=zone),
        country=country,
        learned_zone=learned,
    )
