"""How long the delay of a host's slot becomes, and why."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings

from crawler.errors import HostPausedError
from crawler.fetch.throttle import LEAST_DELAY, LONGEST_DELAY, LONGEST_PAUSE, MannersMiddleware

HOST = "herald.example"


class Signals:
    """Records the signals that are sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send_catch_log(self, signal: object, **what: Any) -> None:
        self.sent.append(what)


@pytest.fixture
def manners() -> MannersMiddleware:
    downloader = SimpleNamespace(per_slot_settings={}, slots={})
    settings = Settings(
        {
            "DOWNLOAD_DELAY": 0,
            "FRONTIER_BACKOFF": 2,
            "USER_AGENT": "Broadsheet/1 (+https://bots.example/GPTBot)",
        }
    )
    crawler: Any = SimpleNamespace(
        settings=settings, engine=SimpleNamespace(downloader=downloader), signals=Signals()
    )
    return MannersMiddleware(crawler)


def delay(manners: MannersMiddleware) -> float:
    return float(manners.crawler.engine.downloader.per_slot_settings[HOST]["delay"])  # type: ignore[union-attr]


def request(**meta: Any) -> Request:
    return Request(f"https://{HOST}/a", meta=meta)


@pytest.mark.parametrize(
    ("robots", "source", "least"),
    [
        ("", None, LEAST_DELAY),
        ("", 5, 5),
        ("User-agent: *\nCrawl-delay: 3", None, 3),
        ("User-agent: *\nCrawl-delay: 3", 5, 5),
        ("User-agent: *\nRequest-rate: 1/10", None, 10),
        ("User-agent: *\nRequest-rate: 0/10", None, LEAST_DELAY),
        ("User-agent: *\nCrawl-delay: 31536000", None, LONGEST_DELAY),
        ("User-agent: *\nCrawl-delay: 1e300", 5, LONGEST_DELAY),
        ("User-agent: *\nCrawl-delay: inf", None, LEAST_DELAY),
        ("User-agent: *\nCrawl-delay: nan", 5, 5),
        ("User-agent: *\nCrawl-delay: -1", None, LEAST_DELAY),
        (f"User-agent: *\nRequest-rate: 1/{'9' * 400}d", None, LONGEST_DELAY),
        (f"User-agent: *\nRequest-rate: {'9' * 400}/1", None, LEAST_DELAY),
        ("User-agent: *\nRequest-rate: 30/1m\nCrawl-delay: 1", None, 2),
        ("User-agent: broadsheet\nCrawl-delay: 7\n\nUser-agent: *\nCrawl-delay: 1", None, 7),
        (
            "User-agent: gptbot\nCrawl-delay: 99\n\nUser-agent: *\nCrawl-delay: 1",
            None,
            1,
        ),  # CONTACT contains the name of this agent
    ],
)
def test_the_longest_requested_delay_is_used(
    manners: MannersMiddleware, robots: str, source: float | None, least: float
) -> None:
    asked = request(delay=source)
    manners.process_request(asked)
    manners.robots_parsed(ProtegoRobotParser(robots.encode(), None), asked)
    assert delay(manners) == least


def test_a_slower_host_gets_a_longer_delay(manners: MannersMiddleware) -> None:
    delays = []
    for took in (0.2, 0.2, 4.0, 4.0, 4.0, 0.2, 0.2, 0.2, 0.2, 0.2):
        asked = request(download_latency=took)
        manners.process_request(asked)
        manners.downloaded(asked, Response(asked.url))
        delays.append(delay(manners))
    assert delays[:2] == [LEAST_DELAY] * 2
    assert delays[2:5] == sorted(delays[2:5])
    assert delays[4] > 2
    assert delays[-1] == LEAST_DELAY


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ("120", 119, 120),
        (None, 4, 4),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 4, 4),
        ("0", 4, 4),
        ("1", 2, 2),
        ("²", 4, 4),
    ],
)
def test_a_busy_host_is_paused(
    manners: MannersMiddleware, header: str | None, low: float, high: float
) -> None:
    asked = request()
    manners.process_request(asked)
    manners.downloaded(
        asked, Response(asked.url, status=503, headers={"Retry-After": header} if header else {})
    )
    (sent_signal,) = manners.crawler.signals.sent  # type: ignore[attr-defined]
    assert sent_signal["host"] == HOST
    assert low <= sent_signal["seconds"] <= high
    with pytest.raises(HostPausedError):
        manners.process_request(request())


@pytest.mark.parametrize("header", [{}, {"Retry-After": "0"}])
def test_a_host_that_stays_busy_is_paused_longer_up_to_a_limit(
    manners: MannersMiddleware, header: dict[str, str]
) -> None:
    for _ in range(1_100):
        manners.downloaded(request(), Response(request().url, status=503, headers=header))
    waits = [sent_signal["seconds"] for sent_signal in manners.crawler.signals.sent]  # type: ignore[attr-defined]
    assert waits[:9] == [4, 8, 16, 32, 64, 128, 256, LONGEST_PAUSE, LONGEST_PAUSE]
    assert set(waits[9:]) == {LONGEST_PAUSE}
