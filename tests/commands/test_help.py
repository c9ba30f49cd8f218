"""What every command owes who asks it for help, or mistypes."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import crawler.commands
from tests.crawling import scrapy

COMMANDS = sorted(module.name for module in pkgutil.iter_modules(crawler.commands.__path__))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_has_two_examples(name: str) -> None:
    command = import_module(f"crawler.commands.{name}").Command()
    examples = re.findall(rf"[`']scrapy {name}\b.*?[`'](?:[\s;.,)]|$)", command.long_desc())
    assert len(examples) >= 2, command.long_desc()
    assert command.short_desc()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_mistyped_option_is_one_line(name: str, tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", name, "--loglevle=INFO")
    assert ran.code == 2
    told = [line for line in ran.err.splitlines() if "error" in line or "option" in line]
    assert any("--loglevle" in line for line in told), ran.err
    assert "Traceback" not in ran.err
