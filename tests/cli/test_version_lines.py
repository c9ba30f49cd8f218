"""The version that is asked for is Broadsheet's, and Scrapy's below it."""

from __future__ import annotations

import subprocess
import sys

import pytest
import scrapy

from crawler import __version__
from tests.crawling import ROOT


@pytest.mark.parametrize("word", ["--version", "version"])
def test_broadsheets_version_comes_first(word: str) -> None:
    command = [sys.executable, "-m", "scrapy", word]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert out == f"Broadsheet {__version__}\nScrapy {scrapy.__version__}\n"
