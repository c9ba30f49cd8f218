"""A robots.txt in which the rules for us alone are left, few enough to be matched at once. Knows no request.

The parser gives each rule to every User-agent line before it: of half a megabyte of them it would make
hundreds of millions. One group of a file speaks to us, so the others need no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WILDCARDS = 5_000
"""Rules with a `*` that are read; honest files have hundreds. Each costs a search through every address."""

# As the parser takes it: also without a colon, unless it is a field that nobody knows.
_AGENT = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s(?![^#]*:(?:\s|$)))([^#]*)", re.IGNORECASE)
_NOBODY = "(nobody)"


def ours(body: bytes, agent: str) -> tuple[bytes, int]:
    """Return the file with every User-agent made nobody's but the one that speaks to `agent`, and how many
    rules with wildcards were left out, since they were too many."""
    lines = body.decode("utf-8-sig", "ignore").splitlines()
    names = [_name(line) for line in lines]
    best = _best(dict.fromkeys(filter(None, names)), agent.lower())
    kept, wildcards = [], 0
    for line, name in zip(lines, names, strict=True):
        if name is not None:
            kept.append(f"User-agent: {best if name == best else _NOBODY}")
            continue
        has_wildcard = "*" in line.partition("#")[0]
        wildcards += has_wildcard
        if not has_wildcard or wildcards <= WILDCARDS:
            kept.append(line)
    return "\n".join(kept).encode(), max(wildcards - WILDCARDS, 0)


def _name(line: str) -> str | None:
    """Whom a User-agent line names, in lower case; None for another line."""
    found = _AGENT.match(line)
    name = found[1].strip().lower() if found else None
    return name if name in (None, "*") else name.replace("*", "")


def _best(names: Iterable[str], agent: str) -> str:
    """The longest name that begins a word of `agent`, or `*`; of equals the first, as the parser has it."""
    starts = [found.start() for found in re.finditer(r"(?<![\w-])\S", agent)]
    fit = (name for name in names if name == "*" or any(agent.startswith(name, at) for at in starts))
    return max(fit, key=len, default="*")
