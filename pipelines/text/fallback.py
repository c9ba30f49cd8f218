"""Asks trafilatura for the text of pages whose article box is uncertain."""

from __future__ import annotations

from copy import deepcopy
from itertools import islice

from lxml import html
from trafilatura import bare_extraction

from pipelines.markup.words import tidy

_MOST = 12_000  # elements; no real page has more. Trafilatura's time grows with their square
_DEEP = f"boolean({'/*' * 100})"  # 100 levels; its time also grows with the depth


def paragraphs(tree: html.HtmlElement) -> list[str]:
    """Return trafilatura's paragraphs; empty for a page that is too large. The tree is not changed."""
    if sum(1 for _ in islice(tree.iter(), _MOST)) == _MOST or tree.xpath(_DEEP):
        return []
    extracted = bare_extraction(deepcopy(tree), with_metadata=False, include_comments=False, fast=True)
    text = getattr(extracted, "text", None) or ""
    return [line for line in (tidy(line.lstrip("- |")) for line in text.split("\n")) if line]
