"""Spiders of the user's own: plain ones run as in any Scrapy project, and their pages become articles."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.crawling import FAST, ROOT, Ran, arguments, environment
from tests.site import Site

PLAIN = """
import scrapy

class Mine(scrapy.Spider):
    name = "mine"
    start_urls = ["http://a.example/"]

    def parse(self, response):
        yield {"heading": response.css("h1::text").get(), "url": response.url}
"""
STORY = (
    "<html lang='en'><head><meta property='article:published_time' content='2026-01-02T10:00:00Z'></head>"
    "<body><article><h1>The harbour opens again</h1>"
    + "".join(f"<p>Ship number {n} came into the harbour this morning, with its crew.</p>" for n in range(9))
    + "</article></body></html>"
)
URL = "http://a.example/2026/01/02/harbour"


@pytest.fixture
def own(site: Site, tmp_path: Path) -> Path:
    home = "<h1>News</h1><a href='/2026/01/02/harbour'>The harbour opens again</a>"
    site.pages |= {"http://a.example/": home, URL: STORY}
    (tmp_path / "mine.py").write_text(PLAIN)
    return tmp_path


def run(site: Site, folder: Path, *words: str) -> Ran:
    database = folder / f"{words[0]}.db"
    line, env = arguments(database, *words, *FAST), environment(site.proxy)
    env = {**env, "PYTHONPATH": str(folder)}
    ran = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)
    return Ran(ran.returncode, ran.stdout, ran.stderr, database)


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv"])
def test_a_plain_spider_runs_and_its_items_pass_as_they_are(site: Site, own: Path, ending: str) -> None:
    file = own / f"out.{ending}"
    ran = run(site, own, "crawl", "mine", "-s", "SPIDER_MODULES=mine", "-O", str(file))
    assert (ran.code, "Traceback" in ran.err, "error:" in ran.err) == (0, False, False), ran.err
    written = file.read_text("utf-8")
    if ending == "csv":
        assert written.splitlines() == ["heading,url", "News,http://a.example/"]
    else:
        found = json.loads(written)
        assert (found[0] if ending == "json" else found) == {"heading": "News", "url": "http://a.example/"}
    assert ran.titles() == []


def test_the_readmes_spider_stores_articles(site: Site, own: Path) -> None:
    text = (ROOT / "crawler" / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?class Harbour.*?)```", text, re.DOTALL)
    (own / "harbour.py").write_text(example.replace("https://", "http://"))
    for command in (
        ("crawl", "harbour", "-s", "SPIDER_MODULES=harbour"),
        ("runspider", str(own / "harbour.py")),
    ):
        file = own / f"{command[0]}.jsonl"
        ran = run(site, own, *command, "-O", str(file))
        assert (ran.code, "1 page in " in ran.err, "1 article (1 new" in ran.err) == (0, True, True), ran.err
        assert ran.rows("SELECT url, source, title, published_at, word_count > 90 FROM articles") == [
            (URL, "a.example", "The harbour opens again", "2026-01-02T10:00:00Z", 1)
        ]
        assert json.loads(file.read_text("utf-8"))["source"] == "a.example"
