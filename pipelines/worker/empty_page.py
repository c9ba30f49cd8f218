"""Tells a page that shows nothing until its scripts have run."""

from __future__ import annotations

import re
from typing import Literal

from pipelines import text
from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.limits import OverLimit
from pipelines.markup.page_links import page_links
from pipelines.text.script_state import FEW_WORDS, is_bare, visible_words

Kind = Literal["article", "list"]

_UNSEEN = re.compile(rb"<(script|style|noscript|svg)\b.*?</\1\s*>|<[^<>]*>", re.I | re.S)
_FEW_LINKS = 3  # a frame has none, or those of its footer


def content(body: bytes, url: str, content_type: str | None, kind: Kind) -> int:
    """Return how many words a page shows, or links if it is a list; 0 for a page beyond the limits."""
    try:
        doc = parse(body, url, content_type)
    except OverLimit:
        return 0
    return len(page_links(doc)) if kind == "list" else visible_words(doc)


def needs_scripts(body: bytes, url: str, content_type: str | None, kind: Kind) -> bool:
    """Return whether a page has scripts, few words in sight, and neither an article nor a list of links.

    What `<noscript>` says decides nothing. The data in a page's scripts is a text as well as any.
    """
    if b"<script" not in body or len(_UNSEEN.sub(b" ", body).split()) > 3 * FEW_WORDS:
        return False  # as nearly all pages: no tree is needed to see it
    try:
        doc = parse(body, url, content_type)
    except OverLimit:
        return False
    if visible_words(doc) >= FEW_WORDS:
        return False
    if kind == "list":
        return len(page_links(doc)) < _FEW_LINKS
    whole, story = text.read(doc, Site(name="", url=url), Hints())
    return whole.stated is None and is_bare(doc, story)
