"""Decides which of a stored article's dates stay when its page is read again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pipelines.article_fields import DateFields, columns_of
from pipelines.db import clock

_PUBLISHED = tuple(column.name for column in columns_of(DateFields) if column.name != "modified_at")

_FROM_LINKS = ("feed", "sitemap")
"""Evidence from links. A kept page does not have it, so its dates stay when the page is cleaned again."""


def kept_dates(
    row: Mapping[str, Any], new_values: Mapping[str, Any], *, is_recleaned: bool
) -> dict[str, Any]:
    """Return those columns of dates whose old value stays, with it; `row` and `new_values` are by column.

    `is_recleaned`: a kept page was cleaned again, so it decides itself, unless a link gave the old date.
    """
    is_decided = is_recleaned and row["published_from"] not in _FROM_LINKS
    old_dates = {} if is_decided else _missing_dates(row, new_values)
    return old_dates if "published_at" in old_dates else old_dates | _unchanged_date(row, new_values)


def _missing_dates(row: Mapping[str, Any], new_values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the old dates if the new page has none, or the same ones with less precision.

    A page that was found by another link lacks the first link's date; that is not a change.
    """
    old_dates: dict[str, Any] = {}
    old_date, new_date = row["published_at"], new_values["published_at"]
    is_less_precise = old_date and new_date and len(new_date) < len(old_date) and _local_day(row) == new_date
    if old_date and (not new_date or is_less_precise):
        old_dates = {name: row[name] for name in _PUBLISHED}
    if row["modified_at"] and not new_values["modified_at"]:
        old_dates["modified_at"] = row["modified_at"]
    return old_dates


def _unchanged_date(row: Mapping[str, Any], new_values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the old date of publication if the page's new one is after the day it was first seen.

    Some sites move the date of an old article to show it as new.
    """
    old_date, new_date = row["published_at"], new_values["published_at"]
    first_seen = row["first_seen_at"][: len(new_date or "")]
    is_instant = len(new_date or "") > len("2026-01-31")
    if (
        not new_date
        or new_date == old_date
        or new_date < first_seen
        or (new_date == first_seen and not (old_date and is_instant))
    ):
        return {}
    modified = max(filter(None, (new_date, new_values["modified_at"])))
    return {name: row[name] for name in _PUBLISHED} | {"modified_at": modified}


def _local_day(row: Mapping[str, Any]) -> str:
    offset = (row["published_offset"] or "+00:00").replace(":", "")
    sign, hours, minutes = offset[0], int(offset[1:3]), int(offset[3:])
    ahead = timedelta(hours=hours, minutes=minutes)
    moved = clock.instant(row["published_at"]) + (-ahead if sign == "-" else ahead)
    return f"{moved:%Y-%m-%d}"
