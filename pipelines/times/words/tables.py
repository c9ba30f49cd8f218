"""Reads the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return the content of the file `name` (without `.toml`)."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


page_rules = partial(table, "page")
