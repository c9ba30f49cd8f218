"""`scrapy diff ARTICLE`: shows, word by word, what was changed in an article since it was first stored."""

from __future__ import annotations

import argparse

from crawler.cli.base import DatabaseCommand


class Command(DatabaseCommand):
    """Show each change of a stored article, the oldest first: [-removed words-] and {+new words+}, coloured
    on a terminal. Examples: `scrapy diff 1204`; `scrapy diff https://www.example.org/a-story`.

    Exit code 1: there is no such article.
    """

    arguments = (1, 1)
    arguments_hint = "give one article, by its id or its address"
    usage = "<id|url>"
    summary = "Show what was changed in an article, word by word"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools.article_changes import find, show_changes
        from pipelines.db import open_articles

        with open_articles(self.database) as articles:
            show_changes(articles, find(articles, args[0]))
        return 0
