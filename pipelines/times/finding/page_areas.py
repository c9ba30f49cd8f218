"""Decides whether an element of a page belongs to its article, or to other articles, comments or the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from lxml import html

from pipelines.times.finding.blocks import squash
from pipelines.times.finding.evidence import Context
from pipelines.times.words.tables import page_rules

_MAX_CONTAINERS = 12
"""At most this many containers of an element are examined, the innermost first."""
_MAX_LINKS, _TITLE_CHARS = 40, 25
"""At most this many links of a box are examined; a link with this many characters is a headline."""
_BYLINE_CHARS = 50
"""A link of at most this many characters may hold an author's name and the article's date."""


def is_foreign(page: Context, element: html.HtmlElement, *, labelled: bool = False) -> bool:
    """Return True if the element is in a container of other articles, comments or page furniture.

    Containers that also hold the headline are ignored. A name is weak evidence: if the date has a label
    ("Publish Date:"), only two kinds of box count: boxes of comments, and boxes with links to other articles.
    """
    for node in _boxes(page, element):
        names = [node.get(name) or "" for name in ("class", "id")]
        if any(map(_is_comments_name, names)):
            return True
        is_named = node.tag in page_rules()["foreign"]["elements"] and not _in_article(node)
        if (is_named or any(map(_is_foreign_name, names))) and not (labelled and not _is_list(page, node)):
            return True
    return False


def _boxes(page: Context, element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the element and its containers, from the inside, up to the first that also holds the headline."""
    for node in islice((element, *element.iterancestors()), _MAX_CONTAINERS + 1):
        if node in page.headline_boxes or node.tag in ("body", "html"):
            return
        yield node


def _is_list(page: Context, node: html.HtmlElement) -> bool:
    """Return True if the box has two links to other pages whose texts are long enough to be headlines."""
    links = (
        link for link in islice(node.iter("a"), _MAX_LINKS) if not page.is_own_url(link.get("href") or "#")
    )
    return sum(len(squash(link.text_content())) >= _TITLE_CHARS for link in links) > 1


def is_clock(page: Context, element: html.HtmlElement, distance: int | None) -> bool:
    """Return True if a date without a label is the page's clock, by its name or by its place in a header.

    In the byline the name is ignored, because many sites draw a clock icon beside the date of publication.
    """
    above = (distance or 0) < 0
    if not above and not page.is_far(distance):
        return False
    for node in _boxes(page, element):
        if any(_clock_names().search(node.get(name) or "") for name in ("class", "id")):
            return True
        if above and node.tag in page_rules()["clock"]["elements"] and not _in_article(node):
            return True
    return False


def is_picture(page: Context, element: html.HtmlElement) -> bool:
    """Return True if the element is in a figure or caption without the headline: a date of the picture."""
    for node in _boxes(page, element):
        has_name = not _picture_names().isdisjoint((node.get("class") or "").lower().split())
        if has_name or node.tag in page_rules()["picture"]["elements"]:
            return True
    return False


@cache
def _picture_names() -> frozenset[str]:
    return frozenset(page_rules()["picture"]["words"])


def is_byline(element: html.HtmlElement) -> bool:
    """Return True if the element's class says that it names the author."""
    return any(word in (element.get("class") or "").lower() for word in page_rules()["byline"]["words"])


@cache
def _clock_names() -> re.Pattern[str]:
    words = "|".join(page_rules()["clock"]["words"])
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?=[\s_-]|$)", re.IGNORECASE)


def is_in_teaser(page: Context, element: html.HtmlElement) -> bool:
    """Return True in a link to another page with more text than a name and a date: a teaser of that page."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    href = link.get("href") if link is not None else None
    if link is None or not href or href.startswith(("#", "javascript:")) or page.is_own_url(href):
        return False
    return len(squash(link.text_content())) > _BYLINE_CHARS


@lru_cache(maxsize=4096)
def _is_comments_name(name: str) -> bool:
    return _comments_pattern().search(name) is not None


@cache
def _comments_pattern() -> re.Pattern[str]:
    words = "|".join(page_rules()["foreign"]["comments"])
    return re.compile(rf"(?:^|\s)(?:[a-z]+[-_]+)?(?:{words})(?:[-_]+[a-z]+)*(?=\s|$)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _is_foreign_name(name: str) -> bool:
    return _foreign_pattern().search(name) is not None


@cache
def _foreign_pattern() -> re.Pattern[str]:
    rules = page_rules()["foreign"]
    words, first = "|".join(rules["words"]), "|".join(rules["first_words"])
    return re.compile(
        rf"(?:^|\s)(?:(?:[a-z]+[-_]+)?(?:{words})(?:[-_]+[a-z]+)*|(?:{first})(?:[-_](?!meta)[a-z]+)*)(?=\s|$)",
        re.IGNORECASE,
    )


def _in_article(node: html.HtmlElement) -> bool:
    return next(node.iterancestors("article", "main"), None) is not None
