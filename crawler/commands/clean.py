"""`scrapy clean URL|FILE`: what each stage makes of a page, and what was removed and why; stores nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import BroadsheetError, unknown_option
from crawler.guard.terminal import complain, say
from crawler.spiders import arguments
from pipelines.export.printable import as_json

if TYPE_CHECKING:
    import argparse

    from crawler.sources.lookup import Sites
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


class Command(CheckedCommand):
    """Exit code 1: the page could not be had, or is no article."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <url|file>"

    def short_desc(self) -> str:
        return "Show what the cleaner makes of one page, and what it removed and why"

    def long_desc(self) -> str:
        return (
            "Fetch an address, or read a file, and show each stage's result; nothing is stored. The page"
            " speaks for itself: a crawl knows besides what a feed says of it, and what its site has taught."
            " Examples: "
            "`scrapy clean https://example.org/a-story --html story.html` shows what was cut, in colour; "
            "`scrapy clean page.html --url https://example.org/a-story --json` prints it for a program."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.add_argument("--html", metavar="FILE", help="write one HTML file that shows it in colour")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.add_argument("--url", help="the address that a file was saved from")
        parser.add_argument("--timezone", help="IANA zone for dates without an offset, such as Asia/Tehran")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        complaint = unknown_option(args, OPTIONS)
        if complaint or len(args) != 1:
            raise UsageError(complaint or "give one address or one file", print_help=not complaint)
        try:
            self.exitcode = self._show(*self._page(args[0], opts), opts)
        except BroadsheetError as error:
            complain(f"scrapy clean: {error}")
            self.exitcode = 2 if isinstance(error, arguments.ArgumentError) else 1

    def _page(self, what: str, opts: argparse.Namespace) -> tuple[Page, str | None]:
        """The page, and the source file that its site is described by."""
        from crawler.sources.lookup import Sites
        from crawler.sources.source import DIRECTORY, load_sources
        from crawler.spiders.pages import lone_page
        from crawler.tools.fetch_once import fetch

        assert self.settings is not None
        zone = arguments.zone("timezone", opts.timezone)
        directory = Path(self.settings["SOURCES"] or DIRECTORY)
        sources, errors = load_sources(directory)
        sites = Sites(sources)
        if "://" in what:
            arguments.address(what)
            assert self.crawler_process is not None
            response = fetch(self.crawler_process, what, sources)
            page = lone_page(response, sites.of(response.url))
        else:
            page = _saved(Path(what), opts.url, sites)
        source = sites.source(page.url)
        if source is None:
            complain(*errors)  # it may be one of these files that is of this site
        file = _shown(directory / f"{source.name}.toml") if source else None
        return replace(page, site=replace(page.site, timezone=zone or page.site.timezone)), file

    def _show(self, page: Page, file: str | None, opts: argparse.Namespace) -> int:
        from crawler.tools.explain import html, plain
        from crawler.tools.explain.reading import read

        reading = read(page, file)
        if opts.json:
            say(as_json(plain.data(reading), indent=2))
        elif opts.html:
            _write(Path(opts.html), html.html(reading))
            say(f"open {opts.html} in a browser")
        else:
            say(*plain.lines(reading))
        return 1 if reading.refusal else 0


def _shown(path: Path) -> str:
    """As one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _saved(path: Path, url: str | None, sites: Sites) -> Page:
    """The page in a file; `url` is where it came from."""
    from crawler.tools.fetch_once import FetchError
    from pipelines.items import Page

    try:
        body = path.read_bytes()
    except OSError as error:
        raise FetchError(f"{path}: {error.strerror}; give a file, or an address with https://") from error
    url = url or f"https://localhost/{path.name}"
    kind = "text/plain" if path.suffix == ".txt" else "text/html"
    return Page(url=url, body=body, fetched_at=datetime.now(UTC), site=sites.of(url), content_type=kind)


def _write(path: Path, text: str) -> None:
    from crawler.tools.fetch_once import FetchError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FetchError(f"{path}: {error.strerror}; name another file") from error
