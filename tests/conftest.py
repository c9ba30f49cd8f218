"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.certificate import self_signed
from tests.site import Site

# How long an example takes says nothing on a busy machine. The suite tries the same few each time; many
# others are tried with HYPOTHESIS_PROFILE=many.
settings.register_profile("few", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("many", deadline=None, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


@pytest.fixture
def site() -> Iterator[Site]:
    """A small news site on loopback; see `tests/site.py`."""
    with Site() as running:
        yield running


@pytest.fixture
def tls_site(tmp_path: Path) -> Iterator[Site]:
    """The same over https, with a certificate that nobody vouches for."""
    with Site(tls=self_signed(tmp_path)) as running:
        yield running
