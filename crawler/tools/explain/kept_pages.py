"""The work of `scrapy savepage`: keeps a page with its result, and runs kept pages again to compare them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scrapy.crawler import CrawlerProcessBase

from crawler.cli.text_diff import changed_lines
from crawler.guard.terminal import console, paragraph
from crawler.sources.source import Source
from crawler.spiders.arguments import address
from crawler.spiders.pages import lone_page
from crawler.tools.explain import saved
from crawler.tools.explain.reading import read
from crawler.tools.fetch_once import fetch
from pipelines.export.printable import counted, harmless
from pipelines.items import Site


def keep(process: CrawlerProcessBase, directory: Path, source: Source, url: str) -> str:
    """Fetch a page, write it with what is made of it, and return a line about it. Raises BroadsheetError."""
    address(url)
    reading = read(lone_page(fetch(process, url, [source]), source.site))
    path = saved.save(directory, source.name, reading)
    return f"{path}: {harmless(reading.refusal or reading.story.title or 'no headline')}"


def compare(
    directory: Path, sources: Mapping[str, Source], name: str | None, *, accept: bool
) -> tuple[int, str]:
    """Read the kept pages of a source, or of all, and print every difference.

    Returns how many pages differ and a closing line. With `accept`, today's results are expected from now on.
    Raises SavedPageError.
    """
    pages = list(saved.saved(directory, name))
    kept = [page for page in pages if page.source in sources]
    if not kept:
        what = "no page of a source whose file is in order is kept" if pages else "no page is kept"
        raise saved.SavedPageError(f"{what}; `scrapy savepage SOURCE URL` keeps one")
    count = sum(_differs(page, sources[page.source].site, accept=accept) for page in kept)
    result = "accepted" if accept else "differ from what is expected"
    return count, f"{counted(len(kept), 'page')}, {count} {result}"


def _differs(kept: saved.Saved, site: Site, *, accept: bool) -> bool:
    page = kept.page(site)
    now = read(page).fields
    names = list(saved.changed(kept.expected, now))
    if names:
        out = console()
        out.print(str(kept.path), style="bold")
        for field in names:
            for line in changed_lines(field, kept.expected.get(field) or "", now.get(field) or ""):
                paragraph(out, line, 3)
    if names and accept:
        saved.expect(kept.path, page, now)
    return bool(names)
