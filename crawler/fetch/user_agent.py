"""The User-Agent header: our name, and a way to reach the operator if there is one."""

from __future__ import annotations

import logging

from scrapy import Spider
from scrapy.settings import BaseSettings

from crawler import __version__

logger = logging.getLogger(__name__)


class PoliteSpider(Spider):
    """A spider whose User-Agent has CONTACT, unless the user has set USER_AGENT."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if settings.getpriority("USER_AGENT") == 0:  # Scrapy's own default
            settings.set("USER_AGENT", user_agent(settings["CONTACT"]), priority="spider")


def user_agent(contact: str | None) -> str:
    """Return `Broadsheet/1.0 (+mailto:you@example.org)`; without a contact, only the part before it."""
    return f"Broadsheet/{__version__}" + (f" (+{contact})" if contact else "")


def warn_of_no_contact(settings: BaseSettings) -> None:
    """Log a warning if the User-Agent gives no way to reach the operator."""
    if settings["USER_AGENT"] == user_agent(None):
        logger.warning(
            "CONTACT is not set, so no site can reach you: add `-s CONTACT=mailto:you@example.org`,"
            " or set it in your settings"
        )
