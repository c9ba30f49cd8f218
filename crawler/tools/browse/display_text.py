"""Values as a page shows them: days, times, counts, text direction, safe addresses."""

from __future__ import annotations

import shlex
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from pipelines.urls import bare_host

# fmt: off
_RTL = frozenset((
    "ar", "arc", "azb", "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd",
    "ug", "ur", "yi",
))
"""Languages that are written from right to left."""
_SCRIPTS_RTL = frozenset(("arab", "hebr", "thaa", "nkoo", "syrc", "adlm", "rohg", "mand", "samr"))
# fmt: on
_UNITS = ((86_400 * 365, "year"), (86_400, "day"), (3_600, "h"), (60, "min"))


def direction(language: str | None, text: str) -> str:
    """Return `rtl` or `ltr`, by the language or else by the text's first letter that has a direction."""
    if language:
        parts = language.lower().split("-")
        scripts = [part for part in parts[1:] if len(part) == 4]
        if scripts:
            return "rtl" if scripts[0] in _SCRIPTS_RTL else "ltr"
        return "rtl" if parts[0] in _RTL else "ltr"
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return "rtl" if next(strong, "L") != "L" else "ltr"


def href(url: str | None) -> str | None:
    """Return the address if the page may link to it, which means http or https; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def host(url: str) -> str:
    """`www.example.org` → `example.org`; any other text stays as it is."""
    return bare_host(url) if href(url) else url


def shell(word: str) -> str:
    """Quote a word for a command that a person copies: an address may contain shell syntax."""
    return shlex.quote(word)


def day(stored: str) -> str:
    """`2023-12-05T06:02:00Z` → `Tuesday 5 December 2023`."""
    return f"{weekday(stored)} {plain_day(stored)}"


def weekday(stored: str) -> str:
    """`2023-12-05` → `Tuesday`."""
    return f"{date.fromisoformat(stored[:10]):%A}"


def plain_day(stored: str) -> str:
    """`2023-12-05` → `5 December 2023`."""
    read = date.fromisoformat(stored[:10])
    return f"{read.day} {read:%B} {read.year}"


def short_day(stored: str) -> str:
    """`2023-12-05T06:02:00Z` → `5 Dec 2023`."""
    read = date.fromisoformat(stored[:10])
    return f"{read.day} {read:%b} {read.year}"


def clock(stored: str) -> str:
    """`2023-12-05T06:02:00Z` → `06:02`; a day without a time → ''."""
    return stored[11:16]


def stamp(stored: str | None) -> str:
    """`2023-12-05T06:02:00Z` → `5 Dec 2023, 06:02 UTC`; a day without a time → the day."""
    if stored is None:
        return "never"
    return f"{short_day(stored)}, {clock(stored)} UTC" if clock(stored) else short_day(stored)


def there(stored: str, offset: str | None) -> str | None:
    """Return the hour by the site's own clock, `09:32 +03:30`, with the day if that differs too.

    None if it is the same as in UTC, or not known.
    """
    time = local(stored, offset)
    if time is None or offset in ("+00:00", "-00:00"):
        return None
    on, _, hour = time.rpartition(", ")
    return f"{hour} {offset}" if on == day(stored) else f"{on}, {hour} {offset}"


def local(stored: str, offset: str | None) -> str | None:
    """Return the site's local time, `Tuesday 5 December 2023, 09:32`; None if its clock is not known."""
    if not clock(stored) or not offset:
        return None
    sign = -1 if offset.startswith("-") else 1
    away = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    try:
        there = datetime.fromisoformat(stored).astimezone(UTC) + sign * away
    except OverflowError:
        return None
    return f"{day(there.isoformat())}, {there:%H:%M}"


def number(count: int | None) -> str:
    """`1204` → `1,204`; None → a dash."""
    return "–" if count is None else f"{count:,}"


def span(seconds: float | None) -> str:
    """`95` → `2 min`, `7200` → `2 h`, `180000` → `2.1 days`; a negative number → `before it is published`."""
    if seconds is None:
        return "–"
    size = abs(seconds)
    for unit, name in _UNITS:
        if size >= unit:
            count = f"{seconds / unit:.1f}".removesuffix(".0")
            return f"{count} {name}{'s' if name in ('day', 'year') and count != '1' else ''}"
    return f"{seconds:.0f} s"


def share(part: int, whole: int) -> str:
    """`3, 4` → `75 %`; a share that is less than the whole is never shown as 100 %."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    shown = min(max(round(percent), int(part > 0)), 100 if part == whole else 99)
    return f"{shown} %"


@cache
def language_name(tag: str) -> str:
    """`de-AT` → `German (Austria)`; an unknown tag stays as it is."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - a tenth of a second

    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError, TypeError):
        return tag
