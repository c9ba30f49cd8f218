"""The pinned versions satisfy pyproject.toml, and the lower bounds are read from it."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import newest
from tests.requirements import extras, requirements
from tests.versions import FAST, ROOT, SERVER, lowest

PINNED = [
    Requirement(line)
    for line in newest.FILE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("needed", requirements(*extras()), ids=str)
def test_every_direct_dependency_is_pinned_to_a_version_that_is_allowed(needed: Requirement) -> None:
    versions = [
        pin.specifier for pin in PINNED if canonicalize_name(pin.name) == canonicalize_name(needed.name)
    ]
    assert versions
    assert all(needed.specifier.contains(one.version) for specifier in versions for one in specifier)


def test_a_line_is_a_name_and_one_version() -> None:
    for pin in PINNED:
        assert [one.operator for one in pin.specifier] == ["=="], pin
    names = [pin.name for pin in PINNED]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("lxml>=6.1.3", "lxml==6.1.3"),
        ("scrapy>=2.19,<2.20", "scrapy==2.19"),
        ("backports.zstd>=1.3; python_version < '3.14'", 'backports.zstd==1.3; python_version < "3.14"'),
    ],
)
def test_lowest(requirement: str, expected: str) -> None:
    assert lowest(Requirement(requirement)) == expected


def test_a_requirement_without_a_lower_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="no lower bound: rich"):
        lowest(Requirement("rich<15"))


@pytest.mark.parametrize("needed", requirements(*extras()), ids=str)
def test_every_direct_dependency_has_a_lower_bound(needed: Requirement) -> None:
    assert "==" in lowest(needed)


@pytest.mark.parametrize(
    ("by_python", "expected"),
    [
        ({"3.11": "1", "3.12": "1", "3.13": "1"}, ["a==1"]),
        ({"3.11": "1", "3.12": "1", "3.13": None}, ['a==1; python_version < "3.13"']),
        ({"3.11": None, "3.12": "1", "3.13": "1"}, ['a==1; python_version >= "3.12"']),
        (
            {"3.11": "1", "3.12": "2", "3.13": "3"},
            [
                'a==1; python_version < "3.12"',
                'a==2; python_version >= "3.12" and python_version < "3.13"',
                'a==3; python_version >= "3.13"',
            ],
        ),
    ],
)
def test_a_version_that_differs_by_python_has_a_marker(
    by_python: dict[str, str | None], expected: list[str]
) -> None:
    versions = {python: {"a": version} if version else {} for python, version in by_python.items()}
    assert newest.lines(versions) == expected


def test_the_fast_part_of_the_suite_exists() -> None:
    assert all((ROOT / part).exists() for part in (*FAST, *SERVER))
