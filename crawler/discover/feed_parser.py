"""Gives feedparser, changed so that it does not touch the names of authors.

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
    """Return feedparser, which keeps the text of an author up to 2,000 characters.

    By itself it takes an e-mail address out of the text. Its pattern takes the square of the text's length, a
    minute for 100 kB, and cuts new endings of domains: of `a@b.example (Ada)` the name is `ple (Ada`.
    """
    import feedparser  # noqa: PLC0415 - 50 ms, and `scrapy list` reads no feed

    mixin = feedparser.mixin._FeedParserMixin
    sync = mixin._sync_author_detail

    def kept(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author, people = context.get(key), context.get(f"{key}s")
        if not isinstance(author, str) or not people or people[-1]:
            sync(self, key)  # it has a name and an address in elements of their own
            return
        people[-1]["name"] = context[key] = author[:LONGEST_LINE]

    mixin._sync_author_detail = kept
    return cast(ModuleType, feedparser)
