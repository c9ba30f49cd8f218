"""Fixtures for every test."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipelines.worker.pool import cores
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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without the garbage collector; it then skips them: 8 % less CPU for all tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return the number of workers for `-n auto`: one more than cores, since some tests wait for seconds."""
    return cores() + 1


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
