"""Broadsheet's settings as the papers' tests take them: `SCRAPY_SETTINGS_MODULE=tests.papers.settings`.

The command lines stay word for word those of the papers. What differs: the folder of sources and patience;
and https addresses are asked for in plain words, as the proxy that plays all sites has nobody's certificates.
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
    """Asks for `https://…` as `http://…`; the answer is from the address that was asked for."""

    async def download_request(self, request: Request) -> Response:
        plain = request.replace(url=request.url.replace("https:", "http:", 1))
        response = await super().download_request(plain)
        request.meta.update(plain.meta)
        return response.replace(url=request.url)
