"""Errors that a user can fix: each message is one line that ends with the cure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class BroadsheetError(Exception):
    """An error that a user can fix. `str()` is the whole message; a traceback is not needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in a source file: where it is, what is wrong, and how to fix it."""

    cause: str
    cure: str
    key: str | None = None
    """The key as it is written in the file: `feeds`, `crawl.delay`."""
    file: str | None = None
    line: int | None = None
    """Counted from 1; None if something is missing."""

    def __str__(self) -> str:
        is_named = self.key is None or f"'{self.key}'" in self.cause
        parts = (self._place(), None if is_named else self.key, f"{self.cause}; {self.cure}")
        return ": ".join(filter(None, parts))

    def _place(self) -> str | None:
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


class BrowserDiedError(Exception):
    """The browser ended or did not start, or a page of it did not answer any more."""


class SourceError(BroadsheetError):
    """All mistakes of one source file, a line each. `name` is the name that the source would have."""

    def __init__(self, mistakes: Iterable[Mistake], *, name: str = "") -> None:
        self.mistakes = tuple(mistakes)
        self.name = name
        super().__init__("\n".join(map(str, self.mistakes)))

    @property
    def line(self) -> str:
        """The first mistake, and how many more there are."""
        more = len(self.mistakes) - 1
        return f"{self.mistakes[0]}{f' (and {more} more)' if more else ''}"


class UnknownNameError(BroadsheetError, KeyError):
    """A name that does not exist. It is a KeyError because Scrapy's loaders must raise one."""

    def __str__(self) -> str:  # KeyError's own returns the repr
        return str(self.args[0])


SEE_SOURCES = "'scrapy sources' lists them, 'scrapy addsource URL' adds a site"


def unknown(kind: str, name: str, known: Iterable[str], *, see: str = "") -> str:
    """Return the message for a name that does not exist, with the most similar one, or else where to look."""
    similar = nearest(name, known)
    cure = f"did you mean '{similar}'?" if similar else see
    return "; ".join(filter(None, (f"no {kind} is called '{name}'", cure)))


def some(names: Iterable[str], most: int = 8) -> str:
    """Return the first names as a list in words: `bote, herald …`; `none yet` where there are none."""
    known = tuple(names)
    return f"{', '.join(known[:most])}{' …' if len(known) > most else ''}" if known else "none yet"


def is_empty(path: Path) -> bool:
    """Return whether this is a file without a byte; False if it cannot be looked at."""
    try:
        return path.is_file() and path.stat().st_size == 0
    except OSError:
        return False


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the most similar of the `known` words, ignoring case; None if none is similar."""
    by_folded = {each.casefold(): each for each in known}
    matches = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[matches[0]] if matches else None


def unknown_option(
    args: Iterable[str], known: Iterable[str], instead: Mapping[str, str] = {}, *, see: str = ""
) -> str | None:
    """Return the message for the first unknown option in `args`; None if there is none.

    Scrapy passes unknown options to the command as arguments. `instead`: what may be typed as an option →
    how to write it; `see`: what to say where nothing is similar.
    """
    option = next((arg for arg in args if arg.startswith("-") and arg != "-"), None)
    if option is None:
        return None
    names = {**instead, **{each: each for each in known}}
    word = option.split("=", 1)[0]
    similar = nearest(word if len(word) <= 2 else f"--{word.lstrip('-')}", names)
    cure = f"did you mean {names[similar]}?" if similar else see
    return "; ".join(filter(None, (f"unknown option {option}", cure)))


class HostPausedError(Exception):
    """The host asks to be left alone for a while, or the crawl is stopping; nothing was sent."""


class OtherHostError(Exception):
    """A request of a crawl that stays on one host leads to `url`, which is on another; nothing was sent."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


class FirstByteTimeoutError(Exception):
    """The headers of an answer did not arrive in time."""


class BrokenAnswerError(Exception):
    """An answer that cannot be used; `kind` says what is wrong with it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(_BROKEN[kind])


_BROKEN: dict[str, str] = {
    "BadCertificate": "its certificate is not valid for this host",
    "BrokenOff": "the connection broke off before an answer; it is tried again",
    "BadChunks": "its chunks cannot be read, or are far too many",
    "NotHttp": "the server does not speak HTTP",
    "PartialContent": "it answers with only a part of the page",
    "TlsFailure": "no secure connection could be made",
}
