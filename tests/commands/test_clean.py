"""`scrapy clean`: shows the result of each stage for one page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawling import Ran, scrapy
from tests.site import Site
from tests.spiders.test_news import story

PAGE = story("The bridge is closed").replace(
    "</article>", '<p class="newsletter">Sign up for our newsletter</p></article>'
)


def clean(tmp_path: Path, *args: str) -> Ran:
    return scrapy(tmp_path / "unused.db", "clean", *args)


def test_a_page_is_shown_with_what_was_removed_and_why(site: Site, tmp_path: Path) -> None:
    site.pages["/2024/03/01/bridge"] = PAGE
    ran = clean(tmp_path, f"{site.url}/2024/03/01/bridge")
    assert (ran.code, ran.err) == (0, "")
    assert "The bridge is closed" in ran.out
    assert "2024-03-01T07:00:00Z (second" in ran.out
    (line,) = [line for line in ran.out.splitlines() if "Sign up for our newsletter" in line]
    assert line.startswith("- ")
    assert "rules          this site has no source file" in ran.out
    assert not (tmp_path / "unused.db").exists()


def test_a_file_is_read_and_printed_as_json(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    ran = clean(tmp_path, str(path), "--url", "https://bridge.example/2024/03/01/closed", "--json")
    printed = json.loads(ran.out)
    assert printed["story"]["title"] == "The bridge is closed"
    assert printed["dates"]["published_at"] == "2024-03-01T07:00:00Z"
    assert [block["rule"] for block in printed["story"]["blocks"] if "newsletter" in block["text"]] != [None]
    assert printed["evidence"]


def test_the_source_file_that_applied_is_named(tmp_path: Path) -> None:
    (tmp_path / "bridge.toml").write_text(
        "url = 'https://bridge.example/'\n[clean]\nremove = ['.newsletter']"
    )
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    ran = clean(tmp_path, str(path), "--url", "https://www.bridge.example/2024/03/01/closed", "--json")
    printed = json.loads(ran.out)
    assert printed["source_file"].endswith("bridge.toml")
    assert printed["rules"] == {"remove": [".newsletter"]}
    (tmp_path / "bridge.toml").write_text("url = 'https://bridge.example/'\n[clean]\nremov = ['.newsletter']")
    ran = clean(tmp_path, str(path), "--url", "https://www.bridge.example/2024/03/01/closed")
    assert ran.code == 0 and "bridge.toml:3: " in ran.err and "this site has no source file" in ran.out


def test_a_selector_that_matches_nothing_is_named(tmp_path: Path) -> None:
    rules = "[clean]\nbody = ['article', '.gone']\nremove = ['.newsletter', '.ticker']"
    (tmp_path / "bridge.toml").write_text(f"url = 'https://bridge.example/'\n{rules}")
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    ran = clean(tmp_path, str(path), "--url", "https://bridge.example/a")
    missing = "(matches nothing on this page)"
    assert f"body article, .gone {missing}; remove .newsletter, .ticker {missing}\n" in ran.out


def test_a_text_file_is_read_as_one_and_said_to_be_no_html(tmp_path: Path) -> None:
    (tmp_path / "NOTES.md").write_text("# The bridge\n\nIt is closed. It will be open by `<Easter>`.\n")
    ran = clean(tmp_path, str(tmp_path / "NOTES.md"))
    assert "NOTES.md: is not HTML; it is read as plain text" in ran.err


@pytest.mark.parametrize(
    ("head", "options", "first"),
    [
        ("", (), "no address known; give it with --url, "),
        ('<link rel="canonical" href="/news/closed">', (), "no address known; "),
        ('<link rel="canonical" href="https://bridge.example/closed">', (), "https://bridge.example/closed"),
        ('<meta property="og:url" content="https://bridge.example/a">', (), "https://bridge.example/a"),
        (
            '<link rel="canonical" href="https://bridge.example/closed">',
            ("--url", "https://quay.example/b"),
            "https://quay.example/b",
        ),
    ],
)
def test_no_address_is_invented(tmp_path: Path, head: str, options: tuple[str, ...], first: str) -> None:
    """It was said to be at https://localhost/index.html, and refused as the home page of that."""
    path = tmp_path / "index.html"
    path.write_text(PAGE.replace("<head>", f"<head>{head}"))
    ran = clean(tmp_path, str(path), *options)
    assert (ran.code, "verdict        an article" in ran.out, "localhost" in ran.out) == (0, True, False)
    assert ran.out.startswith(first)
    printed = json.loads(clean(tmp_path, str(path), *options, "--json").out)["url"]
    assert printed is None if "no address" in first else printed == first


def test_a_saved_list_is_not_refused_for_its_file_name(tmp_path: Path) -> None:
    """Only an address says that a page is a home page; what the page holds may still refuse it."""
    path = tmp_path / "index.html"
    path.write_text("<h1>The Bridge</h1>" + "".join(f"<p><a href=/{n}>Story {n}</a></p>" for n in range(9)))
    assert "no article: home" not in clean(tmp_path, str(path)).out
    at_home = clean(tmp_path, str(path), "--url", "https://bridge.example/")
    assert (at_home.code, "no article: home" in at_home.out) == (1, True)


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("nowhere.html",), 1, "nowhere.html: No such file"),
        (("http://nowhere.invalid/a",), 1, "no such site"),
        (("page.html", "--jsn"), 2, "did you mean --json?"),
        (("page.html", "--timezone", "Asia/Teran"), 2, "did you mean 'Asia/Tehran'?"),
        (("page.html", "--timezone", "Xyz"), 2, "scrapy clean: --timezone Xyz: 'Xyz' is not a time zone"),
        (("page.html", "--url", "ftp://a.example"), 2, "scrapy clean: --url ftp://a.example: "),
        ((), 2, "give one address or one file"),
    ],
)
def test_a_mistake_is_reported(tmp_path: Path, args: tuple[str, ...], code: int, message: str) -> None:
    ran = clean(tmp_path, *args)
    assert (ran.code, message in ran.err, "Traceback" in ran.err) == (code, True, False)


def test_a_page_over_the_limits_is_reported_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>" * 60_000)
    ran = clean(tmp_path, str(path), "--url", "https://bridge.example/a")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("scrapy clean: https://bridge.example/a: 6000")


def test_a_file_that_is_no_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    ran = clean(tmp_path, str(tmp_path / "page.html"))
    assert (ran.code, ran.out) == (1, "")
    assert "no page of text, but picture; a crawl drops it as Picture" in ran.err


def test_no_page_can_control_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE.replace("The bridge", "The \x1b[31m\x9b2J\u202e\u2066bridge"))
    ran = clean(tmp_path, str(path), "--url", "https://bridge.example/2024/03/01/\x1b]0;a\u202e")
    assert ran.code == 0
    assert not set(ran.out + ran.err) & set("\x1b\x07\x9b\r\u202e\u2066")
