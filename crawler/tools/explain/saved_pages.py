"""Pages kept as tests of a source: keeps one with its result, and runs kept pages again to compare them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import CrawlerProcessBase

from crawler.cli.text_diff import changed_lines
from crawler.errors import BroadsheetError
from crawler.guard.terminal import console, paragraph
from crawler.sources.source import Source
from crawler.spiders.arguments import address
from crawler.spiders.pages import lone_page
from crawler.tools.explain.reading import Reading, read
from crawler.tools.fetch_once import fetch
from pipelines.export.printable import counted, harmless
from pipelines.items import Page, Site

DIRECTORY = "pages"
"""The folder beside the source files: `pages/herald/old-tunnel-runs-again-1f0c2a.html` and `.json`."""
_NAME = re.compile(r"[^a-z0-9]+")


class SavedPageError(BroadsheetError):
    """A saved page cannot be written or read."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page and its expected result."""

    path: Path
    """Path of the JSON file; the page is beside it."""
    url: str
    content_type: str | None
    fetched_at: datetime
    headers: dict[str, str]
    expected: dict[str, Any]

    @property
    def source(self) -> str:
        return self.path.parent.name

    def page(self, site: Site) -> Page:
        """The page as it came. Raises SavedPageError."""
        file = self.path.with_suffix(".html")
        try:
            body = file.read_bytes()
        except OSError as error:
            raise SavedPageError(f"{file}: {error.strerror}; save the page again") from error
        return Page(
            url=self.url,
            body=body,
            fetched_at=self.fetched_at,
            site=site,
            content_type=self.content_type,
            headers=self.headers,
        )


def keep(process: CrawlerProcessBase, directory: Path, source: Source, url: str) -> str:
    """Fetch a page, write it with what is made of it, and return a line about it. Raises BroadsheetError."""
    address(url)
    reading = read(lone_page(fetch(process, url, [source]), source.site))
    path = _save(directory, source.name, reading)
    return f"{path}: {harmless(reading.refusal or reading.story.title or 'no headline')}"


def compare(
    directory: Path, sources: Mapping[str, Source], name: str | None, *, accept: bool
) -> tuple[int, str]:
    """Read the kept pages of a source, or of all, and print every difference.

    Returns how many pages differ and a closing line. With `accept`, today's results are expected from now on.
    Raises SavedPageError.
    """
    pages = list(_saved(directory, name))
    kept = [page for page in pages if page.source in sources]
    if not kept:
        what = "no page of a source whose file is in order is kept" if pages else "no page is kept"
        raise SavedPageError(f"{what}; `scrapy savepage SOURCE URL` keeps one")
    count = sum(_differs(page, sources[page.source].site, accept=accept) for page in kept)
    differ = "differs" if count == 1 else "differ"
    result = "accepted" if accept else f"{differ} from what is expected"
    return count, f"{counted(len(kept), 'page')}, {count} {result}"


def _differs(kept: Saved, site: Site, *, accept: bool) -> bool:
    page = kept.page(site)
    now = read(page).fields
    names = list(_changed(kept.expected, now))
    if names:
        out = console()
        out.print(str(kept.path), style="bold")
        for field in names:
            for line in changed_lines(field, kept.expected.get(field) or "", now.get(field) or ""):
                paragraph(out, line, 3)
    if names and accept:
        _expect(kept.path, page, now)
    return bool(names)


def _save(directory: Path, source: str, reading: Reading) -> Path:
    """Write the page and today's result, and return the path. Raises SavedPageError."""
    folder = directory / DIRECTORY / source
    path = folder / f"{_slug(reading.page.url)}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".html").write_bytes(reading.page.body)
        _expect(path, reading.page, reading.fields)
    except OSError as error:
        cure = "name other source files with -s SOURCES=path"
        raise SavedPageError(f"{path}: {error.strerror}; {cure}") from error
    return path


def _expect(path: Path, page: Page, fields: dict[str, Any]) -> None:
    data = {
        "url": page.url,
        "content_type": page.content_type,
        "fetched_at": page.fetched_at.isoformat(),
        "headers": dict(page.headers),
        "expected": fields,
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _saved(directory: Path, source: str | None = None) -> Iterator[Saved]:
    """Return the saved pages of a source, or of all sources, in order. Raises SavedPageError."""
    for path in sorted((directory / DIRECTORY).glob(f"{source or '*'}/*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            when = datetime.fromisoformat(data["fetched_at"])
            yield Saved(path, data["url"], data["content_type"], when, data["headers"], data["expected"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SavedPageError(f"{path}: cannot be read ({error!r}); save its page again") from error


def _changed(expected: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """Return the names of the fields that differ from the expected ones; empty and absent are the same."""
    yield from (
        name for name in {**expected, **now} if (expected.get(name) or None) != (now.get(name) or None)
    )


def _slug(url: str) -> str:
    """A file name that a person recognises, from the last words of the address, and that is unique."""
    parts = urlsplit(url)
    words = _NAME.sub("-", f"{parts.path}-{parts.query}".lower()).strip("-")[-60:].strip("-")
    return "-".join(filter(None, (words, sha256(url.encode()).hexdigest()[:6])))
