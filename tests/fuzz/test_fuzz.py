"""The first few hundred documents of the fuzz test, and every input that once failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import seeds
from tests.fuzz.chain import Case, Chain, case, chain
from tests.fuzz.runs import documents

NUMBERS = [range(start, start + 50) for start in range(0, 300, 50)]


@pytest.fixture(scope="module")
def running() -> Iterator[Chain]:
    with chain() as ready:
        yield ready


@pytest.mark.parametrize("numbers", NUMBERS, ids=str)
def test_nothing_fails_and_nothing_takes_long(running: Chain, numbers: range) -> None:
    for number in numbers:
        made = case(number)
        try:
            running.run(made)
        except Exception as error:
            raise AssertionError(f"python -m tests.fuzz --number {number} ({made.kind})") from error


@pytest.mark.parametrize("unit", [" ", "a", "é", "-"])
def test_a_long_run_of_one_mark_takes_no_quadratic_time(running: Chain, unit: str) -> None:
    for made in documents(unit, 20_000):
        running.run(made)


def test_a_number_gives_the_same_document_again() -> None:
    assert case(7) == case(7)
    assert case(7).body != case(8).body


@pytest.mark.parametrize("file", sorted(seeds.INPUTS.glob("*")), ids=lambda file: file.name)
def test_inputs_that_once_failed(running: Chain, file: Path) -> None:
    kind = file.name.split("-")[0]
    running.run(Case(0, kind, (), "text/html; charset=utf-8", file.read_bytes()))
