"""Scrapy's own commands in our project: they create no file, and a mistyped one is recognised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawling import environment, scrapy
from tests.site import Site


@pytest.mark.parametrize("command", [("fetch", "--nolog"), ("shell", "--nolog", "-c", "response.status")])
def test_looking_at_a_page_creates_no_file(site: Site, tmp_path: Path, command: tuple[str, ...]) -> None:
    site.pages["/a"] = "<p>The bridge is closed.</p>"
    ran = scrapy(tmp_path / "news.db", command[0], f"{site.url}/a", *command[1:])
    assert (ran.code, ran.out.strip()) in ((0, "<p>The bridge is closed.</p>"), (0, "200"))
    assert list(tmp_path.glob("*.db*")) == []


@pytest.mark.parametrize(
    ("typed", "similar"),
    [("serch", "search"), ("crwal", "crawl"), ("xyzzy", None), ("search", None)],
)
def test_a_mistyped_command_is_recognised(tmp_path: Path, typed: str, similar: str | None) -> None:
    # Not by tests.crawling, whose processes have imported the commands before they get a command line.
    ran = subprocess.run(
        [sys.executable, "-m", "scrapy", typed, "--help"],
        env={**environment({}), "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    message = f"scrapy: no command is called '{typed}'; did you mean '{similar}'?\n"
    assert (ran.returncode, ran.stderr) == (0 if typed == "search" else 2, message if similar else "")


def test_help_is_no_command_and_the_line_says_how_it_is_found(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "scrapy", "help"],
        env={**environment({}), "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    cure = "'scrapy' alone lists them, and 'scrapy crawl --help' explains one"
    assert (ran.returncode, ran.stderr) == (2, f"scrapy: no command is called 'help'; {cure}\n")
