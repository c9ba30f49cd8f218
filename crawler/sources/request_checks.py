"""Checks what a source file says about requests: headers, cookies, login, proxy.

A file holds no secret, only the name of an environment variable that has it: `$HERALD_LOGIN`.
"""

from __future__ import annotations

import re

from crawler.sources import checks
from crawler.sources.checks import Wrong


def ip(value: object) -> int:
    """Return the version of IP: 4 or 6."""
    found = checks.number(value)
    if found not in (4, 6):
        raise Wrong(f"there is no version {found} of IP", "write 4 or 6")
    return found


def variable(value: object) -> str:
    """Return the name of an environment variable with a `$` before it. A mistake never repeats the value."""
    found = checks.text(value)
    if not re.fullmatch(r"\$[A-Za-z_]\w*", found):
        raise Wrong("is not the name of an environment variable", _CURE)
    return found


_CURE = 'a source file holds no secrets: put it into a variable and write its name, as in "$HERALD_LOGIN"'


def proxy(value: object) -> str:
    """Return the address of an HTTP proxy without a password, or the name of a variable that has it."""
    found = checks.text(value)
    if found.startswith("$"):
        return variable(found)
    if "@" in found:
        raise Wrong("has a password", _CURE)
    if not checks.address(found).lower().startswith("http://"):
        raise Wrong(f"'{found}' is no HTTP proxy", "write one such as 'http://proxy.example:3128'")
    return found


def header_value(value: object) -> str:
    """Return a text that can stand in a header: one line of Latin letters."""
    found = checks.text(value)
    if not re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", found):
        raise Wrong("has letters that cannot stand in a header", "write it on one line, in Latin letters")
    return found


_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SECRET = re.compile(r"auth|cred|key|login|pass|pwd|secret|session|sess|sid$|token", re.I)
_OURS: dict[str, str] = {
    "authorization": "write basic or bearer under [login]",
    "proxy-authorization": 'write the proxy\'s whole address into a variable: proxy = "$HERALD_PROXY"',
    "cookie": "write them under [cookies]",
    "user-agent": "write user_agent under [crawl]",
}
_NOT_FREE = re.compile(
    "host|connection|keep-alive|te|trailer|upgrade|expect|range|accept-encoding|(content|transfer|if)(-.*)?",
    re.IGNORECASE,
)


def headers(value: object) -> tuple[tuple[str, str], ...]:
    for name in value if isinstance(value, dict) else ():
        if name.lower() in _OURS:
            raise Wrong(f"'{name}' does not belong here", _OURS[name.lower()])
        if _NOT_FREE.fullmatch(name):
            raise Wrong(f"'{name}' is set by the crawler itself", "leave it out")
    return _pairs(value)


def cookies(value: object) -> tuple[tuple[str, str], ...]:
    found = _pairs(value)
    for name, content in found:
        if not content.startswith("$") and re.search(r"[\s;,\"\\]", content):
            raise Wrong(f"the value of '{name}' cannot stand in a cookie", "copy it from the browser")
    return found


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Return names and values; the value of a name that sounds secret has to be a variable."""
    if not isinstance(value, dict):
        raise Wrong("is not a table", 'write it as a table: a line in [ ], and below it name = "value"')
    found = []
    for name, content in value.items():
        if not _NAME.fullmatch(name):
            raise Wrong(f"'{name}' cannot be such a name", "use letters, digits and '-'")
        try:
            is_variable = isinstance(content, str) and content.startswith("$")
            found.append(
                (name, variable(content) if is_variable or _SECRET.search(name) else header_value(content))
            )
        except Wrong as error:
            raise Wrong(f"'{name}' {error.cause}", error.cure) from error
    return tuple(found)
