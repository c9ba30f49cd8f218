"""Tells whether a site is on this machine or in its networks, so that its source file has to say so."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.guard.addresses import METADATA, kind_of_host, kind_of_ip

ALLOW = "ALLOW_PRIVATE_ADDRESSES"


def is_allowed_here_alone(settings: BaseSettings) -> bool:
    """Return whether private addresses are allowed on the command line: the next crawl would refuse them."""
    given = settings.getpriority(ALLOW) == SETTINGS_PRIORITIES["cmdline"]
    return given and settings.getbool(ALLOW)


def is_private(urls: Iterable[str]) -> bool:
    """Return whether one of the hosts has an address that is refused unless it is allowed."""
    return any(_is_private(host) for host in {urlsplit(url).hostname or "" for url in urls})


def _is_private(host: str) -> bool:
    kind = kind_of_host(host)
    if kind is None:
        try:
            found = {str(row[4][0]).partition("%")[0] for row in socket.getaddrinfo(host, None)}
        except (OSError, UnicodeError):  # nobody can reach it now, or only a proxy can
            return False
        kind = next((each for ip in found if (each := kind_of_ip(ip_address(ip)))), None)
    return kind not in (None, METADATA)
