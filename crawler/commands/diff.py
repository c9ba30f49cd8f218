"""`scrapy diff ARTICLE`: what was changed in an article since it was first stored, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError

if TYPE_CHECKING:
    import argparse

    from pipelines.db import Articles, StoredArticle

_ALWAYS_WITH = "word_count"
"""Changes with the text, and says nothing of its own."""


class NoArticleError(BroadsheetError):
    """The database has no such article."""


class Command(DatabaseCommand):
    """Exit code 1: there is no such article."""

    takes = 1
    wants = "give one article, by its id or its address"

    def syntax(self) -> str:
        return "<id|url>"

    def short_desc(self) -> str:
        return "Show what was changed in an article, word by word"

    def long_desc(self) -> str:
        return (
            "Show each change of a stored article, the first one first: [-what went-] and {+what came+},"
            " coloured on a terminal. Examples: `scrapy diff 1204`;"
            " `scrapy diff https://www.example.org/a-story`."
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from rich.text import Text

        from crawler.cli import text_diff as wording
        from crawler.guard.terminal import console, paragraph
        from pipelines.db import open_articles
        from pipelines.export.printable import harmless

        out = console()
        with open_articles(self.database) as articles:
            article = _find(articles, args[0])
            changes = articles.changes(article.id)
        paragraph(out, Text(harmless(article.title), style="bold"))
        out.print(f"{harmless(article.url)}, first seen {article.first_seen_at}")
        if not changes:
            out.print(f"not changed since, last seen {article.last_seen_at}")
        for change in changes:
            out.print(f"\n{change.revision}. {change.seen_at}, {harmless(change.reason)}", style="bold")
            for name in change.before:
                if name != _ALWAYS_WITH or "text" not in change.before:
                    for line in wording.changes(name, change.before[name], change.after[name]):
                        paragraph(out, line, 3)
        return 0


def _find(articles: Articles, asked: str) -> StoredArticle:
    from pipelines.urls import NotAnAddress, canonical

    is_id = asked.isdecimal()
    if is_id:
        found = articles.get(int(asked)) if len(asked) <= options.DIGITS else None
    else:
        found = articles.get(asked)
    if found is None and not is_id:
        try:
            found = articles.get(canonical(asked))
        except NotAnAddress as error:
            raise NoArticleError(f"'{asked}' is neither an article's id nor an address") from error
    if found is None:
        cure = "'scrapy search WORDS' finds articles with their ids"
        raise NoArticleError(f"no article is stored as {asked}; {cure}")
    return found
