"""The work of `scrapy diff`: finds one article and prints each of its changes, word by word."""

from __future__ import annotations

from rich.text import Text

from crawler.cli.options import DIGITS
from crawler.cli.text_diff import changed_lines
from crawler.errors import BroadsheetError
from crawler.guard.terminal import console, paragraph
from pipelines.db import Articles, StoredArticle
from pipelines.export.printable import harmless
from pipelines.urls import NotAnAddress, canonical

_WITH_TEXT = "word_count"
"""A column that changes whenever the text does, and then is not shown."""


class NoArticleError(BroadsheetError):
    """The database has no such article."""


def find(articles: Articles, id_or_url: str) -> StoredArticle:
    """Return the article with this id or address. Raises NoArticleError."""
    is_id = id_or_url.isdecimal()
    if is_id:
        article = articles.get(int(id_or_url)) if len(id_or_url) <= DIGITS else None
    else:
        article = articles.get(id_or_url)
    if article is None and not is_id:
        try:
            article = articles.get(canonical(id_or_url))
        except NotAnAddress as error:
            raise NoArticleError(f"'{id_or_url}' is neither an article's id nor an address") from error
    if article is None:
        cure = "'scrapy search WORDS' finds articles with their ids"
        raise NoArticleError(f"no article is stored as {id_or_url}; {cure}")
    return article


def show_changes(articles: Articles, article: StoredArticle) -> None:
    """Print the article's title, its address, and its changes from first to last."""
    out = console()
    changes = articles.changes(article.id)
    paragraph(out, Text(harmless(article.title), style="bold"))
    out.print(f"{harmless(article.url)}, first seen {article.first_seen_at}")
    if not changes:
        out.print(f"not changed since, last seen {article.last_seen_at}")
    for change in changes:
        out.print(f"\n{change.revision}. {change.seen_at}, {harmless(change.reason)}", style="bold")
        for field in change.before:
            if field != _WITH_TEXT or "text" not in change.before:
                for line in changed_lines(field, change.before[field], change.after[field]):
                    paragraph(out, line, 3)
