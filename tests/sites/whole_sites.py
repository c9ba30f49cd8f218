"""Whole sites of ../shared as pages with their known answers, unpacked to a temporary folder."""

from __future__ import annotations

import json
import lzma
import random
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.corpora import SHARED

SITES = SHARED / "sites"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """One page of a site with its known answers."""

    url: str
    body: bytes = field(repr=False)
    truth: dict[str, Any] = field(repr=False)


def hosts() -> list[str]:
    """Return the sites whose articles are known."""
    return sorted(file.name.removesuffix(".truth.jsonl.xz") for file in SITES.glob("*.truth.jsonl.xz"))


def pages(host: str, most: int | None = None) -> list[KnownPage]:
    """Return a site's articles in an order that is the same each time; the first `most` if given."""
    found = list(_pages(host))
    random.Random(1).shuffle(found)
    return found[:most]


def _pages(host: str) -> Iterator[KnownPage]:
    folder = folder_of(host)
    with lzma.open(SITES / f"{host}.truth.jsonl.xz", "rt", encoding="utf-8") as lines:
        for truth in map(json.loads, lines):
            page = folder / unquote(urlsplit(truth["url"]).path).lstrip("/")
            page = page / "index.html" if page.is_dir() else page
            if page.is_file():
                yield KnownPage(truth["url"], page.read_bytes(), truth)


def folder_of(host: str) -> Path:
    """Return the folder of a site's files, unpacked once per machine; its name contains the archive's age."""
    archive = SITES / f"{host}.tar.xz"
    folder = Path(tempfile.gettempdir()) / "broadsheet-sites" / f"{host}-{archive.stat().st_mtime_ns}"
    if not folder.is_dir():
        half = Path(tempfile.mkdtemp(dir=_made(folder.parent)))
        with tarfile.open(archive) as packed:
            packed.extractall(half, filter="data")
        half.rename(folder)
    inner = folder / host
    return inner if inner.is_dir() else folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
