"""Pages that only lead elsewhere, and what a stranger may write into them."""

from __future__ import annotations

from time import process_time

import pytest
from scrapy.http import HtmlResponse, Request

from crawler.fetch.page_redirects import PageRedirectMiddleware, target_of

URL = "https://herald.example/2026/bridge"
TARGET = "https://herald.example/bridge"


def leads_to(body: bytes) -> str | None:
    return target_of(HtmlResponse(URL, body=body, headers={"Content-Type": "text/html"}))


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (b'<meta http-equiv="refresh" content="0; url=/bridge"><p>Please wait</p>', TARGET),
        (b'<script type="text/javascript">location.href = "/bridge"</script>', TARGET),
        (b'<p class=a>1 < 2</p><script>location.replace("/bridge")</script>', TARGET),
        (b'<script>location = "/bridge"</script>' + b"<p>It closed on Monday.</p>" * 20, None),
    ],
)
def test_a_short_page_leads_elsewhere(body: bytes, target: str | None) -> None:
    assert leads_to(body) == target


@pytest.mark.parametrize(
    ("meta", "is_followed"),
    [({}, True), ({"dont_obey_robotstxt": True}, False), ({"dont_redirect": True}, False)],
    ids=["a page", "robots.txt", "tdmrep.json"],
)
def test_a_file_with_rules_leads_nowhere(meta: dict[str, bool], is_followed: bool) -> None:
    body = b'<meta http-equiv="refresh" content="0; url=/bridge">'
    response = HtmlResponse(URL, body=body, headers={"Content-Type": "text/html"})
    answer = PageRedirectMiddleware(8).process_response(Request(URL, meta=meta), response)
    assert isinstance(answer, Request) is is_followed


@pytest.mark.parametrize("many", [b"<", b"<script ", b"<meta ", b"<!--", b"<noscript ", b"<script></script "])
def test_a_hostile_page_takes_little_time(many: bytes) -> None:
    """It is searched on the event loop; 100,000 times `<` stopped the whole crawl for seven seconds."""
    body = (many * 100_000)[:99_900] + b" location refresh"
    start = process_time()
    assert leads_to(body) is None
    assert process_time() - start < 1
