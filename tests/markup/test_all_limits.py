"""The cleaner's limits for a page are the values of the settings."""

from __future__ import annotations

from dataclasses import asdict

from crawler import settings
from pipelines.markup.limits import Limits


def test_every_limit_has_a_setting_with_the_same_value() -> None:
    in_settings = {name: getattr(settings, f"CLEAN_MAX_{name.upper()}") for name in asdict(Limits())}
    assert in_settings == asdict(Limits())
