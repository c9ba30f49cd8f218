"""Settings that cannot work together are refused with the cure."""

from __future__ import annotations

import pytest
from scrapy.settings import BaseSettings

from crawler import settings as ours
from crawler.cluster.cluster_settings import read_settings
from crawler.errors import BroadsheetError

DEFAULTS = {name: getattr(ours, name) for name in dir(ours) if name.startswith("CLUSTER_")}


@pytest.mark.parametrize(
    ("sweep", "cron"),
    [(1, "* * * * * */1"), (10, "* * * * * */10"), (60, "*/1 * * * *"), (300, "*/5 * * * *")],
)
def test_seconds_are_the_sixth_field(sweep: int, cron: str) -> None:
    assert read_settings(BaseSettings({**DEFAULTS, "CLUSTER_SWEEP": sweep})).cron == cron


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("CLUSTER_SWEEP", 45, "write it as 5, 10, 15, 20, 30 or 60"),
        ("CLUSTER_SWEEP", 0, "write it as 5"),
        ("CLUSTER_SWEEP", 420, "write it as 5"),
        ("CLUSTER_STALE", 15.0, "write CLUSTER_STALE as 30 or more"),
        ("CLUSTER_PAUSE", -1.0, "write it as 60"),
        ("CLUSTER_HOSTS", 0, "write it as 16"),
    ],
)
def test_what_cannot_work_is_refused(name: str, value: float, cure: str) -> None:
    with pytest.raises(BroadsheetError, match=cure):
        read_settings(BaseSettings({**DEFAULTS, name: value}))


def test_a_takeover_takes_a_beat_the_stale_time_and_a_sweep() -> None:
    assert read_settings(BaseSettings(DEFAULTS)).takeover == 50.0


def test_one_that_stands_still_gives_way_before_the_others_give_up_and_those_before_they_seem_dead() -> None:
    found = read_settings(BaseSettings(DEFAULTS))
    assert 0 < found.standstill < found.patience < found.stale - found.beat
    assert found.patience < found.job_standstill < found.stale
