"""Every command's help, and its answer to a mistyped option. Its examples are run by tests/papers."""

from __future__ import annotations

import argparse
import pkgutil
import re
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

import crawler.commands
from crawler.cli.base import HelpFormatter
from tests.crawling import scrapy

COMMANDS = sorted(module.name for module in pkgutil.iter_modules(crawler.commands.__path__))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_does(name: str) -> None:
    command = import_module(f"crawler.commands.{name}").Command()
    assert command.short_desc()


def test_a_line_of_help_that_ends_with_a_colon_is_no_heading() -> None:
    parser = argparse.ArgumentParser(formatter_class=partial(HelpFormatter, width=40))
    parser.add_argument("--since", help="then or later: 2026-01-31, 7d")
    text = parser.format_help()
    assert "then or later:\n" in text
    assert "Options\n=======" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_a_mistyped_option_is_one_line(name: str, tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", name, "--loglevle=INFO")
    assert ran.code == 2
    errors = [line for line in ran.err.splitlines() if "error" in line or "option" in line]
    assert any("--loglevle" in line for line in errors), ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("--limt", "3"), "-a limit="),
        (("--url=https://herald.example/",), "-a url="),
        (("-ulr", "https://herald.example/"), "-a url="),
        (("--outptu", "week.csv"), "--output"),
        (("-l", "INFO"), "-L"),
    ],
)
def test_an_argument_of_a_crawl_that_is_typed_as_an_option(
    tmp_path: Path, typed: tuple[str, ...], meant: str
) -> None:
    ran = scrapy(tmp_path / "news.db", "crawl", "news", *typed)
    assert ran.code == 2
    assert ran.err == f"scrapy crawl: unknown option {typed[0]}; did you mean {meant}?\n"


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        (("upkeep", "--pruen"), "unknown option --pruen; did you mean 'scrapy upkeep' alone, which prunes?"),
        (("search", "x", "--language=en"), "unknown option --language=en; 'scrapy search --help' lists them"),
        (("sources", "-x"), "unknown option -x; 'scrapy sources --help' lists them"),
    ],
)
def test_an_option_that_does_not_exist_gets_a_cure(tmp_path: Path, line: tuple[str, ...], cure: str) -> None:
    ran = scrapy(tmp_path / "news.db", *line)
    assert (ran.code, ran.err) == (2, f"scrapy {line[0]}: {cure}\n")


@pytest.mark.parametrize("name", ["crawl", "export", "search"])
def test_an_example_can_be_copied(name: str, tmp_path: Path) -> None:
    shown = scrapy(tmp_path / "news.db", name, "--help").out
    examples = re.findall(r"`scrapy [^`]+`", import_module(f"crawler.commands.{name}").Command().long_desc())
    assert examples
    assert [example for example in examples if example not in shown] == []
