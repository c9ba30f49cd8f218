"""The list of links that are not followed, as `scrapy sources` shows it to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import UnknownNameError
from crawler.reports import source_details
from pipelines.db import open_database
from pipelines.db.crawl import passed
from pipelines.db.crawl.frontier_rows import Link, add


def fill(path: Path, count: int = 2) -> None:
    home = "http://herald.example/"
    with open_database(path) as db:
        db.execute(
            "INSERT INTO sources (name, url, added_at) VALUES ('herald', :home, '2026-05-04T12:00:00Z')",
            {"home": home},
        )
        links = [(f"{home}{number}", "AddressForm") for number in range(count)]
        passed.put(db, "herald", f"{home}sitemap.xml", [*links, ("N/A", "NoAddress")])
        add(db, [Link(url=f"{home}0", source="herald")])


def test_each_link_is_listed_under_its_rule_until_it_is_followed(tmp_path: Path) -> None:
    fill(tmp_path / "news.db")
    assert list(source_details.passed_links(str(tmp_path / "news.db"), ["herald"])) == [
        "herald: 3 different links not followed, in all crawls; 1 of them found elsewhere too, and followed",
        f"  AddressForm 1: {source_details.MEANINGS['AddressForm']}",
        "    http://herald.example/1  (on http://herald.example/sitemap.xml)",
        f"  NoAddress 1: {source_details.MEANINGS['NoAddress']}",
        "    N/A  (on http://herald.example/sitemap.xml)",
        "  AddressForm 1 followed all the same, since another listing leads there too",
    ]


def test_the_readme_explains_each_rule() -> None:
    readme = Path("crawler/sources/README.md").read_text()
    rows = [f"| `{reason}` | {meaning} |" for reason, meaning in source_details.MEANINGS.items()]
    assert "\n".join(rows) in readme


def test_only_the_latest_links_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed, "MOST", 3)
    fill(tmp_path / "news.db", count=9)
    with open_database(tmp_path / "news.db") as db:
        assert len(db.all("SELECT url FROM _passed")) == 3


def test_an_unknown_source_is_reported(tmp_path: Path) -> None:
    fill(tmp_path / "news.db")
    with pytest.raises(UnknownNameError, match="herald"):
        list(source_details.passed_links(str(tmp_path / "news.db"), ["heral"]))
