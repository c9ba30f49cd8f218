"""Results of other extractors for a labelled page,
kept in a temporary folder so that a second run is quick."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html
from trafilatura import bare_extraction

from pipelines.markup.decode import decode_utf8
from pipelines.markup.scan import scan
from tests.corpora import LabelledPage


@dataclass(frozen=True, slots=True)
class Extracted:
    """One extractor's answer for one page."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    seconds: float = 0.0
    refused: bool = False


def trafilatura(page: LabelledPage) -> Extracted:
    """Run trafilatura with metadata, as a crawler would call it."""
    found: Any = bare_extraction(page.body, with_metadata=True)
    if found is None:
        return Extracted(refused=True)
    return Extracted(found.text or "", found.title, tuple((found.author or "").split("; ")))


def readability(page: LabelledPage) -> Extracted:
    """Run readability-lxml on decoded text; it does not extract authors."""
    peer = importlib.import_module("readability")
    try:
        found = peer.Document(decode_utf8(page.body, page.content_type)[0].decode())
        tree = html.fromstring(f"<body>{found.summary(html_partial=True)}</body>")
    except (ValueError, etree.LxmlError, RecursionError):
        return Extracted(refused=True)
    text = "\n".join(piece.text for piece in scan(tree).pieces)
    return Extracted(text, found.short_title())


_ALL: dict[str, tuple[str, Callable[[LabelledPage], Extracted]]] = {
    "trafilatura": ("trafilatura", trafilatura),
    "readability": ("readability-lxml", readability),
}


def installed() -> tuple[str, ...]:
    """Return the extractors that can be imported."""
    return tuple(name for name in _ALL if importlib.util.find_spec(name) is not None)


def extracted(name: str, page: LabelledPage, *, fresh: bool = False) -> Extracted:
    """Return an extractor's answer, from the temporary folder if it is there and `fresh` is false."""
    distribution, extract = _ALL[name]
    version = importlib.metadata.version(distribution)
    key = hashlib.md5(page.url.encode() + page.body, usedforsecurity=False).hexdigest()
    file = Path(tempfile.gettempdir(), "broadsheet-peers", f"{name}-{version}", f"{key}.json")
    if file.exists() and not fresh:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Extracted(**{**kept, "authors": tuple(kept["authors"])})
    start = time.process_time()
    found = extract(page)
    answer = Extracted(**{**asdict(found), "seconds": time.process_time() - start})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(answer)), encoding="utf-8")
    return answer
