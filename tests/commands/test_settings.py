"""A mistyped setting stops every command of Broadsheet before it does anything."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

import crawler.commands
from crawler.cli.base import BaseCommand
from tests.crawling import scrapy

SAID = (
    ("DATABSE=other.db", "no setting is called DATABSE; did you mean DATABASE?"),
    ("DATABASE=", "-s DATABASE= is empty; write -s DATABASE=news.db, or leave it out"),
    ("SOURCES=", "-s SOURCES= is empty; write -s SOURCES=sources, or leave it out"),
    ("CLEAN_TIMEOUT=abc", "-s CLEAN_TIMEOUT=abc: must be a number, as in 2.5"),
    ("LOG_LEVEL=info", "no log level is called info; did you mean INFO?"),
    ("CONTACT=me", "CONTACT=me: must be an address, mailto: or https:; write it as mailto:you@example.org"),
)
LINES = ("sources --forget herald", "crawl news")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("setting", "message"), SAID)
def test_a_mistyped_setting_is_reported(line: str, setting: str, message: str, tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", *line.split(), "-s", setting)
    assert (ran.code, ran.err) == (2, f"scrapy {line.split(maxsplit=1)[0]}: {message}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(crawler.commands.__path__)])
def test_every_command_checks_the_settings(name: str) -> None:
    command = pkgutil.resolve_name(f"crawler.commands.{name}:Command")
    assert issubclass(command, BaseCommand)
    assert command.__mro__.index(BaseCommand) < 3  # before Scrapy's own
