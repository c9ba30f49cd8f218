"""Recognises a page that shows nothing until its scripts have run."""

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
_FEW_LINKS = 3  # an empty page has none, or those of its footer


def content(body: bytes, url: str, content_type: str | None, kind: Kind) -> int:
    """Return how many words a page shows, or links if it is a list; 0 for a page over the limits."""
    try:
        doc = parse(body, url, content_type)
    except OverLimit:
        return 0
    return len(page_links(doc)) if kind == "list" else visible_words(doc)


def needs_scripts(body: bytes, url: str, content_type: str | None, kind: Kind) -> bool:
    """Return True if a page has scripts, few visible words, and neither an article nor a list of links.

    The text of `<noscript>` is not looked at. Text in the data of the page's scripts counts as text.
    """
    if b"<script" not in body or len(_UNSEEN.sub(b" ", body).split()) > 3 * FEW_WORDS:
        return False  # true for nearly all pages, and no tree is needed
    try:
        doc = parse(body, url, content_type)
    except OverLimit:
        return False
    if visible_words(doc) >= FEW_WORDS:
        return False
    if kind == "list":
        return len(page_links(doc)) < _FEW_LINKS
    whole, story = text.read(doc, Site(name="", url=url), Hints())
    return whole.script_article is None and is_bare(doc, story)
