"""Long work shows how far it is on a terminal, and prints nothing about it anywhere else."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from tests.crawling import FAST, ROOT, arguments, environment, scrapy
from tests.site import Site
from tests.spiders.test_news import crawl, fill


@pytest.fixture
def crawled(site: Site, tmp_path: Path) -> Path:
    fill(site)
    return crawl(site, tmp_path).database


def on_terminal(database: Path, *words: str) -> str:
    """Run a command whose standard error is a terminal; return what it shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        arguments(database, *words),
        cwd=ROOT,
        env={**environment(), "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the terminal's other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0, shown
    return re.sub(r"\x1b\[[\d?;]*[A-Za-z]", "", shown.decode())


ROWS = (
    (("export", "-o", "{folder}/out.csv"), "articles ━"),
    (("export", "-o", "{folder}/out.warc.gz"), "pages ━"),
    (("reclean",), "pages ━"),
    (("upkeep",), "checking 0.0 GB"),
    (("backup", "{folder}/copy.db"), "copy.db ━"),
    (("crawl", "archive", "-a", "path={folder}/in.warc.gz", "-a", "timezone=UTC", *FAST), "% read"),
)


@pytest.mark.parametrize(("words", "shown"), ROWS, ids=[row[0][0] for row in ROWS])
def test_a_line_is_shown_on_a_terminal_alone(
    words: tuple[str, ...], shown: str, crawled: Path, tmp_path: Path
) -> None:
    if "archive" in words:
        assert scrapy(crawled, "export", "-o", f"{tmp_path}/in.warc.gz").code == 0
    words = tuple(word.format(folder=tmp_path) for word in words)
    assert shown in on_terminal(crawled, *words)
    ran = scrapy(crawled, *words)
    assert (ran.code, "━" in ran.err, "\x1b" in ran.err) == (0, False, False)
