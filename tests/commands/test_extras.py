"""A command that needs a missing package prints the line that installs it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests import warm
from tests.crawling import ROOT, arguments, environment

ROWS = (
    ("datasette", "browse", "scrapy browse --no-open"),
    ("uvicorn", "browse", "scrapy browse --no-open"),
    ("distributed", "bulk", "scrapy bulk x.warc.gz --out ."),
    ("pyarrow", "parquet", "scrapy import x.parquet"),
    ("pyarrow", "parquet", "scrapy export -o news.parquet"),
    ("pyarrow", "parquet", "scrapy export --format parquet"),
    ("procrastinate", "cluster", "scrapy worker"),
    ("psycopg", "cluster", "scrapy cluster status"),
    ("playwright", "js", "scrapy crawl news -a url=http://127.0.0.1:1/ -s JAVASCRIPT=auto"),
)


@pytest.mark.parametrize(("package", "extra", "line"), ROWS)
def test_the_command_that_installs_a_missing_package_is_printed(
    package: str, extra: str, line: str, news: Path, tmp_path: Path
) -> None:
    words = arguments(news, *line.split()[1:])[2:]
    code = (
        # The process from which the command is copied may have imported what needs the package.
        "import sys; [sys.modules.pop(name) for name in list(sys.modules) if name.startswith('crawler.')]\n"
        f"sys.modules[{package!r}] = None\nfrom scrapy.cmdline import execute; execute({words!r})"
    )
    out, err = tmp_path / "out", tmp_path / "err"
    clean = environment() | {"SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    command = warm.Command(["python", "-c", code], cwd=tmp_path, environment=clean, out=out, err=err)
    assert (command.wait(), out.read_text()) == (1, "")
    (message,) = err.read_text().splitlines()
    assert message.startswith(f"scrapy {line.split()[1]}: ")
    assert f"pip install -e '.[{extra}]'" in message
    assert not (tmp_path / "news.parquet").exists()


def test_every_extra_of_a_command_has_a_case() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert {extra for _, extra, _ in ROWS} == extras.keys() - {"dev"}
