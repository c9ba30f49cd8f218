"""`scrapy savepage SOURCE URL`: keep a page as a test of its source; `--again` runs all that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import SEE_SOURCES, BroadsheetError, unknown, unknown_option
from crawler.guard.terminal import complain, say
from crawler.spiders.arguments import ArgumentError, address
from pipelines.export.printable import counted, harmless

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from crawler.sources.source import Source
    from crawler.tools.explain.saved import Saved
    from pipelines.items import Site


class Command(CheckedCommand):
    """Exit code 1: the page could not be had, or a kept page comes out otherwise than expected."""

    requires_project = True

    def syntax(self) -> str:
        return "<source> <url> | --again [source]"

    def short_desc(self) -> str:
        return "Keep a page as a test of its source, or run all that are kept"

    def long_desc(self) -> str:
        return (
            "Keep a page, and what is made of it now, beside the source files; after a change of rules see"
            " what else it changed. Examples: `scrapy savepage herald https://www.herald.example/a-story`;"
            " `scrapy savepage --again` runs every kept page and shows the difference; with --accept what"
            " comes out now is expected from then on."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.add_argument("--again", action="store_true", help="run the kept pages and show what differs")
        parser.add_argument("--accept", action="store_true", help="with --again: expect what comes out now")
        self._options = tuple(parser._option_string_actions)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        wanted = len(args) <= 1 if opts.again else len(args) == 2
        wrong = unknown_option(args, self._options)
        if not wrong and not wanted:
            wrong = "give a source and an address, or --again"
        if not wrong and opts.accept and not opts.again:
            wrong = "--accept goes with --again"
        if wrong:
            raise UsageError(wrong, print_help=False)
        from crawler.sources.source import DIRECTORY, load_sources

        assert self.settings is not None
        self.directory = Path(self.settings["SOURCES"] or DIRECTORY)
        found, errors = load_sources(self.directory)
        sources = {source.name: source for source in found}
        wrong_files = [error for error in errors if not args or error.name == args[0]]
        complain(*wrong_files)  # which have no rules until they are mended
        if args and wrong_files:
            self.exitcode = 1
            return
        if args and args[0] not in sources:
            raise UsageError(unknown("source", args[0], sources, see=SEE_SOURCES), print_help=False)
        try:
            if opts.again:
                self.exitcode = self._again(sources, *args, accept=opts.accept) or int(bool(wrong_files))
            else:
                self.exitcode = self._save(sources[args[0]], args[1])
        except BroadsheetError as error:
            complain(f"scrapy savepage: {error}")
            self.exitcode = 2 if isinstance(error, ArgumentError) else 1

    def _save(self, source: Source, url: str) -> int:
        from crawler.spiders.pages import lone_page
        from crawler.tools.explain.reading import read
        from crawler.tools.explain.saved import save
        from crawler.tools.fetch_once import fetch

        assert self.crawler_process is not None
        address(url)
        response = fetch(self.crawler_process, url, [source])
        reading = read(lone_page(response, source.site))
        path = save(self.directory, source.name, reading)
        say(f"{path}: {harmless(reading.refusal or reading.story.title or 'no headline')}")
        say("look at it: what it says is expected from now on; correct by hand what is wrong")
        return 0

    def _again(self, sources: Mapping[str, Source], name: str | None = None, *, accept: bool) -> int:
        from crawler.tools.explain import saved

        pages = list(saved.saved(self.directory, name))
        kept = [one for one in pages if one.source in sources]
        if not kept:
            what = "no page of a source whose file is in order is kept" if pages else "no page is kept"
            complain(f"scrapy savepage: {what}; `scrapy savepage SOURCE URL` keeps one")
            return 1
        differ = sum(self._differs(one, sources[one.source].site, accept=accept) for one in kept)
        say(f"{counted(len(kept), 'page')}, {differ} {'accepted' if accept else 'otherwise than expected'}")
        return int(differ > 0 and not accept)

    def _differs(self, one: Saved, site: Site, *, accept: bool) -> bool:
        """Show what differs, if anything; expect it from now on, if told to."""
        from crawler.cli import text_diff as wording
        from crawler.guard.terminal import console, paragraph
        from crawler.tools.explain import saved
        from crawler.tools.explain.reading import read

        page = one.page(site)
        now = read(page).fields
        names = list(saved.changed(one.expected, now))
        if names:
            out = console()
            out.print(str(one.path), style="bold")
            for field in names:
                for line in wording.changes(field, one.expected.get(field) or "", now.get(field) or ""):
                    paragraph(out, line, 3)
        if names and accept:
            saved.expect(one.path, page, now)
        return bool(names)
