"""Every command and example of pipelines/README.md works as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler import settings
from pipelines.limits import Limits

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "pipelines" / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    ((?:python|scrapy) .+)$", README, re.MULTILINE)
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def ran(*command: str) -> str:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command(command: str) -> None:
    program, *words = command.replace("--pages 200", "--pages 4 --workers 1").replace("100", "20").split()
    assert ran(*(words if program == "python" else ["-m", "scrapy", *words]))


def test_the_library() -> None:
    (example,) = EXAMPLES
    assert "بارش برف راه‌های کوهستانی را بست" in ran("-c", example)


def test_every_limit_has_its_setting_with_the_same_value() -> None:
    said = {name: getattr(settings, f"CLEAN_MAX_{name.upper()}") for name in asdict(Limits())}
    assert said == asdict(Limits())
