"""The figures of a site whose pages `scrapy crawl archive` has read from a WARC."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.corpora import scorer
from tests.sites.whole_sites import KnownPage

ROOT = Path(__file__).resolve().parents[2]
_HEAD = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: 2026-08-22T00:00:00Z"
    "\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"
    "Content-Length: {size}\r\n\r\n"
)


def write_warc(file: Path, found: Sequence[KnownPage]) -> None:
    """Write the pages as answers of their servers."""
    with file.open("wb") as out:
        for page in found:
            size = len(page.body)
            answer = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {size}\r\n\r\n".encode()
                + page.body
            )
            head = _HEAD.format(id=uuid.uuid4(), url=page.url, size=len(answer)).encode()
            out.write(gzip.compress(head + answer + b"\r\n\r\n", 1))


def crawl(folder: Path, found: Sequence[KnownPage], *, learn: bool) -> Path:
    """Read the pages with the command; return the database."""
    write_warc(folder / "pages.warc.gz", found)
    database = folder / "news.db"
    command = (
        f"{sys.executable} -m scrapy crawl archive -a path={folder / 'pages.warc.gz'} -s DATABASE={database} "
        f"-s LEARN={int(learn)} -s LOG_LEVEL=ERROR"
    )
    subprocess.run(command.split(), cwd=ROOT, check=True, capture_output=True, timeout=1800)
    return database


def figures_of(host: str, found: Sequence[KnownPage], *, learn: bool) -> dict[str, float | None]:
    """Return a table's line for a site."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        database = crawl(folder, found, learn=learn)
        truth = folder / f"{host}.jsonl"
        truth.write_text("\n".join(json.dumps(page.truth) for page in found), encoding="utf-8")
        scored, _ = scorer().score(str(database), str(truth))
    body = scored.get("body", {})
    return {
        "f1": body.get("f1"),
        "clean": body.get("clean"),
        "complete": body.get("complete"),
        "title": scored.get("title", {}).get("same"),
        "day": scored.get("published", {}).get("day"),
        "authors": scored.get("authors", {}).get("f1"),
    }
