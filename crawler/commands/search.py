"""`scrapy search 'words'`: finds the stored articles that contain words, each with a line of its text."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    from pipelines.db import StoredArticle


class Command(DatabaseCommand):
    """Find the articles that contain all these words, the best match first, in every script; accents and
    case do not matter. You can write "a phrase", begin*, -without and OR. Examples: `scrapy search
    harbour --since 7d`; `scrapy search '"lift bridge" -ferry' --source tagesschau --limit 5`.

    Exit code 1: the database could not be read.
    """

    arguments = (1, 1)
    arguments_hint = "give the words to look for, in quotes"
    usage = "[options] <words>"
    summary = "Find stored articles by their words"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("--since", metavar="WHEN", help="only articles published since then: 2026-01-31, 7d or 12h")
        add("--seen-since", metavar="WHEN", help="only articles first seen since then")
        add("--source", metavar="NAME", help="only this source")
        add("--limit", metavar="N", help="at most this many (default: 10)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from rich.text import Text

        from crawler.guard.terminal import console, paragraph
        from pipelines.db import open_articles
        from pipelines.db.search_query import QueryError, query
        from pipelines.export.printable import harmless

        out = console()
        limit = options.count("--limit", opts.limit) or 10
        since = options.moment("--since", opts.since)
        seen_since = options.moment("--seen-since", opts.seen_since)
        try:
            query(args[0])
        except QueryError as error:
            raise ArgumentError(str(error)) from error
        count = 0
        with open_articles(self.database) as articles:
            source = options.source(opts.source, articles.sources())
            search = partial(articles.search, since=since, seen_since=seen_since, source=source)
            for article, line in search(args[0], limit=limit):
                paragraph(out, Text(harmless(article.title), style="bold"))
                out.print(Text(f"  {_origin(article)}"))
                pieces = [(harmless(piece), "black on yellow" if is_hit else "") for piece, is_hit in line]
                paragraph(out, Text.assemble(*pieces), 2)
                count += 1
            words = None if count else articles.meant(args[0])
            is_better = words is not None and next(search(words, limit=1), None) is not None
        if not count:
            complain("nothing found" + (f"; did you mean '{words}'?" if is_better else ""))
        return 0


def _origin(article: StoredArticle) -> str:
    from pipelines.export.printable import harmless

    when = (article.published_at or "no date").replace("T", " ")
    return harmless(f"{article.id}  {when}  {article.source}  {article.url}")
