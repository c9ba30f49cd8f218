"""The layout of `--help`: a command line in it is never broken, so that it can be copied."""

from __future__ import annotations

import re
import textwrap

from scrapy.commands import ScrapyHelpFormatter

_UNBROKEN = "\N{NO-BREAK SPACE}"


class HelpFormatter(ScrapyHelpFormatter):
    """Fills lines as argparse does, but keeps text between backquotes on one line."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        unbroken = re.sub(r"`[^`]+`", lambda code: code[0].replace(" ", _UNBROKEN), text)
        filled = textwrap.fill(
            unbroken,
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return filled.replace(_UNBROKEN, " ")
