"""Reads dates that programs write: ISO 8601, RFC 822, ctime, epoch. The whole value must be a date."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipelines.times.reading import http_date as httpdate
from pipelines.times.reading.http_date import YEARS, usual_form
from pipelines.times.reading.readings import Reading, from_datetime, valid_offset

_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}|\d{8})"
    r"(?:(?:\s*T\s*|\s+)(?P<clock>\d{1,2}:?\d{2}(?::?(?P<seconds>\d{2})(?:[.,:]\d+)?)?)"
    r"\s*(?P<offset>Z|UTC|GMT|[+-]\s?\d{1,2}(?::?\d{2})?(?::\d{2})?)?(?:\[(?P<zone>[\w/+-]+)\])?)?",
    re.IGNORECASE,
)
# Errors of real sites: a form has turned "+" into a blank; an offset after Z, or Z after an offset.
_TWICE = re.compile(r"(?<=\d)Z(?=[+-]\d)|(?<=[+-]\d{4})Z$|(?<=[+-]\d\d:\d\d)Z$", re.IGNORECASE)
_LOST_PLUS = re.compile(r"(?<=\d{2}:\d{2}:\d{2}) (?=\d{2}:?\d{2}$)")
_RFC822 = re.compile(r"(?:[A-Za-z]{3,9}\.?,\s*)?\d{1,2}[ -][A-Za-z]{3,9}[ -](?:19|20)?\d{2}\s+\d{1,2}:\d{2}")
_CTIME = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?(?P<month>[A-Za-z]{3})\s+(?P<day>\d{1,2})\s+(?P<clock>\d{2}:\d{2}:\d{2})\s+"
    r"(?:(?P<zone>[A-Z]{3,4})\s+)?(?P<offset>[+-]\d{4}\s+)?(?P<year>\d{4})$"
)
_JS = re.compile(r"[A-Za-z]{3} [A-Za-z]{3} \d{2} \d{4} \d{2}:\d{2}:\d{2} GMT[+-]\d{4}")
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}|\d{16}")
_STAMP = re.compile(r"((?:19|20)\d{6})(\d{4}(?:\d{2})?)")
_SLASH_EPOCH = re.compile(r"/Date\((\d{13})(?:[+-]\d{4})?\)/")


def iso(raw: str) -> Reading | None:
    raw = _LOST_PLUS.sub("+", _TWICE.sub("", raw))
    match = _ISO.fullmatch(raw)
    if not match or (raw.isdigit() and not raw.startswith(("19", "20"))):
        return None
    try:
        day = date.fromisoformat(match["date"])
    except ValueError:
        return None
    if match["clock"] is None or day.year not in YEARS:
        return Reading(day=day)
    return _with_clock(day, match["clock"], match["seconds"] is not None, match["offset"], match["zone"])


def rfc822(raw: str) -> Reading | None:
    """Read `Tue, 05 Dec 2023 06:02:00 GMT`; the country decides what a zone such as `IST` means."""
    raw = usual_form(raw)
    if not _RFC822.match(raw):
        return None
    moment = httpdate.rfc822(raw.replace("-", " ", 2) if re.match(r"[\w, ]*\d-[A-Za-z]", raw) else raw)
    if moment is None:
        return None
    reading = from_datetime(moment, has_seconds=raw.count(":") > 1)
    zone = re.search(r"\b([A-Z]{2,5})\W*$", raw)
    if re.search(r"(?:GMT|UTC|UT|Z|[+-]\d{4})\W*$", raw):
        return reading if reading.offset is not None else replace(reading, offset=timedelta(0))
    return replace(reading, offset=None, zone=zone[1] if zone else None)


def ctime(raw: str) -> Reading | None:
    """Read `Tue Dec 05 09:32:00 IRST 2023` (Java, C) and `Tue Dec 05 2023 09:32:00 GMT+0330` (browsers)."""
    browser = _JS.match(raw)
    if browser:
        return _strptime(browser[0][4:], "%b %d %Y %H:%M:%S GMT%z")
    match = _CTIME.fullmatch(raw)
    if not match:
        return None
    parts = " ".join(match[name] for name in ("day", "month", "year", "clock"))
    bare = _strptime(parts, "%d %b %Y %H:%M:%S")
    if bare is None:
        return None
    offset = _offset(match["offset"].strip()) if match["offset"] else _offset(match["zone"] or "")
    return replace(bare, offset=offset, zone=None if offset is not None else match["zone"])


def _strptime(raw: str, form: str) -> Reading | None:
    try:
        return from_datetime(datetime.strptime(raw, form))  # noqa: DTZ007  some forms have no offset
    except ValueError:
        return None


def epoch(raw: str) -> Reading | None:
    """Read seconds, milliseconds or microseconds since 1970, if the year is 1990 to 2100; always UTC."""
    match = _SLASH_EPOCH.fullmatch(raw)
    digits = match[1] if match else raw
    if not _EPOCH.fullmatch(digits):
        return None
    integer = digits.split(".")[0]
    seconds = int(integer) / (10 ** (len(integer) - 10) if len(integer) > 10 else 1)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    return from_datetime(moment) if 1990 <= moment.year < 2100 else None


def stamp(raw: str) -> Reading | None:
    """Read `20231205140506` or `202312051405`, as databases write it."""
    match = _STAMP.fullmatch(raw)
    return iso(f"{match[1]} {match[2]}") if match else None


READERS: tuple[Callable[[str], Reading | None], ...] = (iso, rfc822, ctime, stamp, epoch)


def read_exact(raw: str) -> Reading | None:
    """Read a value that a program wrote; None if it has none of these forms."""
    raw = raw.strip().strip("\"'").strip()
    if not 6 <= len(raw) <= 60:
        return None
    reading = next((result for reader in READERS if (result := reader(raw))), None)
    if reading is None or reading.day.year not in YEARS or not valid_offset(reading.offset):
        return None
    return reading


def _with_clock(
    day: date, clock: str, has_seconds: bool, offset: str | None, zone: str | None
) -> Reading | None:
    digits = re.sub(r"[.,:]\d+$", "", clock) if clock.count(":") > 2 or re.search(r"[.,]", clock) else clock
    parts = [int(part) for part in re.findall(r"\d{1,2}", digits)] + [0]
    hour, minute, second = parts[0], parts[1], min(parts[2] if has_seconds else 0, 59)
    shift = timedelta(0)
    if hour == 24 and minute == 0:
        hour, shift = 0, timedelta(days=1)
    if hour > 23 or minute > 59:
        return None
    return Reading(
        day=day + shift,
        clock=timedelta(hours=hour, minutes=minute, seconds=second),
        has_seconds=has_seconds,
        offset=_offset(offset or ""),
        zone=zone,
    )


def _offset(raw: str) -> timedelta | None:
    raw = raw.replace(" ", "")
    if raw.upper() in ("Z", "UTC", "GMT"):
        return timedelta(0)
    match = re.match(r"([+-])(\d{1,2}):?(\d{2})?", raw)
    if not match:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -size if match[1] == "-" else size
