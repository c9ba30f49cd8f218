"""Every command and block of every paper is run exactly as printed, in order, in a folder of its own.

The expected results are in steps.toml. A paper with a new command fails until the command has a line there.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests import settings_table
from tests.loopback import Loopback
from tests.papers.checks import check
from tests.papers.parts import HELP, PAPERS, ROOT, Part, found_in, parts
from tests.papers.shell import Ran, Shell
from tests.papers.world import World
from tests.times import test_cases

Step = dict[str, Any]


@cache
def steps() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("steps.toml").read_text("utf-8"))


def planned(paper: str) -> list[tuple[Part, Step]]:
    """Return the paper's parts with their expected results. Fails if a part has none."""
    found, counted = [], Counter[str]()
    for part in parts(paper):
        counted[part.kind] += 1
        name = part.text if part.kind == "command" else f"{part.kind} {counted[part.kind]}"
        found.append((part, step_of(part, name)))
    return found


def step_of(part: Part, name: str) -> Step:
    step: Step | None = steps().get(part.paper, {}).get(name, steps()["*"].get(name))
    assert step is not None, f"{part.paper}:{part.line}: steps.toml has no expected result for {name}"
    return step


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with Loopback(World()) as world:
        yield Shell(tmp_path, world.url)


@pytest.mark.parametrize("paper", [*PAPERS, HELP])
def test_a_paper_can_be_followed(paper: str, shell: Shell) -> None:
    plan = planned(paper)
    prepare(steps().get(paper, {}).get("before", ()), shell)
    for part, step in plan:
        if "not_run" in step:
            check(part.text)
        elif not ("needs" in step and find_spec(step["needs"]) is None):
            follow(part, step, shell)


def prepare(lines: Iterable[str], shell: Shell) -> None:
    for line in lines:
        ran = shell.run(line)
        assert ran.code == 0, f"{line}: {ran.out}"


def follow(part: Part, step: Step, shell: Shell) -> None:
    """Do what a reader would do with a part, and check the result."""
    prepare(step.get("given", ()), shell)
    if "file" in step:
        (shell.folder / step["file"]).write_text(part.text, "utf-8")
        assert part.kind != "toml" or tomllib.loads(part.text)
        prepare([step["then"]] if "then" in step else [], shell)
    elif "row" in step:
        for raw, expected in tomllib.loads(f"rows = [{part.text}]")["rows"]:
            test_cases.test_case(step["row"], test_cases.CASES[step["row"]], raw, expected)
    elif "printed" in step:
        printed = {line.strip() for line in shell.run(step["printed"]).out.splitlines()}
        assert {line.strip() for line in part.text.splitlines()} <= printed
    elif part.kind == "sql":
        for sql, rows in asked(part.text, shell.folder / "news.db"):
            assert rows >= step["rows"], f"{part.paper}:{part.line}: {rows} rows of {sql}"
    else:
        line = part.text if part.kind == "command" else shlex.join(["python", "-c", part.text])
        look(part, step, shell.run(step.get("instead", line), step.get("stays")), shell.folder)


def look(part: Part, step: Step, ran: Ran, folder: Path) -> None:
    if "lacks" in step and step["lacks"] in ran.out:
        return
    assert ran.code == step.get("code", 0), f"{part}\n{ran.code}: {ran.out}"
    assert "Traceback" not in ran.out, f"{part}\n{ran.out}"
    prints = step.get("prints", "")
    for said in [prints] if isinstance(prints, str) else prints:
        assert said in ran.out, f"{part}\nno {said!r} in: {ran.out}"
    assert "makes" not in step or (folder / step["makes"]).exists(), f"{part}: no {step['makes']}"


def asked(sql: str, database: Path) -> Iterator[tuple[str, int]]:
    """Return each statement with how many rows it must return."""
    with closing(sqlite3.connect(database)) as db:
        for statement in filter(str.strip, re.sub("--.*", "", sql).split(";")):
            yield statement, len(db.execute(statement, {"seq": 0}).fetchall())


def test_a_command_without_an_expected_result_is_found() -> None:
    text = "Try `scrapy fly`, or:\n\n    scrapy swim --deep  # soon\n\n```sh\ncd x && make | tail\n```\n"
    found = found_in("A.md", text)
    assert [(part.line, part.text) for part in found] == [
        (1, "scrapy fly"),
        (3, "scrapy swim --deep"),
        (6, "cd x"),
        (6, "make"),
        (6, "tail"),
    ]
    with pytest.raises(AssertionError, match="no expected result"):
        step_of(found[0], "scrapy fly")


@pytest.mark.parametrize("paper", [*PAPERS, HELP])
def test_every_expected_result_has_a_command(paper: str) -> None:
    there = {part.text for part in parts(paper)}
    said = {name for name in steps().get(paper, {}) if not re.fullmatch(r"before|\w+ \d+", name)}
    assert said <= there


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_has_a_target(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    for path in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / paper).parent.joinpath(path).exists(), path


def test_the_table_of_settings_is_up_to_date() -> None:
    assert settings_table.table() in (ROOT / "crawler" / "README.md").read_text(encoding="utf-8"), (
        "run `python -m tests.settings_table`"
    )
