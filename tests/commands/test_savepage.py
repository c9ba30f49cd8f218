"""`scrapy savepage`: keeps a page as a test case and runs it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawling import Ran, scrapy
from tests.site import Site
from tests.spiders.test_news import story


def savepage(tmp_path: Path, *args: str) -> Ran:
    return scrapy(tmp_path / "unused.db", "savepage", *args)


def keep(site: Site, tmp_path: Path) -> Path:
    """Write a source and keep one page of it; return the file with the expected result."""
    site.pages["/2024/03/01/bridge"] = story("The bridge is closed").replace(
        "</article>",
        '<div class="odd">Ring us at any hour of the day or night with your story.</div></article>',
    )
    (tmp_path / "bridge.toml").write_text(f"url = '{site.url}/'")
    ran = savepage(tmp_path, "bridge", f"{site.url}/2024/03/01/bridge")
    assert (ran.code, ran.err) == (0, "")
    (kept,) = (tmp_path / "pages" / "bridge").glob("*.json")
    assert f"{kept}: The bridge is closed" in ran.out
    return kept


def test_a_kept_page_has_the_same_result_until_a_rule_changes(site: Site, tmp_path: Path) -> None:
    kept = keep(site, tmp_path)
    expected = json.loads(kept.read_text())["expected"]
    assert (expected["title"], expected["published_at"]) == ("The bridge is closed", "2024-03-01T07:00:00Z")
    asked = len(site.asked())
    again = savepage(tmp_path, "--again")
    assert (again.code, again.out) == (0, "1 page, 0 differ from what is expected\n")
    with (tmp_path / "bridge.toml").open("a") as file:
        file.write("\n[clean]\nremove = ['article > p:nth-of-type(2)']\n")
    again = savepage(tmp_path, "--again", "bridge")
    assert again.code == 1
    assert "[-The bridge is closed, part 1." in again.out.replace("\n", " ")
    assert "1 page, 1 differs from what is expected" in again.out
    assert "tags:" not in again.out
    accepted = savepage(tmp_path, "--again", "--accept")
    assert (accepted.code, accepted.out.splitlines()[-1]) == (0, "1 page, 1 accepted")
    assert savepage(tmp_path, "--again").code == 0
    assert len(site.asked()) == asked, "a kept page is not fetched again"


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("brige", "https://x.invalid/"), 2, "did you mean 'bridge'?"),
        (("bridge",), 2, "give a source and an address, or --again"),
        (("bridge", "https://x.invalid/", "--agian"), 2, "did you mean --again?"),
        (("bridge", "https://x.invalid/", "--accept"), 2, "--accept goes with --again"),
        (("bridge", "https://x.invalid/a"), 1, "no such site"),
        (("--again",), 1, "no page is kept"),
    ],
)
def test_a_mistake_is_reported(tmp_path: Path, args: tuple[str, ...], code: int, message: str) -> None:
    (tmp_path / "bridge.toml").write_text("url = 'https://bridge.example/'")
    ran = savepage(tmp_path, *args)
    assert (ran.code, message in ran.err, "Traceback" in ran.err) == (code, True, False)


def test_a_kept_page_that_cannot_be_read_is_named(site: Site, tmp_path: Path) -> None:
    kept = keep(site, tmp_path)
    kept.write_text("{")
    ran = savepage(tmp_path, "--again")
    assert (ran.code, f"{kept}: cannot be read" in ran.err) == (1, True)


def test_a_page_over_the_limits_is_reported_and_not_kept(site: Site, tmp_path: Path) -> None:
    site.pages["/2024/03/01/deep"] = f"<title>Deep</title>{'<div>' * 1_600}"
    (tmp_path / "bridge.toml").write_text(f"url = '{site.url}/'")
    ran = savepage(tmp_path, "bridge", f"{site.url}/2024/03/01/deep")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith(f"scrapy savepage: {site.url}/2024/03/01/deep: ")
    assert not (tmp_path / "pages").exists()


def test_a_source_file_with_a_mistake_is_reported(site: Site, tmp_path: Path) -> None:
    keep(site, tmp_path)
    (tmp_path / "bridge.toml").write_text(f"url = '{site.url}/'\n[clean]\nremov = ['.odd']")
    for args in (("--again",), ("--again", "bridge"), ("bridge", f"{site.url}/2024/03/01/bridge")):
        ran = savepage(tmp_path, *args)
        assert (ran.code, "did you mean" in ran.err, "is called" in ran.err) == (1, True, False)
    assert "no page of a source whose file is in order" in savepage(tmp_path, "--again").err
