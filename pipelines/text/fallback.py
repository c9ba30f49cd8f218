"""The text as trafilatura finds it, for pages on which the container is no sure answer."""

from __future__ import annotations

from copy import deepcopy

from lxml import html
from trafilatura import bare_extraction

from pipelines.text.words import tidy


def paragraphs(tree: html.HtmlElement) -> list[str]:
    """Return trafilatura's paragraphs; the tree stays as it was."""
    found = bare_extraction(deepcopy(tree), with_metadata=False, include_comments=False, fast=True)
    text = getattr(found, "text", None) or ""
    return [line for line in (tidy(line.lstrip("- |")) for line in text.split("\n")) if line]
