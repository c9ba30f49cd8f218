"""`scrapy sources`: lists the sources, checks their files, shows their states, and forgets one."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Collection, Sequence

from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain, say
from crawler.sources.source import Source

ADD_ONE = "'scrapy addsource URL' adds a site"


class Command(DatabaseCommand):
    """List the configured sources, all or the named ones, and the sites that were crawled by address.
    Mistakes in source files go to standard error. `scrapy sources --check` prints only the mistakes; `scrapy
    sources --json herald` prints one source for a program; `scrapy sources --health` shows their states,
    with the sites that were crawled only by address, and the exit code is 1 if one is failing, changed or
    dead. `scrapy sources --passed herald` lists links that crawls do not follow, by rule. `scrapy sources
    herald` also shows its state, what it brought this week, what was refused, and what came of the links
    that a crawl of the whole site followed. `scrapy sources --learned herald` prints what its own pages have
    taught about its articles. `scrapy sources --forget herald` forgets what crawls learned about a source
    and keeps its articles; --articles deletes them too. `scrapy sources --examples` lists the sources that
    come with Broadsheet, and `scrapy sources --examples lemonde` prints the file of one. It sends no
    request.

    Exit code 1: a source file has mistakes; with --health: a source is failing, changed or dead.
    """

    arguments = (0, 10_000)
    usage = "[options] [name ...]"
    summary = "List the sources, check their files, or show their states"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("--check", action="store_true", help="print only mistakes")
        add("--health", action="store_true", help="print the states of the sources, from the database")
        add("--passed", action="store_true", help="print the links that crawls do not follow")
        add("--learned", action="store_true", help="print what the sources' own pages have taught")
        add("--json", action="store_true", help="print sources and mistakes as JSON")
        add("--opml", action="store_true", help="print the feeds as OPML, for a feed reader")
        add("--examples", action="store_true", help="print the sources that come with Broadsheet")
        add("--forget", action="store_true", help="forget the named sources; keep their articles")
        add("--articles", action="store_true", help="with --forget: delete their articles too")

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        if opts.forget and not args:
            return "--forget: say which source, as in 'scrapy sources --forget herald'"
        if opts.articles and not opts.forget:
            return "--articles goes with --forget"
        every = ("check", "health", "passed", "learned", "json", "opml", "examples", "forget")
        modes = [name for name in every if getattr(opts, name)]
        return f"--{modes[0]} and --{modes[1]} do not go together" if len(modes) > 1 else None

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.reports import source_list, source_screen
        from crawler.sources.shared_listings import of_one_site, read_twice
        from crawler.sources.source import load_sources
        from pipelines.export.printable import counted

        if opts.examples or opts.passed or opts.learned:
            say(*self._lines(args, opts))
            return 0
        found, mistakes = load_sources(self.sources_directory)
        if opts.health:
            wrong = {
                each.name: each.line for each in mistakes if each.name in args or (each.name and not args)
            }
            complain(*(f"left out: {line}" for line in wrong.values()))
            named = [name for name in args if name not in wrong]
            return (self._health(named, found) if named or not args else 0) or int(bool(wrong))
        if opts.forget:
            return self._forget(args, found, with_articles=opts.articles)
        followed = {} if opts.check or opts.json or opts.opml else self._followed(args)
        files = {*(source.name for source in found), *(mistake.name for mistake in mistakes)}
        others = {name for name in followed if followed[name] and name not in files}  # sites without a file
        if others and others == set(args):
            say(*(line for lines in followed.values() for line in lines))
            return 0
        named = [name for name in args if name not in others]
        crawled = source_screen.names(self.settings["DATABASE"]) if followed else ()
        sources, errors = source_list.chosen(named, found, mistakes, crawled)
        if opts.json:
            say(source_list.json_text(sources, errors))
        elif opts.opml:
            from crawler.tools.opml import text

            say(text(sources))
            complain(*errors)
        elif opts.check:
            fine = f"{counted(len(sources), 'source')} in {self.sources_directory}, no mistakes"
            say(*errors) if errors else say(fine)
            say(*of_one_site(sources), *read_twice(sources))
        else:
            empty = () if errors else [f"no source file in {self.sources_directory}; {ADD_ONE}"]
            say(*(source_list.table(sources) if sources else empty))
            complain(*errors)
            say(*(line for lines in followed.values() for line in lines))
            if not args:
                self._tell_others(files)
        return int(bool(errors))

    def _tell_others(self, files: Collection[str]) -> None:
        """Print the sites that have no source file. A database that cannot be read hides no source."""
        from crawler.reports import source_screen
        from pipelines.db import DatabaseError

        database = self.settings["DATABASE"]
        try:
            say(*(source_screen.by_address(database, files) if database else ()))
        except DatabaseError as error:
            complain(f"sites that were crawled by address are not listed: {error}")

    def _followed(self, names: Sequence[str]) -> dict[str, list[str]]:
        """What crawls have brought from these sources, and what they learned about their links."""
        from crawler.reports import source_screen

        database = self.settings["DATABASE"]
        return {name: list(source_screen.lines(database, name)) for name in names} if database else {}

    def _health(self, names: Sequence[str], sources: Sequence[Source]) -> int:
        from crawler.reports import health_table
        from crawler.reports.source_list import aligned

        states = health_table.states(self.settings["DATABASE"], [source.name for source in sources], names)
        table = aligned(health_table.table(states))
        is_narrow = sys.stdout.isatty() and max(map(len, table)) > shutil.get_terminal_size().columns
        say(*health_table.compact(states) if is_narrow else table)
        complain(*health_table.killed_runs(self.settings["DATABASE"]))
        return int(not health_table.is_well(states))

    def _lines(self, names: Sequence[str], opts: argparse.Namespace) -> Sequence[str]:
        from crawler.reports import source_details, source_list

        if opts.examples:
            return source_list.examples(names)
        report = source_details.passed_links if opts.passed else source_details.learned_places
        return list(report(self.settings["DATABASE"], names))

    def _forget(self, names: Sequence[str], sources: Sequence[Source], *, with_articles: bool) -> int:
        from crawler.reports import forget_source

        database = self.settings["DATABASE"]
        for line in forget_source.forget(
            database, names, sources, with_articles=with_articles, raw_pages=self.settings["RAW_PAGES"]
        ):
            say(line)
        for name in (source.name for source in sources if source.name in names):
            say(f"{name}: its file stays, so the next crawl starts afresh; delete the file to end that")
        return 0
