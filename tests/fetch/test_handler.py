"""A ValueError before any answer is the address's fault; afterwards it is not."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from scrapy import Request

from crawler.fetch import handler
from crawler.fetch.failures import fault


@pytest.mark.parametrize(
    ("answered", "kind", "never"), [(False, "NotAnAddress", True), (True, "Value", False)]
)
def test_an_address_is_bad_only_before_an_answer(
    monkeypatch: pytest.MonkeyPatch, answered: bool, kind: str, never: bool
) -> None:
    def ask(request: Request) -> None:
        if answered:
            request.meta["download_latency"] = 0.1
        raise ValueError("invalid hostname")

    agent = SimpleNamespace(door=None, download_request=ask)
    monkeypatch.setattr(handler, "GuardedAgent", lambda **_: agent)
    request = Request("https://herald.example/a")
    ours: Any = MagicMock()
    with pytest.raises(Exception, match="invalid hostname") as caught:
        asyncio.run(handler.NewsDownloadHandler._download(ours, request))
    failure: Any = SimpleNamespace(value=caught.value)
    found = fault(failure, request.url)
    assert (found.kind, found.later) == (kind, not never)
