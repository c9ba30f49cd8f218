"""The pages that a page shows in frames, or wrongly announces as feeds, are among its links."""

import pytest

from pipelines.markup.page_links import links_of

URL = "http://club.example/"


FRAMESET = '<frameset><frame src="a.asp"><frameset><frame src="b.asp"></frameset></frameset>'
ELSEWHERE = '<frameset><frame src="http://other.example/"><frame name="x"></frameset>'
TARGET = '<a href="a.asp" target="main">News</a><iframe src="b.asp" name="main"></iframe>'
OTHERS = '<a href="a.asp">News</a><iframe src="b.asp" name="film"></iframe><iframe src="c.asp"></iframe>'
NO_MENU = '<a href="a.asp"><img src="crest.gif"></a><iframe src="b.asp"></iframe>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (FRAMESET, {"a.asp", "b.asp"}),
        (ELSEWHERE, set()),
        (TARGET, {"a.asp", "b.asp"}),
        (OTHERS, {"a.asp"}),
        (NO_MENU, {"a.asp", "b.asp"}),
    ],
)
def test_frames_are_links(body: str, expected: set[str]) -> None:
    found = links_of(f"<html>{body}</html>".encode(), URL, "text/html")
    assert {link.url.removeprefix(URL) for link in found} == expected


FEED = '<link rel=alternate type="application/rss+xml" title="Herald: Home Comments Feed" href="{}">'


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (FEED.format("river-bill/"), {"river-bill/"}),
        (FEED.format("feedground-bill/"), {"feedground-bill/"}),
        (FEED.format("rss2.php"), set()),
        (FEED.format("river-bill/feed/"), set()),
        (FEED.format("?feed=rss2&p=7"), set()),
        (FEED.format("comments/7"), set()),
        (FEED.format("news.xml"), set()),
        ('<link rel=alternate hreflang=cy href="cy/river-bill/">', set()),
        ('<link rel=stylesheet type="text/css" href="house">', set()),
    ],
)
def test_a_page_that_is_announced_as_a_feed_is_a_link(link: str, expected: set[str]) -> None:
    found = links_of(f"<html><head>{link}</head></html>".encode(), URL, "text/html")
    assert {one.url.removeprefix(URL) for one in found} == expected
