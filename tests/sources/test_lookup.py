"""Which source an archived page belongs to."""

from __future__ import annotations

import pytest

from crawler.sources.lookup import Sites
from crawler.sources.source import Source


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.herald.example/a", "herald"),
        ("http://sport.herald.example:80/a", "herald"),
        ("http://herald.example:8001/a", "herald.example:8001"),
        ("http://127.0.0.1:8001/a", "local"),
        ("http://127.0.0.1:8002/a", "127.0.0.1:8002"),
    ],
)
def test_another_port_is_another_site(url: str, name: str) -> None:
    herald = Source(name="herald", url="https://herald.example/")
    local = Source(name="local", url="http://127.0.0.1:8001/")
    assert Sites([herald, local]).of(url).name == name
