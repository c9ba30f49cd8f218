"""The corpora of real pages in ../shared, with their known answers and their scoring script."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecordType

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPORA = (
    "fundus", "wcxb", "turing", "l3sgn1", "fundushist", "magichtml", "zhfin", "dragnet", "jocmp", "postlight",
)  # fmt: skip
UNSEEN = ("turing", "l3sgn1", "fundushist", "magichtml", "zhfin", "dragnet")
"""Corpora with known texts that the first rules were not made on."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """One page of a corpus: its address, bytes and known answers."""

    corpus: str
    url: str
    content_type: str | None
    body: bytes = field(repr=False)
    truth: dict[str, Any] = field(repr=False)


def labelled(corpus: str) -> Iterator[LabelledPage]:
    """Yield every page of a corpus, in the order of its WARC file."""
    with (SHARED / "corpus" / f"{corpus}.truth.jsonl").open(encoding="utf-8") as lines:
        truth = {row["url"]: row for row in map(json.loads, lines)}
    with (SHARED / "corpus" / f"{corpus}.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            url = record.headers["WARC-Target-URI"]
            if url in truth:
                kind = record.http_headers.get("Content-Type")
                yield LabelledPage(corpus, url, kind, record.reader.read(), truth[url])


def publisher(url: str) -> str:
    """Return the host without www; pages are split by it, so that no publisher is in both halves."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def part_of(url: str, parts: int) -> int:
    """Return which of `parts` groups of publishers a page belongs to."""
    return hashlib.md5(publisher(url).encode(), usedforsecurity=False).digest()[0] % parts


@cache
def scorer() -> ModuleType:
    """Return the scoring script of ../shared as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
