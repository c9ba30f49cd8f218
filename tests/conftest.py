"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.certificate import self_signed
from tests.site import Site

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


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
