"""The programs under tests (benchmarks, fits) can be started: what they import is still there."""

from __future__ import annotations

import subprocess
import sys

from tests.crawling import ROOT

_IMPORT = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"


def test_every_program_can_be_imported() -> None:
    files = (ROOT / "tests").rglob("*.py")
    programs = [file for file in files if 'if __name__ == "__main__":' in file.read_text(encoding="utf-8")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in programs]
    assert "tests.fit_titles" in names
    subprocess.run([sys.executable, "-c", _IMPORT, *sorted(names)], check=True, cwd=ROOT)
