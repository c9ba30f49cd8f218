"""Replayed real sites: killed, unchanged, changed, failing. Their pages were not written for these tests."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.crawling import Ran, scrapy
from tests.killing import kill
from tests.replay import CRAWL, IS_HERE, WHY_NOT, Replay, unpack
from tests.spiders.test_news import adds_up

SITE, START = "datafusion.apache.org", "https://datafusion.apache.org/blog/"

pytestmark = pytest.mark.skipif(not IS_HERE, reason=WHY_NOT)


def crawl(replay: Replay, tmp_path: Path, *args: str) -> Ran:
    fast = (*CRAWL, "-s", "FRONTIER_BACKOFF=0.2", "-s", "CLEAN_WORKERS=0")  # the killed runs have workers
    return scrapy(
        tmp_path / "news.db", "crawl", "news", "-a", f"url={START}", *fast, *args, proxy=replay.proxy
    )


def test_after_ten_kills_nothing_is_lost_or_stored_twice(tmp_path: Path) -> None:
    outcome = kill(10, SITE, START, tmp_path, latency=40)
    assert outcome.is_well, str(outcome)
    assert outcome.mid_crawl >= 3, str(outcome)


def test_an_unchanged_and_then_a_changed_site(tmp_path: Path) -> None:
    root = unpack((SITE,), tmp_path / "sites")
    with Replay(root, tmp_path / "a.log", "--overlay", str(tmp_path / "later")) as replay:
        first = crawl(replay, tmp_path)
        urls = [url for (url,) in first.rows("SELECT url FROM articles ORDER BY url")]
        assert len(urls) == 75
        before = len(replay.requests())
        crawl(replay, tmp_path)
        again = replay.requests()[before:]
        assert [(each["path"], each["status"]) for each in again] == [("/blog/", 304)]
        # Three articles change, two are new, one disappears.
        pages = [root / SITE / url.removeprefix(f"https://{SITE}/") for url in urls]
        files = [page if page.is_file() else page / "index.html" for page in pages]
        for file in files[10:13]:
            words = "\n<p>An editor has added this paragraph, and it says something new of it all.</p>\n<p>"
            _write(tmp_path / "later", root, file, file.read_text().replace("\n<p>", words, 1))
        _add_two(tmp_path / "later", root, files[20].read_text())
        files[30].unlink()
        before = len(replay.requests())
        ran = crawl(replay, tmp_path, "-a", "recheck=1")
        asked = [each for each in replay.requests()[before:] if each["path"] != "/blog/"]
    by_status = Counter(each["status"] for each in asked)
    assert by_status == {200: 5, 304: 75 - 3 - 1, 404: 1}
    assert adds_up(ran)
    assert ran.rows("SELECT new, changed, same, errors FROM runs ORDER BY id DESC LIMIT 1") == [
        (2, 3, 71, '{"Http404": 1}')
    ]
    changed = [
        url
        for (url,) in ran.rows(
            "SELECT url FROM articles WHERE id IN (SELECT article_id FROM revisions WHERE reason = 'page')"
        )
    ]
    assert sorted(changed) == urls[10:13]


def test_a_third_of_the_answers_are_503(tmp_path: Path) -> None:
    root = unpack((SITE,), tmp_path / "sites")
    with Replay(root, tmp_path / "a.log", "--fail", "30", "--retry-after", "1", "--latency", "20") as replay:
        ran = crawl(replay, tmp_path, "-a", "limit=14")
        asked = replay.requests()
    assert ran.rows("SELECT count(*) FROM articles") == [(14,)]
    assert max(each["open"] for each in asked) == 1
    busy = [each["t"] for each in asked if each["status"] == 503]
    assert len(busy) > 2
    assert not [each for each in asked for at in busy if at < each["t"] < at + 0.99]


def _write(overlay: Path, root: Path, file: Path, text: str) -> None:
    to = overlay / file.relative_to(root)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text)


def _add_two(overlay: Path, root: Path, like: str) -> None:
    """Add two articles made from an existing one, and links to them on the blog's page."""
    links = ""
    for number in (1, 2):
        path = root / SITE / f"blog/2026/03/0{number}/a-new-release-{number}/index.html"
        title = f"A new release, number {number}"
        text = re.sub(r"<h1[^>]*>.*?</h1>", f"<h1>{title}</h1>", like, flags=re.S)
        text = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", text, flags=re.S)
        text = re.sub(r'<link[^>]+rel="canonical"[^>]*>', "", text)
        text = text.replace(
            "</article>", f"<p>{'What is new in this one is told here. ' * 9 * number}</p></article>"
        )
        _write(overlay, root, path, text)
        links += f'<a href="/blog/2026/03/0{number}/a-new-release-{number}/"><h2>{title}</h2></a>'
    home = root / SITE / "blog/index.html"
    _write(overlay, root, home, home.read_text().replace("</body>", links + "</body>"))
