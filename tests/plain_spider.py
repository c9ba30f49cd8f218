"""A plain Scrapy spider that runs trafilatura in two processes; `tests.bench_crawl` compares with it.

`python -m tests.plain_spider articles.jsonl FEED FEED …` fetches the articles in the feeds and writes one
line for each. It obeys robots.txt and sends one request at a time to a host, as Broadsheet's crawl does.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

PROCESSES = 2


def extract(body: bytes, url: str) -> dict[str, Any] | None:
    """Return the text, title, date and authors of a page; None if trafilatura finds no article."""
    found = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    return (
        None
        if found is None
        else {name: getattr(found, name) for name in ("title", "author", "date", "text")}
    )


class PlainSpider(scrapy.Spider):
    name = "plain"

    def __init__(self, feeds: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = feeds
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.plain_spider"])
        self.pool = ProcessPoolExecutor(PROCESSES, mp_context=context)

    def parse(self, response: Response) -> Any:
        for link in response.xpath("//item/link/text()").getall():
            yield response.follow(link, self.parse_page)

    async def parse_page(self, response: Response) -> AsyncIterator[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self.pool, extract, response.body, response.url)
        yield {"url": response.url, **(found or {})}

    def closed(self, reason: str) -> None:
        self.pool.shutdown()


def main(output: str, *feeds: str) -> None:
    process = AsyncCrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0.001,  # with 0 Scrapy sends more than one request at a time to a host
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
            "FEEDS": {output: {"format": "jsonlines"}},
            "ADDONS": {"tests.heart.WithHeart": 1},
        }
    )
    process.crawl(PlainSpider, feeds=list(feeds))
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
