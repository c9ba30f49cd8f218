"""`scrapy search 'words'`: finds the stored articles that contain words, each with a line of its text."""

from __future__ import annotations

import argparse
import re
import shlex
from functools import partial
from typing import TYPE_CHECKING

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain, say
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    from pipelines.db import StoredArticle


class Command(DatabaseCommand):
    """Find the articles that contain all these words, the best match first, in every script; accents and
    case do not matter. You can write "a phrase", begin*, -without (or NOT without) and OR. Examples: `scrapy
    search harbour --since 7d`; `scrapy search '"lift bridge" -ferry' --source tagesschau --limit 5`. `scrapy
    search 'harbour OR ferry' --save port` keeps a search under a name, and `scrapy search --search port` runs
    it; `scrapy export --search port` and the setting NEW_ARTICLES_SEARCH take its articles alone.

    Exit code 1: the database could not be read; 2: the search cannot be read, as in 'harbour AND'.
    """

    arguments_hint = "give the words to look for, in quotes: scrapy search 'harbour bridge'"
    usage = "[options] <words>"
    summary = "Find stored articles by their words"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add(
            "--since",
            metavar="WHEN",
            help="by the day of publication (undated: when first seen), then or later: 2026-01-31, 7d",
        )
        add("--seen-since", metavar="WHEN", help="only articles first seen since then")
        add("--source", metavar="NAME", help="only this source")
        add("--limit", metavar="N", help="at most this many (default: 10)")
        add("--save", metavar="NAME", help="keep the words and --source under this name")
        add("--search", metavar="NAME", help="run a saved search, in place of words")
        add("--saved", action="store_true", help="list the saved searches")
        add("--forget", metavar="NAME", help="delete a saved search")

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        given = (len(args) == 1, bool(opts.search), opts.saved, bool(opts.forget))
        if len(args) > 1:
            return f"put the words in quotes: scrapy search {shlex.quote(' '.join(args))}"
        if sum(given) != 1:
            return self.arguments_hint
        if opts.save and not args:
            return "--save keeps words: scrapy search WORDS --save NAME"
        return None

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools import saved

        if opts.saved:
            say(*saved.lines(self.database))
            return 0
        if opts.forget:
            say(saved.forget(self.database, opts.forget))
            return 0
        words, source = args[0] if args else "", opts.source
        if opts.search:
            search = saved.named(self.database, opts.search)
            words, source = search.words, source or search.source
        self._show(words, source, opts)
        if opts.save:
            complain(saved.save(self.database, opts.save, words, source))
        return 0

    def _show(self, words: str, name: str | None, opts: argparse.Namespace) -> None:
        """Print what matches."""
        from rich.text import Text

        from crawler.guard.terminal import console, paragraph
        from pipelines.db import open_articles
        from pipelines.db.search_query import QueryError, parse
        from pipelines.export.printable import harmless

        out = console()
        limit = options.count("--limit", opts.limit) or 10
        since = options.moment("--since", opts.since)
        seen_since = options.moment("--seen-since", opts.seen_since)
        try:
            wanted = parse(words).terms
        except QueryError as error:
            raise ArgumentError(str(error)) from error
        if not wanted:
            raise ArgumentError(f"'{words}' has no word to look for; {self.arguments_hint}")
        count = 0
        with open_articles(self.database) as articles:
            source = options.source(name, articles.sources())
            search = partial(articles.search, since=since, seen_since=seen_since, source=source)
            for article, line in search(words, limit=limit):
                paragraph(out, Text(harmless(article.title), style="bold"))
                out.print(Text(f"  {_origin(article)}"))
                pieces = [(harmless(piece), "black on yellow" if is_hit else "") for piece, is_hit in line]
                paragraph(out, Text.assemble(*pieces), 2)
                count += 1
            meant = None if count else articles.meant(words)
            is_better = meant is not None and next(search(meant, limit=1), None) is not None
        if not count:
            complain("nothing found" + (f"; did you mean '{meant}'?" if is_better else _hint(words)))


def _hint(words: str) -> str:
    """Say what a search with signs of other search engines may have meant; empty for plain words."""
    if negated := re.search(r"(?<=\s)not\s+(\w+)", words):
        return f"; 'not' was searched as a word: write -{negated[1]} for articles without it"
    if small := re.search(r"(?<=\s)(?:or|and)(?=\s)", words):
        return f"; '{small[0]}' was searched as a word: write {small[0].upper()} to join words with it"
    if words.count('"') % 2:
        return "; a quotation mark has no other half, so all behind it was searched as one phrase"
    if sign := re.search(r"[()]|\b\w+:(?=\S)", words):
        return f"; '{sign[0]}' means nothing here: search takes words, \"a phrase\", OR, AND, NOT, and word*"
    return ""


def _origin(article: StoredArticle) -> str:
    from pipelines.export.printable import harmless

    when = (article.published_at or "no date").replace("T", " ")
    return harmless(f"{article.id}  {when}  {article.source}  {article.url}")
