"""Decides which addresses may be requested: only public ones, in any spelling. It resolves no names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.guard.secrets import mask

Address = IPv4Address | IPv6Address

METADATA = "metadata"
"""The kind of address that is refused whatever the settings allow."""

UNSOUND = ("no host", "no address", "no name")
"""Kinds of hosts that programs read differently, or not at all."""

_PORTS = {"http": 80, "https": 443}
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]+")
_TRICK = re.compile(r"[\\\s]")
_DOTS = str.maketrans("。｡．", "...")  # as IDNA reads them
_PUBLIC = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


class RefusedAddressError(Exception):
    """An address that is never requested; nothing was sent.

    `why` begins with a verb; `kind` is the name under which it is counted.
    """

    def __init__(self, url: str, why: str, kind: str = "PrivateAddress") -> None:
        self.url, self.why, self.kind = url, why, kind
        super().__init__(f"{shown(url)} {why}")


@dataclass(frozen=True, slots=True)
class Policy:
    """Which addresses may be requested."""

    allow: bool = False
    """Private addresses are allowed (ALLOW_PRIVATE_ADDRESSES)."""
    places: frozenset[str] = frozenset()
    """Hosts with ports, `intranet.example:80`, whose source file allows private addresses."""
    longest: int = 0
    """The most characters of an address; 0 for no limit."""

    def check(self, url: str) -> None:
        """Check an address as it is written. Raises RefusedAddressError."""
        try:
            parts = urlsplit(url)
            place = place_of(url)
        except ValueError as error:
            raise RefusedAddressError(url, f"is not a web address: {error}", "NotAnAddress") from error
        if parts.scheme not in _PORTS:
            raise RefusedAddressError(url, "is not an http or https address", "UnsupportedURLScheme")
        if self.longest and len(url) > self.longest:
            why = f"has {len(url):,} characters; URLLENGTH_LIMIT is {self.longest:,}"
            raise RefusedAddressError(url, why, "UrlTooLong")
        host = parts.hostname or ""
        kind = "no name" if _TRICK.search(parts.netloc) else kind_of_host(host)
        if kind in UNSOUND:
            raise RefusedAddressError(url, f"has {kind} that is one: {host[:60]!r}", "NotAnAddress")
        if kind and not self.permits(kind, place):
            raise RefusedAddressError(url, _reason(kind, host))

    def refuses(self, ip: str, place: str) -> str | None:
        """Return why an IP address of the host at `place` (`host:port`) is refused; None if it is allowed."""
        kind = kind_of_ip(ip_address(ip.partition("%")[0]))
        return _reason(kind, ip) if kind and not self.permits(kind, place) else None

    def permits(self, kind: str, place: str) -> bool:
        """Return whether an address of this kind may be requested at this place."""
        return kind != METADATA and (self.allow or place in self.places)


def _reason(kind: str, what: str) -> str:
    cure = "write `private = true` into its source file, or give -s ALLOW_PRIVATE_ADDRESSES=1"
    cure = "" if kind == METADATA else f"; if it is yours, {cure}"
    return f"is not a public address ({what[:60]}: {kind}){cure}"


def place_of(url: str) -> str:
    """Return the host and port of an address in lower case: `intranet.example:80`."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').rstrip('.')}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def kind_of_host(host: str) -> str | None:
    """Return the kind of a host that is refused without resolving it; None for a name or a public address.

    It reads every spelling that some resolver accepts: `127.1`, `0x7f000001`, `2130706433`, full-width
    digits. Where programs read it differently (`010.0.0.1`), every reading is checked.
    """
    text = _plain(host)
    if not text:
        return "no host"
    if ":" in text or "[" in host:
        try:
            return kind_of_ip(IPv6Address(text.partition("%")[0]))
        except ValueError:
            return "no address"
    if _NUMBER.fullmatch(text.rpartition(".")[2]):
        readings = tuple(_readings(text))
        kinds = [kind for one in readings if (kind := kind_of_ip(one))]
        return "no address" if not readings else min(kinds, key=METADATA.__ne__, default=None)
    if not _NAME.fullmatch(text):
        return "no name"
    return _kind_of_name(text)


def kind_of_ip(address: Address) -> str | None:
    """Return the kind of an address: `loopback`, `private` …; None if it is public.

    An IPv4 address inside an IPv6 address is checked, too.
    """
    inner = _within(address)
    if inner is not None:
        return kind_of_ip(inner)
    for kind, networks in _networks().items():
        if any(address in network for network in networks):
            return kind
    return None if address.version == 4 or address in _PUBLIC else "reserved"


def _within(address: Address) -> IPv4Address | None:
    """Return the IPv4 address inside an IPv6 address: mapped, NAT64, 6to4 or ISATAP."""
    if isinstance(address, IPv4Address):
        return None
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64:
        return last
    middle = int(address) >> 32 & 0xFDFFFFFF
    if middle == 0x5EFE and kind_of_ip(last):
        return last
    return address.ipv4_mapped or address.sixtofour


def _plain(host: str) -> str:
    text = unicodedata.normalize("NFKC", unquote(host)).translate(_DOTS).strip().lower()
    return text.removeprefix("[").removesuffix("]").rstrip(".")


def _readings(text: str) -> Iterator[IPv4Address]:
    """Yield the address as `inet_aton` reads it, and with parts that begin with 0 read as decimal too."""
    parts = text.split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        return
    for numbers in product(*map(_values, parts)):
        *first, last = numbers
        rest = 256 ** (4 - len(first))
        if all(one < 256 for one in first) and last < rest:
            yield IPv4Address(sum(one << 8 * (3 - place) for place, one in enumerate(first)) + last)


def _values(part: str) -> tuple[int, ...]:
    if part[:2] in ("0x", "0X"):
        return (int(part[2:] or "0", 16),)
    octal = (int(part, 8),) if part[0] == "0" and not set(part) & set("89") else ()
    return (*octal, int(part)) if len(part) <= 20 else ()


def _kind_of_name(name: str) -> str | None:
    for kind, names in _data()["names"].items():
        if any(name == one or name.endswith(f".{one}") for one in names):
            return str(kind)
    return None


def shown(url: str) -> str:
    """Return the address for a message: without a password, and at most 200 characters."""
    return mask(url)[:200]


@cache
def _networks() -> dict[str, tuple[IPv4Network | IPv6Network, ...]]:
    return {kind: tuple(map(ip_network, networks)) for kind, networks in _data()["networks"].items()}


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
