"""Reads the words after `scrapy addsource`: addresses, files of addresses, OPML files, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.errors import BroadsheetError
from crawler.tools.addsource.write import WriteError

_HEAD = 4_096
"""Bytes of a file in which OPML shows what it is, whatever the file's name."""
_FILES = frozenset(
    [".csv", ".json", ".list", ".lst", ".md", ".opml", ".toml", ".tsv", ".txt", ".urls", ".xml"]
)
"""Endings of names that are files' and no site's."""
_CURE = "give a file with an address on each line, or an address such as https://herald.example/"


@dataclass
class Words:
    """What the words name, each once, in their order."""

    opml: list[Path] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    failed: list[BroadsheetError] = field(default_factory=list)


def read_words(words: Iterable[str]) -> Words:
    """Return what is to be added. A file that cannot be read is among the failures."""
    found = Words()
    for word in words:
        try:
            _read(word, found)
        except WriteError as error:
            found.failed.append(error)
    found.urls = list(dict.fromkeys(found.urls))
    return found


def _read(word: str, found: Words) -> None:
    path = Path(word).expanduser() if "~" in word[:1] else Path(word)
    if word == "-":
        found.urls += _addresses(sys.stdin.read(), "standard input")
    elif "://" in word or not word:
        found.urls.append(word)
    elif path.is_file():
        _read_file(path, found)
    elif path.is_dir():
        raise WriteError(f"{word}: is a folder; {_CURE}")
    elif path.suffix.lower() in _FILES or word[0] in "./~":
        raise WriteError(f"{word}: no such file; {_CURE}")
    else:
        found.urls.append(word)


def _read_file(path: Path, found: Words) -> None:
    try:
        raw = path.read_bytes()
        if path.suffix.lower() == ".opml" or b"<opml" in raw[:_HEAD]:
            found.opml.append(path)
        else:
            found.urls += _addresses(raw.decode("utf-8-sig"), str(path))
    except OSError as error:
        raise WriteError(f"{path}: cannot be read ({error.strerror}); {_CURE}") from error
    except UnicodeDecodeError as error:
        raise WriteError(f"{path}: is not text in UTF-8; {_CURE}") from error


def _addresses(text: str, name: str) -> list[str]:
    """Return the addresses, one from each line; a comment begins with `#`."""
    lines = (line.partition(" #")[0].strip() for line in text.splitlines())
    given = [line for line in lines if line and not line.startswith("#")]
    if not any("://" in line for line in given):
        raise WriteError(
            f"{name}: has no address in it; write one on each line, such as https://herald.example/"
        )
    others = [line for line in given if any(map(str.isspace, line))]
    if 2 * len(others) > len(given):
        raise WriteError(f"{name}: {len(others)} of its {len(given)} lines are not addresses; {_CURE}")
    return given
