"""A redirect may not lead where a first request may not: each spelling in each form of a Location."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from crawler.errors import BrokenAnswerError
from crawler.fetch.guard_middlewares import AddressMiddleware, AnswerMiddleware, policy_of
from crawler.guard.addresses import UNSOUND, RefusedAddressError
from pipelines.urls import LONGEST
from tests.guard.test_addresses import PUBLIC, ROWS

START = "https://news.example/a"


def follow(location: bytes | str, status: int = 302) -> Request | Response:
    """Send a redirect through the middlewares in their order. Raises the error that refuses it."""
    crawler = get_crawler(settings_dict={"URLLENGTH_LIMIT": 4096})
    redirect = RedirectMiddleware(Settings())
    redirect.crawler = crawler
    request = Request(START)
    raw = location.encode() if isinstance(location, str) else location
    response = AnswerMiddleware().process_response(
        request, Response(START, status=status, headers={"Location": raw})
    )
    after = redirect.process_response(request, response)
    if isinstance(after, Request):
        AddressMiddleware(crawler).process_request(after)
    return after


def test_no_longer_address_is_asked_for_than_can_be_stored() -> None:
    for limit in (0, 9_000):
        assert policy_of(get_crawler(settings_dict={"URLLENGTH_LIMIT": limit})).longest == LONGEST


@pytest.mark.parametrize("host", [host for host, kind in ROWS if kind not in UNSOUND])
@pytest.mark.parametrize("form", ["http://{}/", "//{}/", "https://news.example@{}:8080/a"])
def test_a_redirect_is_refused_in_every_spelling(host: str, form: str) -> None:
    with pytest.raises(RefusedAddressError) as refused:
        follow(form.format(host))
    assert refused.value.kind in ("PrivateAddress", "NotAnAddress")


@pytest.mark.parametrize("host", PUBLIC)
def test_a_redirect_to_a_public_address_is_followed(host: str) -> None:
    after = follow(f"http://{host}/b")
    assert isinstance(after, Request)


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("file:///etc/passwd", "UnsupportedURLScheme"),
        ("FILE:///etc/passwd", "UnsupportedURLScheme"),
        ("ftp://news.example/", "UnsupportedURLScheme"),
        ("data:text/html,x", "UnsupportedURLScheme"),
        ("javascript:alert(1)", "UnsupportedURLScheme"),
        ("gopher://127.0.0.1:6379/_x", "UnsupportedURLScheme"),
        ("mailto:you@news.example", "UnsupportedURLScheme"),
        ("http://[::1/", "NotAnAddress"),
        ("http://127.0.0.1\\@news.example/", None),
        ("http:127.0.0.1/", None),
        (b"http://\xff\xfe/", None),
        ("/" + "a" * 5000, "UrlTooLong"),
    ],
)
def test_a_redirect_off_the_web_is_refused_by_name(location: bytes | str, kind: str | None) -> None:
    with pytest.raises(RefusedAddressError) as refused:
        follow(location)
    assert kind in (refused.value.kind, None)


def test_an_unrequested_partial_answer_is_not_a_page() -> None:
    with pytest.raises(BrokenAnswerError) as broken:
        AnswerMiddleware().process_response(Request(START), Response(START, status=206))
    assert broken.value.kind == "PartialContent"
