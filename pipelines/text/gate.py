"""Recognises a page to which a reader was led instead of the article: a wall for consent, or a login."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.owned import addresses, same_page
from pipelines.urls import bare_host, same_site

_SHORTEST = 8  # characters of a path; shorter ones stand in many addresses


def gate(doc: Document, asked: Sequence[str]) -> str | None:
    """Return consent or login where the address that answered leads back to one that was asked for.

    `asked` are the addresses by which the page was reached, the first one first. A page of another site is a
    wall as well where its title asks for consent. None where the page names an asked address as its own.
    """
    before = [url for url in asked if not same_page(url, doc.url)]
    if not before or any(same_page(own, url) for own in addresses(doc)[1:] for url in before):
        return None
    if any(_leads_back(doc.url, url) for url in before):
        return "login" if doc.tree.xpath("boolean(//input[@type='password'])") else "consent"
    is_elsewhere = not any(same_site(doc.url, url) for url in before) and bare_host(doc.url) != bare_host(
        before[0]
    )
    return "consent" if is_elsewhere and _asks_for_consent(doc) else None


def _leads_back(url: str, asked: str) -> bool:
    """Whether a parameter of an address is another address, or its path, plain, encoded or in base64."""
    parts = urlsplit(url)
    given = [value for _, value in parse_qsl(f"{parts.query}&{parts.fragment}")]
    wanted = urlsplit(unquote(asked))
    path = wanted.path.rstrip("/")
    place = f"{wanted.hostname}{path}".removeprefix("www.")
    for value in given:
        for text in (unquote(value), _from_base64(value)):
            if place in text and len(path) > 1:
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
    """Whether a page's title does; a banner over an article stands in its text."""
    phrases = [phrase for lines in load("refusals")["title"]["consent"].values() for phrase in lines]
    return any(title.casefold().startswith(phrase) for title in doc.titles for phrase in phrases)
