"""What no log and no row may hold: a password in an address, the value of a setting that is one."""

from __future__ import annotations

import logging
import re
from typing import Any

_PASSWORD = re.compile(r"//[^/\s]*@")
_SETTING = re.compile(
    r"('\w*(?:PASSWORD|PASS|SECRET|TOKEN|_KEY|WEBHOOK|HEALTH_COMMAND)\w*': )('[^']*'|\"[^\"]*\")"
)


def mask(text: str) -> str:
    """The same text without passwords in addresses, and without the values of secret settings."""
    return _SETTING.sub(r"\1'…'", _PASSWORD.sub("//", text))


_FORMATTER = logging.Formatter()


class _Record(logging.LogRecord):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:  # every formatter takes the text where it is there, and makes none of its own
            self.exc_text = mask(_FORMATTER.formatException(self.exc_info))
        if self.stack_info:
            self.stack_info = mask(self.stack_info)

    def getMessage(self) -> str:  # noqa: N802  (logging's name)
        return mask(super().getMessage())


def mask_logs() -> None:
    """From now on whatever is logged, by whomever, is masked."""
    logging.setLogRecordFactory(_Record)
