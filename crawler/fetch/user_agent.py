"""How we name ourselves to a site, with a way to reach the operator where the operator gives one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler import __version__

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


logger = logging.getLogger(__name__)


def set_user_agent(settings: BaseSettings) -> None:
    """Make the User-Agent of a crawl from CONTACT, unless the user set one."""
    if settings.getpriority("USER_AGENT") == 0:  # Scrapy's own default
        settings.set("USER_AGENT", user_agent(settings["CONTACT"]), priority="spider")


def user_agent(contact: str | None) -> str:
    """`Broadsheet/1.0 (+mailto:you@example.org)`."""
    return f"Broadsheet/{__version__}" + (f" (+{contact})" if contact else "")


def warn_of_no_contact(settings: BaseSettings) -> None:
    """Say in the log that no site can reach the operator, where that is so."""
    if settings["USER_AGENT"] == user_agent(None):
        logger.warning(
            "CONTACT is not set, so no site can reach you: say `-s CONTACT=mailto:you@example.org`,"
            " or write it into crawler/settings.py"
        )
