"""Checks the values about requests in a source file: headers, cookies, login, proxy.

A file has no secrets, only the name of an environment variable that has one: `$HERALD_LOGIN`.
"""

from __future__ import annotations

import re

from crawler.sources import checks
from crawler.sources.checks import InvalidValue


def ip(value: object) -> int:
    """Return the version of IP: 4 or 6."""
    version = checks.number(value)
    if version not in (4, 6):
        raise InvalidValue(f"there is no version {version} of IP", "write 4 or 6")
    return version


def variable(value: object) -> str:
    """Return the name of an environment variable with a `$` before it. No error message has the value."""
    name = checks.text(value)
    if not re.fullmatch(r"\$[A-Za-z_]\w*", name):
        raise InvalidValue("is not the name of an environment variable", _CURE)
    return name


_CURE = 'a source file holds no secrets: put it into a variable and write its name, as in "$HERALD_LOGIN"'


def proxy(value: object) -> str:
    """Return the address of an HTTP proxy without a password, or the name of a variable that has it."""
    address = checks.text(value)
    if address.startswith("$"):
        return variable(address)
    if "@" in address:
        raise InvalidValue("has a password", _CURE)
    if not checks.address(address).lower().startswith("http://"):
        raise InvalidValue(f"'{address}' is no HTTP proxy", "write one such as 'http://proxy.example:3128'")
    return address


def header_value(value: object) -> str:
    """Return a text that can be the value of a header: one line of Latin letters."""
    text = checks.text(value)
    if not re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", text):
        raise InvalidValue(
            "has letters that cannot stand in a header", "write it on one line, in Latin letters"
        )
    return text


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
            raise InvalidValue(f"'{name}' does not belong here", _OURS[name.lower()])
        if _NOT_FREE.fullmatch(name):
            raise InvalidValue(f"'{name}' is set by the crawler itself", "leave it out")
    return _pairs(value)


def cookies(value: object) -> tuple[tuple[str, str], ...]:
    pairs = _pairs(value)
    for name, content in pairs:
        if not content.startswith("$") and re.search(r"[\s;,\"\\]", content):
            raise InvalidValue(f"the value of '{name}' cannot stand in a cookie", "copy it from the browser")
    return pairs


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Return names and values; if a name looks secret ("token"), its value must be a variable."""
    if not isinstance(value, dict):
        raise InvalidValue(
            "is not a table", 'write it as a table: a line in [ ], and below it name = "value"'
        )
    pairs = []
    for name, content in value.items():
        if not _NAME.fullmatch(name):
            raise InvalidValue(f"'{name}' cannot be such a name", "use letters, digits and '-'")
        try:
            is_variable = isinstance(content, str) and content.startswith("$")
            pairs.append(
                (name, variable(content) if is_variable or _SECRET.search(name) else header_value(content))
            )
        except InvalidValue as error:
            raise InvalidValue(f"'{name}' {error.cause}", error.cure) from error
    return tuple(pairs)
