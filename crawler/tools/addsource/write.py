"""Findings → the text of a source file, and onto disk. Judges nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import BroadsheetError
from crawler.tools.addsource.choice import Choice
from crawler.tools.addsource.findings import Findings
from crawler.tools.addsource.look import Found


class WriteError(BroadsheetError):
    """A source file cannot be written."""


def file_text(findings: Findings, *, verify: bool = True) -> str:
    """The file, with a comment on where each value is from. What is not sure stands in it as a comment."""
    return "\n".join(_lines(findings, verify)) + "\n"


def _lines(findings: Findings, verify: bool) -> Iterator[str]:
    yield f"# Written by `scrapy addsource` on {datetime.now(UTC):%Y-%m-%d}. Mend what you know better."
    yield f"url = {_quoted(findings.url)}"
    yield from _value("language", findings.language)
    yield from _value("timezone", findings.timezone)
    yield from _value("country", findings.country)
    if not verify:
        yield "verify = false  # the certificate was not asked for"
    for key in ("feeds", "sitemaps", "sections"):
        yield from _list(key, getattr(findings, key))
    yield from (_note(f"Left out: {one.url} ({one.why})").strip() for one in findings.left_out)


def _value(key: str, choice: Choice | None) -> Iterator[str]:
    if choice:
        doubt = "" if choice.sure else "# "
        hint = "" if choice.sure else "perhaps: "
        yield f"{doubt}{key} = {_quoted(choice.value)}{_note(hint + choice.why)}"


def _list(key: str, found: Sequence[Found]) -> Iterator[str]:
    if found:
        yield f"{key} = ["
        yield from (f"    {_quoted(one.url)},{_note(one.why)}" for one in found)
        yield "]"


def _note(text: str) -> str:
    """A comment; a site's own words may hold what TOML forbids in one."""
    return f"  # {' '.join(filter(str.isprintable, text.split()))}" if text else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def refuse_target(path: Path, *, force: bool) -> None:
    """Raises WriteError where `path` cannot be written, before anybody asks a site in vain."""
    if not path.parent.is_dir():
        raise WriteError(
            f"{path.parent}: no such directory; make it, or set SOURCES to where your source files are"
        )
    if not os.access(path.parent, os.W_OK):
        raise WriteError(f"{path.parent}: we may not write here; --print shows the file without writing it")
    if path.exists() and not force:
        raise WriteError(f"{path} is there already; --force writes over it, --name takes another name")


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises WriteError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror}; --print shows the file without writing it") from error
