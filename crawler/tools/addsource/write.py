"""Turns findings into the text of a source file, and writes it to disk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import BroadsheetError
from crawler.sources.source import OWN
from crawler.tools.addsource.choice import Choice
from crawler.tools.addsource.findings import Findings
from crawler.tools.addsource.look import FoundUrl


class WriteError(BroadsheetError):
    """A source file cannot be written."""


def file_text(findings: Findings, *, verify: bool = True, private: bool = False) -> str:
    """Return the file's text, with the origin of each value. Values that are not sure are commented out."""
    return "\n".join(_lines(findings, verify, private)) + "\n"


def _lines(findings: Findings, verify: bool, private: bool) -> Iterator[str]:
    yield f"# Written by `scrapy addsource` on {datetime.now(UTC):%Y-%m-%d}. Correct what is wrong."
    yield f"url = {_quoted(findings.url)}"
    yield from _value("language", findings.language)
    yield from _value("timezone", findings.timezone)
    yield from _value("country", findings.country)
    if not verify:
        yield "verify = false  # the certificate was not checked"
    if private:
        yield "private = true  # it is on this machine or in its networks"
    for key in ("feeds", "sitemaps", "sections"):
        yield from _list(key, getattr(findings, key))
    yield from (_note(f"Left out: {one.url} ({one.why})").strip() for one in findings.left_out)


def _value(key: str, choice: Choice | None) -> Iterator[str]:
    if choice:
        doubt = "" if choice.sure else "# "
        hint = "" if choice.sure else "perhaps: "
        yield f"{doubt}{key} = {_quoted(choice.value)}{_note(hint + choice.why)}"


def _list(key: str, urls: Sequence[FoundUrl]) -> Iterator[str]:
    if urls:
        yield f"{key} = ["
        yield from (f"    {_quoted(each.url)},{_note(each.why)}" for each in urls)
        yield "]"


def _note(text: str) -> str:
    """A comment, without the characters that TOML forbids; a site's own words may contain them."""
    return f"  # {' '.join(filter(str.isprintable, text.split()))}" if text else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def refuse_target(path: Path, *, force: bool) -> None:
    """Raises WriteError if `path` cannot be written, before any request is sent."""
    is_to_be_made = path.parent == OWN and not OWN.exists()
    folder = Path.cwd() if is_to_be_made else path.parent
    if not folder.is_dir():
        cure = "make it, or set SOURCES to where your source files are"
        raise WriteError(f"{folder}: no such directory; {cure}")
    if not os.access(folder, os.W_OK):
        raise WriteError(f"{folder}: you may not write here; --print shows the file without writing it")
    if path.exists() and not force:
        raise WriteError(f"{path} exists already; --force overwrites it, --name takes another name")


def save(path: Path, text: str) -> None:
    """Write a complete file, or none at all. Raises WriteError."""
    part = path.with_name(f".{path.name}.part")
    try:
        if path.parent == OWN:
            OWN.mkdir(exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror}; --print shows the file without writing it") from error
