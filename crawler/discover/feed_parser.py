"""Loads feedparser and changes it so that it leaves the names of authors as they are.

It uses private names of feedparser, read in version 6.0.14; `tests/discover/test_feed_parser.py` fails when
they change. They are not in `crawler/compat.py`, because that imports Scrapy and worker processes must not.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any, cast

from crawler.discover.link import LONGEST_LINE


@cache
def feed_parser() -> ModuleType:
    """Return feedparser, changed so that it keeps the text of an author, up to 2,000 characters.

    Unchanged, it removes e-mail addresses from the text. The time of its pattern grows with the square of the
    text's length, to a minute for 100 kB. Also it cuts long endings of domains: `a@b.example (Ada)` becomes
    `ple (Ada`.
    """
    import feedparser  # noqa: PLC0415 - 50 ms, and `scrapy list` reads no feed

    mixin = feedparser.mixin._FeedParserMixin
    original_sync = mixin._sync_author_detail

    def keep_author_text(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author, people = context.get(key), context.get(f"{key}s")
        if not isinstance(author, str) or not people or people[-1]:
            original_sync(self, key)  # name and address have separate elements
            return
        people[-1]["name"] = context[key] = author[:LONGEST_LINE]

    mixin._sync_author_detail = keep_author_text
    return cast(ModuleType, feedparser)
