"""What no log and no row may hold: a password or a key in an address, the value of a setting that is one."""

from __future__ import annotations

import logging
import re
from typing import Any

from pipelines.export.printable import harmless_lines

# `//user:pass/word@host` too, which is no address, and so is told in an error; `//host:8080/@name` is one.
_PASSWORD = re.compile(r"//(?:[^/\s]*@|(?!\[)[^/\s:@]*:(?!\d{0,5}[/?#,'\"\]])\S*@)")
_WORD = re.compile(r"\S+")
_KEY = re.compile(
    r"([?&;](?:(?:[\w.-]*[_.-])?(?:token|secret|signature|passw(?:or)?d)|(?:api|access|auth)[_-]?key|auth|pwd|sig)=)"
    r"[^&;#\s'\"<>),\]]+",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"('(?=\w*(?:PASS|SECRET|TOKEN|_KEY|WEBHOOK|HEALTH_COMMAND))\w+': )('[^']*'|\"[^\"]*\")"
)


def mask(text: str) -> str:
    """The same text without passwords and keys in addresses, and without the values of secret settings."""
    text = _WORD.sub(_without_password, text) if "@" in text else text
    return _SETTING.sub(r"\1'…'", _KEY.sub(r"\1…", text))


def _without_password(word: re.Match[str]) -> str:
    """Looked for before the last @ alone: where none follows, each `//a:` would be a search to the end."""
    start, at, rest = word[0].rpartition("@")
    return f"{_PASSWORD.sub('//', start + at)}{rest}"


_FORMATTER = logging.Formatter()


class _Record(logging.LogRecord):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:  # every formatter takes the text where it is there, and makes none of its own
            self.exc_text = _told(_FORMATTER.formatException(self.exc_info))
        if self.stack_info:
            self.stack_info = _told(self.stack_info)

    def getMessage(self) -> str:  # noqa: N802  (logging's name)
        return _told(super().getMessage())


def _told(text: str) -> str:
    """A log may be shown on a terminal."""
    return harmless_lines(mask(text))


def mask_logs() -> None:
    """From now on whatever is logged, by whomever, is masked, and steers no terminal."""
    logging.setLogRecordFactory(_Record)
