"""`scrapy search 'words'`: finds the stored articles that contain words, each with a line of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from pipelines.db import Articles, StoredArticle


class Command(DatabaseCommand):
    """Exit code 1: the database could not be read."""

    arguments = (1, 1)
    arguments_hint = "give the words to look for, in quotes"

    def syntax(self) -> str:
        return "[options] <words>"

    def short_desc(self) -> str:
        return "Find stored articles by their words"

    def long_desc(self) -> str:
        return (
            "Find the articles that contain all these words, the best match first, in every script; accents"
            ' and case do not matter. You can write "a phrase", begin* and -without. Examples:'
            " `scrapy search harbour --since 7d`;"
            " `scrapy search '\"lift bridge\" -ferry' --source tagesschau --limit 5`."
        )

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("--since", metavar="WHEN", help="only articles published since then: 2026-01-31, 7d or 12h")
        add("--source", metavar="NAME", help="only this source")
        add("--limit", metavar="N", help="at most this many (default: 10)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from rich.text import Text

        from crawler.guard.terminal import console, paragraph
        from pipelines.db import open_articles
        from pipelines.export.printable import harmless

        out = console()
        since, limit = options.moment("--since", opts.since), options.count("--limit", opts.limit) or 10
        count = 0
        with open_articles(self.database) as articles:
            source = options.source(opts.source, articles.sources())
            for article, line in articles.search(args[0], since=since, source=source, limit=limit):
                paragraph(out, Text(harmless(article.title), style="bold"))
                out.print(Text(f"  {_origin(article)}"))
                pieces = [(harmless(piece), "black on yellow" if is_hit else "") for piece, is_hit in line]
                paragraph(out, Text.assemble(*pieces), 2)
                count += 1
            cure = "" if count else _suggestion(articles, args[0], since, source)
        if not count:
            complain(f"nothing found{cure}")
        return 0


def _suggestion(articles: Articles, query: str, since: date | None, source: str | None) -> str:
    """Similar words that do find something; empty where there are none."""
    words = articles.meant(query)
    if words is None or next(articles.search(words, since=since, source=source, limit=1), None) is None:
        return ""
    return f"; did you mean '{words}'?"


def _origin(article: StoredArticle) -> str:
    from pipelines.export.printable import harmless

    when = (article.published_at or "no date").replace("T", " ")
    return harmless(f"{article.id}  {when}  {article.source}  {article.url}")
