"""The operator's table has every name by which a fault is counted, and every setting that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

from crawler import settings
from pipelines.drops import BY_KIND, BY_LIMIT
from tests.faults import HOSTS, PAGES

ROOT = Path(__file__).parents[2]
README = (ROOT / "crawler" / "README.md").read_text(encoding="utf-8")
PART = README.split("## What can go wrong")[1].split("\n## ")[0]

ELSEWHERE = {"BadCertificate", "CannotResolveHost", "DownloadConnectionRefused", "TlsFailure"}
ELSEWHERE |= {kind.__name__ for kind in (*BY_KIND.values(), *BY_LIMIT.values())}
ELSEWHERE |= {"CleaningTimedOut", "OutOfMemory", "WorkerDied", "SitePage", "Unlike"}
ELSEWHERE |= {"NoSecret", "OtherVersion", "BrowserDied", "Moved"}
ELSEWHERE |= {"CommentsPage", "Service", "ConsentWall", "LoginWall"}
"""Names that are tested elsewhere, not in a table of faults."""


def test_every_name_is_in_the_table() -> None:
    documented = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`[^|]*)\|", PART, re.MULTILINE))))
    counted = {row.counted for row in (*PAGES.values(), *HOSTS.values())} - {"article"}
    statuses = {name for name in counted | documented if name.startswith("Http")}
    assert documented - statuses == (counted - statuses) | ELSEWHERE


def test_every_setting_that_is_named_exists() -> None:
    text = PART + (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", text))
    assert named >= {"FIRST_BYTE_TIMEOUT", "ALLOW_PRIVATE_ADDRESSES"}
    assert all(hasattr(settings, name) for name in named), named
