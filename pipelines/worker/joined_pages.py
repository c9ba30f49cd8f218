"""Joins the pages of one article into one body, so that they are kept, exported and cleaned together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines import text
from pipelines.items import Page, Story
from pipelines.markup import parse
from pipelines.markup.limits import Limits, OverLimit
from pipelines.markup.words import fold
from pipelines.sites import Profile

_MARK = re.compile(rb"\n<!-- broadsheet: the article goes on at (\S+) -->\n")


def joined(first: bytes, others: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the pages as one body; each of `others` is an address with its body."""
    return first + b"".join(
        b"\n<!-- broadsheet: the article goes on at %s -->\n" % url.encode() + body for url, body in others
    )


def parted(body: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Return the first page of a joined body, and the others with their addresses."""
    if b"<!-- broadsheet: " not in body:  # most pages; the pattern takes ten times as long
        return body, []
    first, *rest = _MARK.split(body)
    return first, [(url.decode(), part) for url, part in zip(rest[::2], rest[1::2], strict=True)]


def with_parts(
    story: Story, page: Page, others: Sequence[tuple[str, bytes]], limits: Limits, profile: Profile | None
) -> tuple[Story, tuple[str, ...]]:
    """Return the story of an article's first page with the paragraphs that the other pages add.

    It stops at the first page with another headline, without new text, or over a limit. The second value
    has the addresses of the pages that are not used.
    """
    paragraphs, unused = list(story.paragraphs), [url for url, _ in others]
    for more in _stories(page, others, limits, profile):
        seen = set(paragraphs)
        new = [each for each in more.paragraphs if each not in seen]
        if not new or not _same_headline(story, more):
            break
        paragraphs += new
        unused.pop(0)
    return replace(story, paragraphs=tuple(paragraphs)), tuple(unused)


def _stories(
    page: Page, others: Iterable[tuple[str, bytes]], limits: Limits, profile: Profile | None
) -> Iterator[Story]:
    for url, body in others:
        try:
            document = parse(body, url, page.content_type, limits, remove=page.site.remove)
        except OverLimit:
            return
        yield text.clean(document, page.site, page.hints, profile)


def _same_headline(one: Story, other: Story) -> bool:
    """Return True if two pages have the same headline; a later part may add its number."""
    a, b = fold(one.title or ""), fold(other.title or "")
    return bool(a and b) and (a.startswith(b) or b.startswith(a) or a in b)
