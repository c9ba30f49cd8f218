"""Dates the real pages of ../shared one by one; there are none if that folder is missing."""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import py3langid
from fastwarc.warc import ArchiveIterator

from pipelines.items import Dates, Hints, Site
from pipelines.markup import Document, parse
from pipelines.times import choose, collect

SHARED = Path(__file__).parents[3] / "shared"


@dataclass(frozen=True)
class Dating:
    """One page: its date, the reference, and the cost of dating without parsing."""

    url: str
    truth: dict[str, Any]
    dates: Dates
    seconds: float


def scorer() -> ModuleType:
    """Return score.py as a module; it compares an answer with the reference."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def datings(name: str) -> Iterator[Dating]:
    """Yield the dating of every page of a corpus that has a reference;
    only the page's address is known of its site."""
    truths = _truths(SHARED / "corpus" / f"{name}.truth.jsonl")
    with (SHARED / "corpus" / f"{name}.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=True):
            truth = truths.get(record.headers["WARC-Target-URI"])
            if truth and (truth.get("published") or truth.get("published_kind") == "undated"):
                yield _date(record, truth)


def _truths(path: Path) -> dict[str, dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return {row["url"]: row for row in map(json.loads, lines)}


def _date(record: Any, truth: dict[str, Any]) -> Dating:
    url, fetched_at = truth["url"], datetime.fromisoformat(record.headers["WARC-Date"])
    doc = parse(record.reader.read(), url, record.http_headers.get("Content-Type"))
    site, language = Site(name="site", url=f"https://{urlsplit(url).hostname}/"), _language(doc)
    _ = doc.jsonld, doc.meta  # the cleaner reads them too
    start = time.process_time()
    evidence = collect(doc, Hints(), {}, fetched_at=fetched_at, language=language, site=site)
    dates = choose(evidence, fetched_at=fetched_at, site=site)
    return Dating(url, truth, dates, time.process_time() - start)


def _language(doc: Document) -> str | None:
    declared: str | None = doc.tree.get("lang") or doc.first_meta("og:locale", "content-language")
    text = " ".join(p.text_content() for p in doc.tree.iter("p"))[:1000]
    return declared or (py3langid.classify(text)[0] if len(text) > 60 else None)
