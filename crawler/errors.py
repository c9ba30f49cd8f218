"""What a user can mend, said in one line with its cure; knows nothing of where it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class BroadsheetError(Exception):
    """Something a user can mend. `str()` is what to print: no traceback is needed to act on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong with a source: where it stands, what is wrong, how to mend it."""

    cause: str
    cure: str
    key: str | None = None
    """The key as one finds it in the file: `feeds`, `crawl.delay`."""
    file: str | None = None
    line: int | None = None
    """Counted from 1; None where the mistake is something that is not there."""

    def __str__(self) -> str:
        said = self.key is None or f"'{self.key}'" in self.cause
        parts = (self._place(), None if said else self.key, f"{self.cause}; {self.cure}")
        return ": ".join(filter(None, parts))

    def _place(self) -> str | None:
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


class SourceError(BroadsheetError):
    """Every mistake of one source, a line each.

    `name` is what the source would have been called.
    """

    def __init__(self, mistakes: Iterable[Mistake], *, name: str = "") -> None:
        self.mistakes = tuple(mistakes)
        self.name = name
        super().__init__("\n".join(map(str, self.mistakes)))


class UnknownNameError(BroadsheetError, KeyError):
    """A name that is not there. A KeyError, which is what Scrapy's loaders promise to raise."""

    def __str__(self) -> str:  # KeyError's own shows the repr
        return str(self.args[0])


SEE_SOURCES = "'scrapy sources' lists them, 'scrapy addsource URL' adds a site"


def unknown(kind: str, name: str, known: Iterable[str], *, see: str = "") -> str:
    """What to say of a name that is not there: the nearest that is, else where to look."""
    meant = nearest(name, known)
    cure = f"did you mean '{meant}'?" if meant else see
    return "; ".join(filter(None, (f"no {kind} is called '{name}'", cure)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` was most likely meant to be; case does not matter."""
    by_folded = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None


def unknown_option(args: Iterable[str], known: Iterable[str]) -> str | None:
    """What to say of the first of `args` that is an option nobody defined; None where there is none.

    Scrapy hands options it does not know to the command as arguments.
    """
    option = next((arg for arg in args if arg.startswith("-") and arg != "-"), None)
    if option is None:
        return None
    meant = nearest(option.split("=", 1)[0], known)
    return f"unknown option {option}" + (f"; did you mean {meant}?" if meant else "")


class HostPausedError(Exception):
    """The host asked to be left alone for a while; nothing was sent."""


class FirstByteTimeoutError(Exception):
    """The headers of an answer did not come in time."""


class BrokenAnswerError(Exception):
    """What came is no sound answer; `kind` says what was wrong."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(_BROKEN[kind])


_BROKEN: dict[str, str] = {
    "BadCertificate": "its certificate is not one for this host",
    "BrokenOff": "the connection broke off before an answer; it is tried again",
    "BadChunks": "its chunks cannot be read, or are far too many",
    "NotHttp": "what answers does not speak HTTP",
    "PartialContent": "it answers with a part of the page, for which nobody asked",
    "TlsFailure": "no secure connection could be made",
}
