"""Loads in a new worker what would otherwise cost its first pages: tables, patterns, names of months."""

from __future__ import annotations

from pipelines.times import calendar_names as names
from pipelines.times import labels, machine_dates, relative, zones
from pipelines.times.fold import fold
from pipelines.times.read import read
from pipelines.times.readings import Tongue

_USUAL = ("en", "de", "fr", "es", None)


def warm() -> None:
    """Load data and libraries; called once in each worker."""
    fold("")
    machine_dates.meta_names()
    zones.only_zone(zones.country_of("https://example.co.uk/"))  # reads the list of public suffixes
    for language in _USUAL:
        names.months(language)
        labels.leading("", language)
        relative.is_day_word("", language)
        read("5 May 2023 14:05", Tongue(language=language))
