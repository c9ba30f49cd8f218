"""Each page that is announced ends exactly once, whatever fails while its answer is read."""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from scrapy.http import HtmlResponse, Request

from crawler import signals
from crawler.run_context import Plan, RunContext
from crawler.sources.source import Source
from crawler.spiders import responses as module
from crawler.spiders.outcomes import Endings
from crawler.spiders.responses import Answers
from crawler.spiders.run_state import RunState
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.leases import Leased

URL = "https://herald.example/2026/bridge"
HERALD = Source(name="herald", url="https://herald.example/")
LEASED = Leased(
    token="1.a",
    url=URL,
    source="herald",
    host="herald.example",
    kind="article",
    published=None,
    hints={},
    parent=None,
    attempts=1,
)
BODY = b"<html><body><article><h1>A bridge</h1><p>It closed.</p></article></body></html>"


class Frontier:
    """Has the article's address; records in `ended` the results that it receives."""

    db = None

    def __init__(self, last: Validators | None = None) -> None:
        self.kept = last
        self.ended: list[tuple[str, str]] = []

    def last(self, leased: Leased, reader: str) -> Validators | None:
        return self.kept

    def has_moved(self, leased: Leased, url: str) -> bool:
        return False

    def is_article(self, leased: Leased) -> bool:
        return True

    def is_stored(self, leased: Leased) -> bool:
        return True

    def ages(self, source: str) -> tuple[()]:
        return ()

    def unchanged(self, leased: Leased, visit: object) -> bool:
        return False

    def fail(self, token: str, kind: str, *, again: bool, gone: bool = False) -> None:
        self.ended.append((token, kind))


class Told:
    """Replaces a crawler: records the signals that were sent, by name."""

    spider = None
    settings: ClassVar = {"JAVASCRIPT": None}

    def __init__(self) -> None:
        self.names = {value: name for name, value in vars(signals).items() if type(value) is object}
        self.sent: list[str] = []
        self.signals = SimpleNamespace(connect=lambda *_: None, send_catch_log=self.send)

    def send(self, signal: object, **_: Any) -> None:
        self.sent.append(self.names[signal])


def answered(frontier: Frontier, *, broken: bool = False) -> tuple[list[Any], list[str]]:
    """Return the pages that an answer gives, and the signals about them."""

    async def entry(url: str) -> None:
        if broken:
            raise LookupError(url)

    recorder: Any = Told()
    run = RunState(recorder, RunContext(Plan(sources=(HERALD,), given={}, is_named=True)))
    run.__dict__["frontier"] = frontier
    answers = Answers(run, Endings(run))
    answers.__dict__["tdmrep"] = SimpleNamespace(entry=entry)

    async def all_pages() -> list[Any]:
        response = HtmlResponse(URL, body=BODY, headers={"ETag": '"1"'}, request=Request(URL))
        return [page async for page in answers.parse(response, LEASED)]

    return asyncio.run(all_pages()), recorder.sent


def test_a_page_is_announced_when_it_is_made() -> None:
    (page,), recorder = answered(Frontier())
    assert (page.url, recorder) == (URL, ["page_requested"])


def test_an_earlier_failure_is_reported_once() -> None:
    frontier = Frontier()
    assert answered(frontier, broken=True) == ([], ["page_requested", "page_failed"])
    assert frontier.ended == [("1.a", "LookupError")]


def test_an_answer_that_cannot_become_a_page_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(module, "page_of", broken)
    assert answered(Frontier()) == ([], ["page_requested", "page_failed"])


def test_an_unchanged_page_whose_article_is_gone_ends_too() -> None:
    frontier = Frontier(last=Validators(body_hash=blake2b(BODY, digest_size=16).digest()))
    assert answered(frontier) == ([], ["page_requested", "page_failed"])
    assert frontier.ended == [("1.a", "NoLongerStored")]
