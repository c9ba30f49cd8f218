"""`broadsheet` in a working folder that is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.crawling import environment

MAIN = "from crawler.cli.program import main; main()"


def test_a_working_folder_that_was_removed_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    inside = f"import os; os.chdir({str(tmp_path / 'gone')!r}); os.rmdir(os.getcwd()); {MAIN}"
    ran = subprocess.run(
        [sys.executable, "-c", inside, "sources"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    cause = "the folder in which you work cannot be read (No such file or directory); go to another"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"broadsheet: {cause}\n")


def test_words_behind_two_dashes_are_no_options(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "scrapy", "search", "-s", f"DATABASE={tmp_path}/no.db", "--", "-ferry"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    line = "scrapy search: only words with a minus; add one that the articles must have\n"
    assert (ran.returncode, ran.stderr) == (2, line)
