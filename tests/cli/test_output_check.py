"""A file of `-o` that cannot be written is refused in one line before the crawl starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from crawler.cli.output_check import OutputError, check_writable


def test_a_folder_that_may_not_be_looked_into(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stat = Path.stat

    def refused(path: Path, **options: Any) -> os.stat_result:  # root may look into any folder
        if path.parent == tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", refused)
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    with pytest.raises(OutputError, match=f"{tmp_path}; name another file"):
        check_writable([("-O", str(tmp_path / "x.csv"))])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(OutputError, match=r"-O .*is a folder"):
        check_writable([("-O", str(tmp_path / "x.csv"))])
