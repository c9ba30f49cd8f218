"""Whether a place on a page belongs to its article, or to others, readers or the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from lxml import html

from pipelines.times.blocks import data, squash
from pipelines.times.evidence import Context

_MAX_UP = 12
"""Containers that are asked, from the inside."""
_LINKS, _TITLE = 40, 25
"""Links of a box that are looked at, and characters of one that is a headline."""
_BYLINE = 50
"""Characters that a link around an author's name and a date may have."""


def is_foreign(page: Context, element: html.HtmlElement, *, labelled: bool = False) -> bool:
    """True where an element stands in a container of other articles, comments or page furniture.

    A container that holds the headline too says nothing. A name is weak evidence: beside a label ("Publish
    Date:") it counts only for a box of readers' comments, or one that holds links to other articles.
    """
    for node in _boxes(page, element):
        names = [node.get(name) or "" for name in ("class", "id")]
        if any(map(_is_of_readers, names)):
            return True
        is_named = node.tag in data()["foreign"]["elements"] and not _in_article(node)
        if (is_named or any(map(_is_foreign_name, names))) and not (labelled and not _is_list(page, node)):
            return True
    return False


def _boxes(page: Context, element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The element and the containers that it stands in, as far as one that holds the headline too."""
    for node in islice((element, *element.iterancestors()), _MAX_UP + 1):
        if node in page.around or node.tag in ("body", "html"):
            return
        yield node


def _is_list(page: Context, node: html.HtmlElement) -> bool:
    """True for a box with two links to other pages that are long enough for headlines."""
    links = (link for link in islice(node.iter("a"), _LINKS) if not page.is_own_url(link.get("href") or "#"))
    return sum(len(squash(link.text_content())) >= _TITLE for link in links) > 1


def is_clock(page: Context, element: html.HtmlElement, distance: int | None) -> bool:
    """True where a date without a label is the page's own clock: by its name, or in the site's head above.

    In the byline no name says so: a clock is drawn beside many dates of publication.
    """
    above = (distance or 0) < 0
    if not above and not page.is_far(distance):
        return False
    for node in _boxes(page, element):
        if any(_clock_names().search(node.get(name) or "") for name in ("class", "id")):
            return True
        if above and node.tag in data()["clock"]["elements"] and not _in_article(node):
            return True
    return False


def is_picture(page: Context, element: html.HtmlElement) -> bool:
    """True in a figure or a caption that does not hold the headline: the date is of the picture."""
    for node in _boxes(page, element):
        named = not _picture_names().isdisjoint((node.get("class") or "").lower().split())
        if named or node.tag in data()["picture"]["elements"]:
            return True
    return False


@cache
def _picture_names() -> frozenset[str]:
    return frozenset(data()["picture"]["words"])


def is_byline(element: html.HtmlElement) -> bool:
    """True for an element whose class says that it names the author."""
    return any(word in (element.get("class") or "").lower() for word in data()["byline"]["words"])


@cache
def _clock_names() -> re.Pattern[str]:
    words = "|".join(data()["clock"]["words"])
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?=[\s_-]|$)", re.IGNORECASE)


def leads_away(page: Context, element: html.HtmlElement) -> bool:
    """True in a link to another page that says more than a name and a date: a teaser of that page."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    href = link.get("href") if link is not None else None
    if link is None or not href or href.startswith(("#", "javascript:")) or page.is_own_url(href):
        return False
    return len(squash(link.text_content())) > _BYLINE


@lru_cache(maxsize=4096)
def _is_of_readers(name: str) -> bool:
    return _readers().search(name) is not None


@cache
def _readers() -> re.Pattern[str]:
    words = "|".join(data()["foreign"]["readers"])
    return re.compile(rf"(?:^|\s)(?:[a-z]+[-_]+)?(?:{words})(?:[-_]+[a-z]+)*(?=\s|$)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _is_foreign_name(name: str) -> bool:
    return _foreign().search(name) is not None


@cache
def _foreign() -> re.Pattern[str]:
    rules = data()["foreign"]
    words, first = "|".join(rules["words"]), "|".join(rules["first_words"])
    return re.compile(
        rf"(?:^|\s)(?:(?:[a-z]+[-_]+)?(?:{words})(?:[-_]+[a-z]+)*|(?:{first})(?:[-_](?!meta)[a-z]+)*)(?=\s|$)",
        re.IGNORECASE,
    )


def _in_article(node: html.HtmlElement) -> bool:
    return next(node.iterancestors("article", "main"), None) is not None
