"""Masks secrets in logs and rows: passwords and keys in addresses, and the values of secret settings."""

from __future__ import annotations

import logging
import re
from typing import Any

from pipelines.export.printable import harmless_lines

# Also matches `//user:pass/word@host`, an invalid address that error messages repeat; not
# `//host:8080/@name`.
_PASSWORD = re.compile(
    r"(?<!postgres:)(?<!postgresql:)//(?:[^/\s]*@|(?!\[)[^/\s:@]*:(?!\d{0,5}[/?#,'\"\]])\S*@)"
)
# The user of a database is no secret, and a message needs it: "the server refuses this user".
_SERVER = re.compile(r"(postgres(?:ql)?://[^/?#:@\s]*)(?::\S*)?@")
_USER = r"\1@"
# A user name with / or # is a typing mistake. It is unclear where its password begins, so both are removed.
_ANY_USER = re.compile(r"(postgres(?:ql)?://)\S*@")
_FIRST = r"\1"
_WORD = re.compile(r"\S+")
_KEY = re.compile(
    r"([?&;](?:(?:[\w.-]*[_.-])?(?:token|secret|signature|passw(?:or)?d)|(?:api|access|auth)[_-]?key|auth|pwd|sig)=)"
    r"[^&;#\s'\"<>),\]]+",
    re.IGNORECASE,
)
_SETTING = re.compile(r"('(?=\w*(?:PASS|SECRET|TOKEN|_KEY|WEBHOOK|_COMMAND))\w+': )('[^']*'|\"[^\"]*\")")


_HIDDEN: set[str] = set()
SHORTEST = 4
"""A secret with fewer characters is not masked: it would be a part of many words."""


def hide(secret: str) -> None:
    """From now on mask this value wherever it stands."""
    if len(secret) >= SHORTEST:
        _HIDDEN.add(secret)


def mask(text: str) -> str:
    """Return the text without passwords and keys in addresses, and without the values of secret settings."""
    for secret in sorted(_HIDDEN, key=len, reverse=True):
        text = text.replace(secret, "…")
    text = _WORD.sub(_without_password, text) if "@" in text else text
    return _SETTING.sub(r"\1'…'", _KEY.sub(r"\1…", text))


def _without_password(word: re.Match[str]) -> str:
    """Search only before the last @: each `//a:` without one would be a search to the end of the word."""
    start, at, rest = word[0].rpartition("@")
    shown, count = _SERVER.subn(_USER, start + at)
    return f"{_PASSWORD.sub('//', shown if count else _ANY_USER.sub(_FIRST, shown))}{rest}"


_FORMATTER = logging.Formatter()


class _Record(logging.LogRecord):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:  # a formatter uses this text if it is set, and makes none of its own
            self.exc_text = _clean(_FORMATTER.formatException(self.exc_info))
        if self.stack_info:
            self.stack_info = _clean(self.stack_info)

    def getMessage(self) -> str:  # noqa: N802  (logging's name)
        return _clean(super().getMessage())


def _clean(text: str) -> str:
    """Mask secrets, and remove control characters since a log may be shown on a terminal."""
    return harmless_lines(mask(text))


def mask_logs() -> None:
    """From now on mask everything that any logger writes, and remove control characters."""
    logging.setLogRecordFactory(_Record)
