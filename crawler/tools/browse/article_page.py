"""What the page of an article shows besides its text: evidence, metadata and changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.tools.browse import display_text
from pipelines.article_fields import DateFields, columns_of
from pipelines.db.stored_article import NAMES, Change, StoredArticle
from pipelines.export.word_diff import Piece, change, paragraph_diff, word_diff

SHOWN = 20
"""Changes that are shown by default: a live page has hundreds."""
_FROM = {
    "json-ld": "the page's structured data (JSON-LD)",
    "meta": "a meta tag of the page",
    "time": "a time element of the page",
    "text": "the page's visible text",
    "feed": "the feed that led to the page",
    "sitemap": "the sitemap that led to the page",
    "url": "the page's address",
    "script": "a script of the page",
    "header": "the server's answer",
}
_WHY = {
    "page": "the page was changed",
    "removed": "the page went away",
    "expired": "its source keeps it no longer",
    "original deleted": "the article it was a copy of was deleted",
    "original changed": "the article it was a copy of was rewritten",
}
# In the order of the page. A new field is in neither list: it is shown last, under its own name.
_LABELS = {
    "authors": "Authors",
    "section": "Section",
    "tags": "Tags",
    "language": "Language",
    "word_count": "Words",
    "modified_at": "Modified",
    "first_seen_at": "First seen",
    "last_seen_at": "Last seen",
    "removed_at": "Gone since",
    "external_id": "The site's own id",
    "is_paywalled": "Paywall",
    "reservations": "Reservations",
}
_SHOWN_ELSEWHERE = (
    *("id", "seq", "url", "source", "title", "summary", "text", "image", "duplicate_of"),
    *(column.name for column in columns_of(DateFields)),
)
_OPENING = 400
"""Letters of the longest standfirst."""
_ALWAYS_WITH = "word_count"
"""A field that changes with the text; its change is then not shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The change of one field: paragraphs, each in pieces."""

    name: str
    paragraphs: list[list[Piece]]


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of an article."""

    number: int
    seen_at: str
    why: str
    entries: list[Entry]


def standfirst(article: StoredArticle) -> str | None:
    """Return the summary, unless the text begins with it."""
    if not article.summary:
        return None
    summary, start = (
        " ".join(text.split()).rstrip(".… ") for text in (article.summary, article.text[:2_000])
    )
    return None if summary[:120] in start else article.summary


def opens(article: StoredArticle) -> bool:
    first = " ".join(article.paragraphs[0].split())
    return bool(article.summary) and standfirst(article) is None and len(first) <= _OPENING


def evidence(article: StoredArticle) -> list[tuple[str, str]]:
    """Return where the date of publication came from, in rows of a label and a value."""
    if article.published_at is None:
        return [("Published", "not known: the page, its link and its address name no date")]
    kind = article.published_from or ""
    rows = [
        ("Published", display_text.stamp(article.published_at)),
        ("by the site's clock", _local(article)),
        ("taken from", _FROM.get(kind, kind)),
        ("where it says", article.published_raw),
        ("known to the", article.published_precision),
    ]
    return [(name, value) for name, value in rows if value]


def facts(article: StoredArticle) -> list[tuple[str, str]]:
    """Return what else is known, in rows of a label and a value; unknown values are left out."""
    names = dict.fromkeys((*_LABELS, *(name for name in NAMES if name not in _SHOWN_ELSEWHERE)))
    rows = [(_LABELS.get(name, name.replace("_", " ").capitalize()), _shown(article, name)) for name in names]
    rows.append(("Number", f"id {article.id}, seq {article.seq}"))
    return [(label, value) for label, value in rows if value]


def _shown(article: StoredArticle, name: str) -> str:
    """Return a field in words; '' if its value is unknown."""
    value = getattr(article, name)
    return "" if value is None else _FORMATS.get(name, _plain)(value)


def revisions(changes: Sequence[Change]) -> list[Revision]:
    latest_first = reversed(changes)
    return [
        Revision(one.revision, one.seen_at, _why(one.reason), list(_entries(one))) for one in latest_first
    ]


def _why(reason: str) -> str:
    if reason.startswith("source "):
        return "its source got a file of its own"
    return _WHY.get(reason, f"read again by the {reason}")


def _entries(one: Change) -> Iterator[Entry]:
    for name, before in one.before.items():
        after = one.after[name]
        if name == "text":
            yield Entry(name, list(paragraph_diff(before, after)))
        elif isinstance(before, str) and isinstance(after, str) and name in ("title", "summary"):
            yield Entry(name, [word_diff(before, after)])
        elif name != _ALWAYS_WITH or "text" not in one.before:
            yield Entry(name.replace("_", " "), [list(change(_plain(before), _plain(after)))])


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _local(article: StoredArticle) -> str | None:
    there = display_text.local(article.published_at or "", article.published_offset)
    return f"{there} ({article.published_offset})" if there else None


def _reservations(stored: str) -> str:
    values = json.loads(stored)
    if not isinstance(values, dict):
        return stored
    return "; ".join(f"{name}: {_as_text(value)}" for name, value in values.items())


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _language(tag: str) -> str:
    return f"{display_text.language_name(tag)} ({tag})"


def _paywall(has_one: bool) -> str:
    return "the page says that it has one" if has_one else ""


_FORMATS: dict[str, Callable[[Any], str]] = {
    "language": _language,
    "word_count": display_text.number,
    "modified_at": display_text.stamp,
    "first_seen_at": display_text.stamp,
    "last_seen_at": display_text.stamp,
    "removed_at": display_text.stamp,
    "is_paywalled": _paywall,
    "reservations": _reservations,
}
