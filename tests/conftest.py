"""Fixtures for every test."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.certificate import self_signed
from tests.memory_folder import memory_folder
from tests.site import Site

# On a busy machine the duration of an example means nothing. The suite tries the same few examples each time;
# HYPOTHESIS_PROFILE=many tries many others.
settings.register_profile("few", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("many", deadline=None, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))

# The suite starts many interpreters. Without bytecode, each compiles every module again: .4 s a command.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if folder := memory_folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve a small news site on loopback; see `tests/site.py`."""
    with Site() as running:
        yield running


@pytest.fixture
def tls_site(tmp_path: Path) -> Iterator[Site]:
    """Serve the same over https, with a self-signed certificate."""
    with Site(tls=self_signed(tmp_path)) as running:
        yield running
