"""`scrapy search 'words'`: the stored articles in which words stand, each with the line they stand in."""

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

    takes = 1
    wants = "give the words to look for, in quotes"

    def syntax(self) -> str:
        return "[options] <words>"

    def short_desc(self) -> str:
        return "Find stored articles by their words"

    def long_desc(self) -> str:
        return (
            "Find the articles in which all these words stand, the best match first, in every script, without"
            ' accents and case; "a phrase", begin* and -without are understood. Examples:'
            " `scrapy search harbour --since 7d`;"
            " `scrapy search '\"lift bridge\" -ferry' --source tagesschau --limit 5`."
        )

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--since", metavar="WHEN", help="only what was published since: 2026-01-31, or 7d, 12h ago"
        )
        parser.add_argument("--source", metavar="NAME", help="only this source")
        parser.add_argument("--limit", metavar="N", help="at most so many (default: 10)")

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
                out.print(Text(f"  {_facts(article)}"))
                pieces = [(harmless(piece), "black on yellow" if found else "") for piece, found in line]
                paragraph(out, Text.assemble(*pieces), 2)
                count += 1
            cure = "" if count else _cure(articles, args[0], since, source)
        if not count:
            complain(f"nothing found{cure}")
        return 0


def _cure(articles: Articles, asked: str, since: date | None, source: str | None) -> str:
    """Words that find something where these find nothing."""
    words = articles.meant(asked)
    if words is None or next(articles.search(words, since=since, source=source, limit=1), None) is None:
        return ""
    return f"; did you mean '{words}'?"


def _facts(article: StoredArticle) -> str:
    from pipelines.export.printable import harmless

    when = (article.published_at or "no date").replace("T", " ")
    return harmless(f"{article.id}  {when}  {article.source}  {article.url}")
