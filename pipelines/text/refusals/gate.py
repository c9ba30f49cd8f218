"""Recognises a page that a reader gets instead of the article: a wall for consent, or a login."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.owned import addresses, same_page
from pipelines.urls import bare_host, same_site

_SHORTEST = 8  # characters of a path; many addresses contain shorter ones


def gate(doc: Document, asked: Sequence[str]) -> str | None:
    """Return consent or login if the page is such a wall: its URL leads back to a requested address.

    `asked` are the addresses by which the page was reached, the first one first. A page on another site is
    a wall too if its title asks for consent. None if the page calls a requested address its own.
    """
    before = [url for url in asked if not same_page(url, doc.url)]
    if not before or any(same_page(page_url, url) for page_url in addresses(doc)[1:] for url in before):
        return None
    if any(_leads_back(doc.url, url) for url in before):
        return "login" if doc.tree.xpath("boolean(//input[@type='password'])") else "consent"
    is_elsewhere = not any(same_site(doc.url, url) for url in before) and bare_host(doc.url) != bare_host(
        before[0]
    )
    return "consent" if is_elsewhere and _asks_for_consent(doc) else None


def _leads_back(url: str, asked: str) -> bool:
    """Return True if a parameter of `url` is the requested address or its path.

    It may be plain, encoded or in base64.
    """
    parts = urlsplit(url)
    values = [value for _, value in parse_qsl(f"{parts.query}&{parts.fragment}")]
    wanted = urlsplit(unquote(asked))
    path = wanted.path.rstrip("/")
    host_and_path = f"{wanted.hostname}{path}".removeprefix("www.")
    for value in values:
        for text in (unquote(value), _from_base64(value)):
            if host_and_path in text and len(path) > 1:
                return True
            if len(path) >= _SHORTEST and text.split("?")[0].rstrip("/") == path:
                return True
    return False


def _from_base64(value: str) -> str:
    try:
        return urlsafe_b64decode(value + "===").decode("utf-8", "replace") if len(value) > 11 else ""
    except (NotBase64, ValueError):
        return ""


def _asks_for_consent(doc: Document) -> bool:
    """Return True if a title of the page asks for consent; the banner of an article asks in the text."""
    phrases = [phrase for lines in load("refusals")["title"]["consent"].values() for phrase in lines]
    return any(title.casefold().startswith(phrase) for title in doc.titles for phrase in phrases)
