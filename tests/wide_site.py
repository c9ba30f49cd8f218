"""A site without feed or sitemap, whose articles are found by its links alone; five traps never end.

With `offers` its lists begin with pages that read like articles and have no date; with `topics` its articles
belong to topics, each with a dated page that begins like an article and ends with a list of articles. With
`digest` its lists have two articles a page, articles have no links, and another page lists most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from urllib.parse import parse_qs, urlsplit

from tests.site import Page, Request

PER_PAGE = 10
TRAPS = ("calendar", "session", "facets", "replies", "deeper")
_NOUNS = (
    "bridge",
    "ferry",
    "harbour",
    "school",
    "market",
    "library",
    "orchard",
    "station",
    "tower",
    "museum",
)
_VERBS = ("closes", "opens", "burns", "moves", "wins", "loses", "grows", "shrinks", "returns", "waits")
_WHEN = ("today", "in autumn", "on Monday", "next year", "for good", "at noon", "before Easter")
_OFFERS = {
    f"the-{name}-offer-of-the-summer": f"The {name} offer of the summer, only this week"
    for name in ("big", "small", "last")
}
_FACETS = ("color", "size", "brand")


class WideSite(dict[str, Page]):
    """Pages by path, made when they are requested: give it to `Site.pages`."""

    def __init__(self, articles: int, *traps: str) -> None:
        super().__init__()
        self.count = articles
        self.traps = traps
        self.per_page = 2 if "digest" in traps else PER_PAGE

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.startswith("/") and self._make(key) is not None

    def __getitem__(self, key: str) -> Page:
        return self._serve

    def _serve(self, request: Request) -> str:
        return self._make(request.path) or ""

    def _make(self, path: str) -> str | None:  # noqa: PLR0911
        parts = urlsplit(path)
        names = [name for name in parts.path.split("/") if name]
        match names:
            case []:
                return self._list(0)
            case ["archive", "page", number] if int(number) * self.per_page < self.count:
                return self._list(int(number))
            case ["news", offer] if "offers" in self.traps and offer in _OFFERS:
                return _page(_OFFERS[offer], f"<p>{prose(-len(offer))}</p>" * 3)
            case ["news", slug] if (number := _number(slug)) < self.count:
                return self._article(number, parse_qs(parts.query))
            case ["digest"] if "digest" in self.traps:
                return self._digest()
            case ["topic", name] if "topics" in self.traps and name in _NOUNS:
                return self._topic(_NOUNS.index(name))
            case ["calendar", year, month] if "calendar" in self.traps:
                return _page("Events", *_months(int(year), int(month)))
            case ["shop"] if "facets" in self.traps:
                return _page("Shop", *_facets(parts.query))
            case ["deeper", *folders] if "deeper" in self.traps and len(folders) < 500:
                return _page("Deeper", f'<a href="{parts.path.rstrip("/")}/deeper/">Deeper</a>')
            case ["about" | "privacy" as name]:
                return _page(name.title(), f"<p>{_TEXT}</p>" * 3)
        return None

    def _list(self, page: int) -> str:
        last = min(self.count, (page + 1) * self.per_page)
        items = (
            f'<li class="teaser"><h2><a href="/news/{slug_of(n)}">{title_of(n)}</a></h2></li>'
            for n in range(page * self.per_page, last)
        )
        older = f'<a class="older" href="/archive/page/{page + 1}">Older</a>' if last < self.count else ""
        offers = [
            f'<li class="teaser"><h2><a href="/news/{slug}">{title}</a></h2></li>'
            for slug, title in _OFFERS.items()
            if "offers" in self.traps
        ]
        return _page("The Wide Herald", "<ul>", *offers, *items, "</ul>", older, *self._doors())

    def _digest(self) -> str:
        """A page with all articles but the oldest twelve."""
        items = (f'<li><a href="/news/{slug_of(n)}">{title_of(n)}</a></li>' for n in range(self.count - 12))
        return _page("The best of the year", '<ul class="best">', *items, "</ul>")

    def _topic(self, first: int) -> str:
        linked = list(range(first, self.count, len(_NOUNS)))[: 2 * PER_PAGE]
        items = (
            f'<div class="entry"><h3><a href="/news/{slug_of(n)}">{title_of(n)}</a></h3></div>'
            for n in linked
        )
        name, text = _NOUNS[first], "".join(f"<p>{prose(-1_000 - 10 * first - n)}</p>" for n in range(4))
        article = (
            f"<article><h1>All about every {name} of the town</h1><p>{day_of(first)}</p>{text}</article>"
        )
        return _page(f"All about every {name} of the town", article, *items)

    def _doors(self) -> Iterator[str]:
        if "digest" in self.traps:
            yield '<p class="best"><a href="/digest">The best of the year</a></p>'
        if "calendar" in self.traps:
            yield '<aside class="dates"><a href="/calendar/2024/5">Events</a></aside>'
        if "facets" in self.traps:
            yield '<aside class="shop"><a href="/shop">Shop</a></aside>'
        if "deeper" in self.traps:
            yield '<aside class="deep"><a href="/deeper/">Deeper</a></aside>'

    def _article(self, number: int, query: dict[str, list[str]]) -> str:
        paragraphs = "".join(f"<p>{prose(10 * number + n)}</p>" for n in range(5))
        related = [(number * 7 + step) % self.count for step in (1, 2, 3) if "digest" not in self.traps]
        session = int(query.get("visit", ["0"])[0]) if "session" in self.traps else 0
        mark = f"?visit={session + number + 1}" if "session" in self.traps else ""
        links = "".join(f'<li><a href="/news/{slug_of(n)}{mark}">{title_of(n)}</a></li>' for n in related)
        reply = f'<a class="reply" href="?replytocom={number + 100}">Reply</a>' * ("replies" in self.traps)
        canonical = f'<link rel="canonical" href="/news/{slug_of(number)}">' * ("session" not in self.traps)
        noun = _NOUNS[number % len(_NOUNS)]
        reply += f'<p class="topic"><a href="/topic/{noun}">{noun}</a></p>' * ("topics" in self.traps)
        return (
            f'<html lang="en"><head><title>{title_of(number)}</title>{canonical}'
            f'<meta property="article:published_time" content="{day_of(number)}T08:00:00+01:00"></head><body>'
            f"<article><h1>{title_of(number)}</h1>{paragraphs}</article>{reply}"
            f'<section class="related"><ul>{links}</ul></section>{_FOOTER}</body></html>'
        )


_TEXT = "The council met on Tuesday and talked for a long time about it, and nobody left before the end."
_FOOTER = (
    '<footer><ul><li><a href="/about">About</a></li><li><a href="/privacy">Privacy</a></li></ul></footer>'
)


def _page(title: str, *parts: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{''.join(parts)}{_FOOTER}</body></html>"


def title_of(number: int) -> str:
    noun, verb = _NOUNS[number % 10], _VERBS[number // 10 % 10]
    return f"The old {noun} {verb} for the {number + 1}th time"


def prose(seed: int) -> str:
    """A paragraph that no other seed makes."""
    dice = Random(seed)
    return " ".join(
        f"The {dice.choice(_NOUNS)} {dice.choice(_VERBS)} {dice.choice(_WHEN)}, and "
        f"{dice.randrange(10, 99)} people of the {dice.choice(_NOUNS)} say that it {dice.choice(_VERBS)}."
        for _ in range(4)
    )


def day_of(number: int) -> str:
    """The day of an article."""
    return f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"


def slug_of(number: int) -> str:
    return f"{title_of(number).lower().replace(' ', '-')}"


def _number(slug: str) -> int:
    digits = slug.rpartition("-time")[0].rpartition("-")[2].removesuffix("th")
    number = int(digits) - 1 if digits.isdigit() else 10**9
    return number if slug == slug_of(number) else 10**9


def _months(year: int, month: int) -> Iterator[str]:
    for step in (-1, 1):
        months = year * 12 + month - 1 + step
        yield f'<a class="month" href="/calendar/{months // 12}/{months % 12 + 1}">{months}</a> '
    yield "<table><tr><td>1</td><td>2</td></tr></table>"


def _facets(query: str) -> Iterator[str]:
    chosen = dict(pair.split("=") for pair in query.split("&") if "=" in pair)
    for name in _FACETS:
        for value in range(5):
            more = "&".join(
                f"{key}={choice}" for key, choice in sorted({**chosen, name: f"v{value}"}.items())
            )
            yield f'<li><a href="/shop?{more}">{name} {value}</a></li>'
