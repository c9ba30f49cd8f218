"""A Scrapy extension that measures the delays of a crawl's event loop."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

TICK = 0.01
"""Seconds between two ticks."""


class Heart:
    """Ticks from the end of the first page;
    writes the delays to the file in the environment variable `HEART`."""

    def __init__(self, crawler: Crawler) -> None:
        self.last = time.monotonic()
        self.gaps: list[float] = []
        self.ends: list[float] = []
        self.cpu = 0.0
        self.call = create_looping_call(self.beat)
        for done in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self.ended, done)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Heart:
        return cls(crawler)

    def ended(self) -> None:
        if not self.ends:
            self.last = time.monotonic()
            self.call.start(TICK, now=False)
            self.cpu = time.process_time()
        self.ends.append(time.time())

    def beat(self) -> None:
        now = time.monotonic()
        self.gaps.append(max(0.0, now - self.last - TICK))
        self.last = now

    def closed(self) -> None:
        if self.call.running:
            self.call.stop()
        cpu = time.process_time() - self.cpu
        figures = {"gaps": sorted(self.gaps), "ends": self.ends, "cpu": cpu}
        Path(os.environ["HEART"]).write_text(json.dumps(figures), "utf-8")


class WithHeart:
    """The add-on that enables it, in addition to the project's own extensions."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings["EXTENSIONS"].set("tests.heart.Heart", 900, 60)
