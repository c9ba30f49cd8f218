"""`scrapy clean URL|FILE`: what each stage makes of a page, and what was removed and why; stores nothing."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.errors import BroadsheetError, unknown_option

if TYPE_CHECKING:
    import argparse

    from pipelines.items import Page

OPTIONS = (
    "--html",
    "--json",
    "--timezone",
    "--url",
    "-s",
    "--set",
    "-L",
    "--loglevel",
    "--nolog",
    "--logfile",
)


class Command(ScrapyCommand):
    """Exit code 1: the page could not be had, or is no article."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <url|file>"

    def short_desc(self) -> str:
        return "Show what the cleaner makes of one page, and what it removed and why"

    def long_desc(self) -> str:
        return (
            "Fetch an address, or read a file, and show each stage's result; nothing is stored. Examples: "
            "`scrapy clean https://example.org/a-story --html story.html` shows what was cut, in colour; "
            "`scrapy clean page.html --url https://example.org/a-story --json` prints it for a program."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--html", metavar="FILE", help="write one HTML file that shows it in colour")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.add_argument("--url", help="the address that a file was saved from")
        parser.add_argument("--timezone", help="IANA zone for dates without an offset, such as Asia/Tehran")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        complaint = unknown_option(args, OPTIONS)
        if complaint or len(args) != 1:
            raise UsageError(complaint or "give one address or one file", print_help=not complaint)
        try:
            self.exitcode = self._show(self._page(args[0], opts), opts)
        except BroadsheetError as error:
            print(f"scrapy clean: {error}", file=sys.stderr)
            self.exitcode = 1

    def _page(self, what: str, opts: argparse.Namespace) -> Page:
        from crawler import arguments
        from crawler.sites import Sites
        from crawler.source import DIRECTORY, load_sources, private_places
        from pipelines.items import Page

        assert self.settings is not None
        zone = arguments.zone("timezone", opts.timezone)
        sources, _ = load_sources(Path(self.settings["SOURCES"] or DIRECTORY))
        url, body, content_type = self._bytes(what, opts.url, private_places(sources))
        site = Sites(sources).of(url)
        return Page(
            url=url,
            body=body,
            fetched_at=datetime.now(UTC),
            site=replace(site, timezone=zone or site.timezone),
            content_type=content_type,
        )

    def _bytes(self, what: str, url: str | None, private: frozenset[str]) -> tuple[str, bytes, str | None]:
        """(address, body, Content-Type) of a file, or of an address by fetching it."""
        from crawler.fetch import FetchError, fetch

        path = Path(what)
        if "://" not in what:
            try:
                kind = "text/plain" if path.suffix == ".txt" else "text/html"
                return url or f"https://localhost/{path.name}", path.read_bytes(), kind
            except OSError as error:
                cure = "give a file, or an address with https://"
                raise FetchError(f"{what}: {error.strerror}; {cure}") from error
        assert self.crawler_process is not None
        response = fetch(self.crawler_process, what, private)
        header = response.headers.get("Content-Type")
        return response.url, response.body, header.decode("latin-1") if header else None

    def _show(self, page: Page, opts: argparse.Namespace) -> int:
        from crawler.explain import html, plain
        from crawler.explain.reading import read

        reading = read(page)
        if opts.json:
            print(json.dumps(plain.data(reading), ensure_ascii=False, indent=2))
        elif opts.html:
            _write(Path(opts.html), html.html(reading))
            print(f"open {opts.html} in a browser")
        else:
            print(*plain.lines(reading), sep="\n")
        return 1 if reading.refusal else 0


def _write(path: Path, text: str) -> None:
    from crawler.fetch import FetchError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FetchError(f"{path}: {error.strerror}; name another file") from error
