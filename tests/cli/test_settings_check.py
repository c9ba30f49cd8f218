"""Which values `-s NAME=VALUE` accepts, and the message for a mistake."""

from __future__ import annotations

import pytest
from scrapy.settings import BaseSettings, default_settings

from crawler import settings
from crawler.cli import settings_check

NUMBER = "must be a number, as in 2.5"
WHOLE = "must be a whole number, as in 8"


@pytest.mark.parametrize(
    ("setting", "mistake"),
    [
        ("DATABSE=x.db", "no setting is called DATABSE; did you mean DATABASE?"),
        ("database=x.db", "no setting is called database; did you mean DATABASE?"),
        ("DOWNLOAD_DELAY=fast", f"-s DOWNLOAD_DELAY=fast: {NUMBER}"),
        ("DOWNLOAD_DELAY=-1", "-s DOWNLOAD_DELAY=-1: must be at least 0"),
        ("FRONTIER_LEASE=0", "-s FRONTIER_LEASE=0: must be at least 1"),
        ("CONCURRENT_REQUESTS=0", "-s CONCURRENT_REQUESTS=0: must be at least 1"),
        ("DOWNLOAD_TIMEOUT=0", "-s DOWNLOAD_TIMEOUT=0: must be at least 0.1"),
        ("DOWNLOAD_TIMEOUT=inf", f"-s DOWNLOAD_TIMEOUT=inf: {NUMBER}"),
        (
            "HEALTH_WEBHOOK=hooks.example",
            "-s HEALTH_WEBHOOK=hooks.example: must be an address; write it as https://hooks.example/news",
        ),
        ("HEALTH_WEBHOOK=http://hooks.example/", None),
        ("HEALTH_WEBHOOK=", None),
        ("CLEAN_TIMEOUT=abc", f"-s CLEAN_TIMEOUT=abc: {NUMBER}"),
        ("FRONTIER_PATIENCE=nan", f"-s FRONTIER_PATIENCE=nan: {NUMBER}"),
        ("CONCURRENT_REQUESTS=2.5", f"-s CONCURRENT_REQUESTS=2.5: {WHOLE}"),
        ("CLEAN_WORKERS=few", f"-s CLEAN_WORKERS=few: {WHOLE}"),
        ("RAW_PAGES=maybe", "-s RAW_PAGES=maybe: must be True or False, or a folder, as in ./pages"),
        ("RAW_PAGES=./pages", None),
        ("JAVASCRIPT=always", "-s JAVASCRIPT=always: must be auto or off"),
        ("JAVASCRIPT=off", None),
        ("FEEDS=out.json", "-s FEEDS=out.json: must be a JSON object"),
        ("CLOSESPIDER_TIMEOUT=soon", f"-s CLOSESPIDER_TIMEOUT=soon: {NUMBER}"),
        ("DOWNLOAD_DELAY=2", None),
        ("DOWNLOAD_TIMEOUT=2.5", None),
        ("RAW_PAGES_DAYS=0.5", None),
        ("CLEAN_WORKERS=0", None),
        ("RAW_PAGES=0", None),
        ("DEPTH_PRIORITY=-1", None),
        ("CLOSESPIDER_TIMEOUT=2.5", None),
        ('FEEDS={"out.json": {"format": "json"}}', None),
        ("SPIDER_MODULES=mine,yours", None),
        ("WEATHER_SERVICE=none", None),
        ("DATABSES=a user's own", None),
        ("DATABASE", None),
        (
            "DATABASE=host=db.example password=kn0ck",
            "-s DATABASE= looks like an address and is none; write it as postgresql://user@host:5432/name",
        ),
    ],
)
def test_a_setting_is_accepted_or_refused_with_its_cure(setting: str, mistake: str | None) -> None:
    assert settings_check.mistake([setting], BaseSettings({"DATABSES": ""})) == mistake


def test_every_default_has_its_own_type() -> None:
    for module in (default_settings, settings):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, bool | int | float):
                assert settings_check.mistake([f"{name}={value}"], BaseSettings()) is None, name


@pytest.mark.parametrize(
    ("contact", "cure"),
    [
        (None, None),
        ("mailto:me@herald.example", None),
        ("https://herald.example/bot", None),
        ("me", "mailto:you@example.org"),
        ("me@herald.example", "mailto:me@herald.example"),
    ],
)
def test_contact(contact: str | None, cure: str | None) -> None:
    mistake = (
        f"CONTACT={contact}: must be an address, mailto: or https:; write it as {cure}" if cure else None
    )
    assert settings_check.contact_mistake(contact) == mistake


@pytest.mark.parametrize(
    ("level", "cure"),
    [
        ("INFO", None),
        (10, None),
        (None, None),
        ("debug", "did you mean DEBUG?"),
        ("LOUD", "write it as INFO"),
    ],
)
def test_log_level(level: str | int, cure: str | None) -> None:
    assert settings_check.log_level_mistake(level) == (
        f"no log level is called {level}; {cure}" if cure else None
    )
