"""What servers say about changes of a page, compared with its bytes."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

import pytest
from scrapy.http import Response

from crawler.fetch.conditional import condition, floor, freshness
from pipelines.db.crawl.fetches import Validators

URL = "https://herald.example/feed"


def answer(body: bytes = b"a", status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(URL, status=status, headers=named, body=body)


def hashed(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).digest()


KNOWN = Validators(etag='"1"', last_modified="Mon, 04 May 2026 10:00:00 GMT", body_hash=hashed(b"a"))


@pytest.mark.parametrize(
    ("response", "is_same", "is_lying"),
    [
        (answer(b"", 304), True, False),
        (answer(b"a", ETag='"2"'), True, False),  # another ETag each time
        (answer(b"a"), True, False),
        (answer(b"b", ETag='"2"'), False, False),
        (answer(b"b", ETag='"1"'), False, True),  # the same ETag after a change
        (answer(b"b"), False, False),
    ],
)
def test_what_has_changed(response: Response, is_same: bool, is_lying: bool) -> None:
    found = freshness(response, KNOWN)
    assert (found.is_same, found.is_lying) == (is_same, is_lying)
    assert not freshness(answer(b"a"), None).is_same


def test_a_304_keeps_old_validators_and_adds_new_ones() -> None:
    assert freshness(answer(b"", 304), KNOWN).validators == KNOWN
    assert freshness(answer(b"", 304, ETag='"3"'), KNOWN).validators.etag == '"3"'


def test_the_condition_has_the_servers_validators() -> None:
    assert condition(KNOWN) == {"If-None-Match": '"1"', "If-Modified-Since": "Mon, 04 May 2026 10:00:00 GMT"}
    assert condition(Validators(body_hash=b"x")) == condition(None) == {}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "public, max-age=600"}, 600),
        ({"Expires": "Thu, 01 Jan 2026 00:00:00 +99999999999999999"}, None),
        ({"Cache_Control": "max-age=600", "Age": "200"}, 400),
        ({"Cache_Control": "no-cache, max-age=600"}, None),
        ({"Cache_Control": "max-age=nonsense"}, None),
        (
            {"Expires": "Mon, 04 May 2026 10:10:00 GMT", "Date": "Mon, 04 May 2026 10:00:00 GMT"},
            600,
        ),
        ({"Expires": "Mon, 04 May 2020 10:10:00 GMT"}, 0),
        ({"Expires": "0"}, None),
        ({"Expires": "-1"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: int | None) -> None:
    assert floor(answer(**headers)) == (None if seconds is None else timedelta(seconds=seconds))
