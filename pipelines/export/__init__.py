"""Writes articles and pages as files for other programs.

    from pipelines.export import ARTICLES, writer

    with open_articles("news.db") as articles, open("news.csv", "wb") as out:
        writer("csv")(articles.since(), out, About())

Each format is a module with `write(rows, out, about)`, imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pipelines.db import StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A feed's own title and time."""

    title: str = "Broadsheet"
    updated: str = "1970-01-01T00:00:00Z"
    """UTC, when the newest of its articles was last changed."""


Writer = Callable[["Iterable[StoredArticle]", BinaryIO, About], int]
"""Writes rows one by one, in constant memory; returns how many."""


class MissingExtraError(Exception):
    """A format needs a library that is not installed; `str()` says how to install it."""


ARTICLES = {
    "jsonl": "json_lines",
    "csv": "table",
    "parquet": "columnar",
    "atom": "atom",
    "jsonfeed": "jsonfeed",
}
"""Format → module, for rows of articles."""

FEEDS = ("atom", "jsonfeed")
"""Formats for feed readers: only the newest articles, the newest first."""

FORMATS = (*ARTICLES, "warc")

ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".atom": "atom",
    ".xml": "atom",
    ".json": "jsonfeed",
    ".jsonfeed": "jsonfeed",
    ".warc": "warc",
    ".warc.gz": "warc",
}


def format_of(file: str) -> str | None:
    """Return the format that a file's ending names, or None."""
    name = file.lower()
    return next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)


def writer(kind: str) -> Writer:
    """Return the function that writes this format. Raises MissingExtraError or KeyError."""
    found: Writer = import_module(f"{__name__}.{ARTICLES[kind]}").write
    return found
