"""The private names of feedparser that the program uses."""

from __future__ import annotations

import inspect

import feedparser

from crawler.discover.feed_parser import feed_parser


def test_the_replaced_names_are_called() -> None:
    mixin = feedparser.mixin._FeedParserMixin
    assert list(inspect.signature(mixin._sync_author_detail).parameters) == ["self", "key"]
    assert "_get_context" in dir(mixin)
    assert "_sync_author_detail" in inspect.getsource(feedparser.namespaces._base.Namespace._end_author)


def test_an_author_is_read_up_to_a_limit() -> None:
    item = f"<item><author>{'a' * 9_000}</author></item>"
    feed = feed_parser().parse(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    assert len(feed.entries[0].author) == 2_000
