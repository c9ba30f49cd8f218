"""Broadsheet's settings for the tests of the papers: `SCRAPY_SETTINGS_MODULE=tests.papers.settings`.

The command lines are exactly those of the papers. Only the folder of sources and the waiting times differ,
and https addresses are fetched over http, since the proxy that plays all sites has no certificates for them.
"""

from __future__ import annotations

import os

from scrapy import Request
from scrapy.http import Response

from crawler.fetch.handler import NewsDownloadHandler
from crawler.settings import *  # noqa: F403
from crawler.settings import DOWNLOAD_HANDLERS as HANDLERS

SOURCES = os.environ["PAPERS_SOURCES"]
DOWNLOAD_DELAY = 0
CLEAN_WORKERS = 0
FRONTIER_PATIENCE = 0.5
DOWNLOAD_HANDLERS = {**HANDLERS, "https": "tests.papers.settings.PlainHandler"}


class PlainHandler(NewsDownloadHandler):
    """Requests `http://…` instead of `https://…`; the answer has the address that was requested."""

    async def download_request(self, request: Request) -> Response:
        plain = request.replace(url=request.url.replace("https:", "http:", 1))
        response = await super().download_request(plain)
        request.meta.update(plain.meta)
        return response.replace(url=request.url)
