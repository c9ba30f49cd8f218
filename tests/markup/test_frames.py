"""The pages that a page shows in frames are among its links."""

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
