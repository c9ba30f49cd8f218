"""The version that is asked for is Broadsheet's, and Scrapy's below it."""

from __future__ import annotations

from pathlib import Path

import pytest
import scrapy as framework

from crawler import __version__
from tests.crawling import scrapy


@pytest.mark.parametrize("word", ["--version", "version"])
def test_broadsheets_version_comes_first(tmp_path: Path, word: str) -> None:
    ran = scrapy(tmp_path / "news.db", word)
    assert (ran.code, ran.out) == (0, f"Broadsheet {__version__}\nScrapy {framework.__version__}\n")
