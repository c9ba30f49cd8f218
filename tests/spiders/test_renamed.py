"""A source is known by its home page: what is stored of it follows its file to another name."""

from __future__ import annotations

from pathlib import Path

from tests.crawling import FAST, Ran, scrapy
from tests.site import Site
from tests.spiders.test_again import asked_since, source
from tests.spiders.test_news import fill

OWNERS = "SELECT source, count(*) FROM articles GROUP BY 1"
RECHECK = ("-a", "recheck=1")


def run(tmp_path: Path, spider: str, *args: str) -> Ran:
    return scrapy(tmp_path / "news.db", "crawl", spider, *FAST, *args)


def articles_asked(site: Site, before: int) -> int:
    return sum(path.startswith("/2024/") for path, _ in asked_since(site, before))


def test_recheck_checks_what_is_stored_under_another_name(site: Site, tmp_path: Path) -> None:
    """It checked nothing, and did not say so: the rows had the name that the file had before."""
    fill(site, 3)
    source(site, tmp_path)
    assert run(tmp_path, "bridge").rows(OWNERS) == [("bridge", 3)]
    (tmp_path / "bridge.toml").rename(tmp_path / "quay.toml")
    asked = len(site.log)
    ran = run(tmp_path, "quay", *RECHECK)
    assert (ran.code, articles_asked(site, asked), ran.rows(OWNERS)) == (0, 3, [("quay", 3)])
    assert "3 articles of bridge are now of quay; `source` is public, so each has a new seq" in ran.err
    (tmp_path / "quay.toml").unlink()
    asked = len(site.log)
    ran = run(tmp_path, "news", "-a", f"url={site.url}/", *RECHECK)
    assert (ran.code, articles_asked(site, asked), ran.rows(OWNERS)) == (0, 3, [("quay", 3)])


def test_articles_of_another_file_stay_with_it(site: Site, tmp_path: Path) -> None:
    """Two files may divide one site; neither takes over what the other has."""
    fill(site, 3)
    source(site, tmp_path)
    run(tmp_path, "bridge")
    (tmp_path / "quay.toml").write_text((tmp_path / "bridge.toml").read_text())
    ran = run(tmp_path, "quay", *RECHECK)
    assert ran.rows(OWNERS) == [("bridge", 3)]
    assert "recheck=1: nothing to check: this database has no article of quay; 'scrapy sources --" in ran.err
    (tmp_path / "bridge.toml").write_text("url = 7")  # a file with a mistake still has its name
    assert run(tmp_path, "quay", *RECHECK).rows(OWNERS) == [("bridge", 3)]
