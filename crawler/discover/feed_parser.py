"""feedparser with a bound on the time that an author's name may take.

It uses private names of feedparser, read in version 6.0.14; `tests/discover/test_feed_parser.py` fails when
they change. They do not stand in `crawler/compat.py`, which imports Scrapy: worker processes must not.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any, cast

from crawler.discover.link import LONGEST_LINE


@cache
def feed_parser() -> ModuleType:
    """Return feedparser, which reads at most 2,000 characters of an author.

    Its pattern for e-mail addresses takes the square of the text's length, a minute for 100 kB, and no other
    thread runs meanwhile.
    """
    import feedparser  # noqa: PLC0415 - 50 ms, and `scrapy list` reads no feed

    mixin = feedparser.mixin._FeedParserMixin
    sync = mixin._sync_author_detail

    def bounded(self: Any, key: str = "author") -> None:
        context = self._get_context()
        if isinstance(author := context.get(key), str):
            context[key] = author[:LONGEST_LINE]
        sync(self, key)

    mixin._sync_author_detail = bounded
    return cast(ModuleType, feedparser)
