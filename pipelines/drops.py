"""Why a page is no article: one DropItem subclass a reason, so that Scrapy counts each by name."""

from __future__ import annotations

from scrapy.exceptions import DropItem


class Drop(DropItem):
    """A page that is well, but no article. The message says what was seen."""


class Home(Drop):
    """The front page of a site."""


class RedirectedHome(Drop):
    """An article's address that leads to the front page: it is gone."""


class Section(Drop):
    """A page that lists articles of a section."""


class Tag(Drop):
    """A page that lists articles of a tag, an author or a search."""


class Gallery(Drop):
    """Pictures or a video without text."""


class ConsentWall(Drop):
    """A page that only asks for consent."""


class LoginWall(Drop):
    """A page that only asks to log in."""


class SoftNotFound(Drop):
    """Status 200, but the page says that there is nothing here."""


class Challenge(Drop):
    """A page that checks whether we are a browser."""


class Empty(Drop):
    """No text of an article was found."""


class Untitled(Drop):
    """Text without any headline."""


class NotAPage(Drop):
    """Not HTML or plain text: an image, a PDF, a feed."""


class TooOld(Drop):
    """Published before the day that was asked for."""


class TooNew(Drop):
    """Published after the day that was asked for."""


class Disallowed(Drop):
    """robots.txt forbids it."""


class HttpStatus(Drop):
    """An archived answer that is no page: a redirect, an error."""


BY_REASON: dict[str, type[Drop]] = {
    "home": Home,
    "section": Section,
    "tag": Tag,
    "gallery": Gallery,
    "consent": ConsentWall,
    "login": LoginWall,
    "soft404": SoftNotFound,
    "challenge": Challenge,
    "empty": Empty,
}
"""The names that `pipelines.text.no_article` gives."""


class PageError(DropItem):
    """A page that went wrong: counted as an error with its URL, never as a drop."""


class CleaningTimedOut(PageError):
    """Cleaning took longer than CLEAN_TIMEOUT."""


class WorkerDied(PageError):
    """The worker process ended while it cleaned this page."""


class NotStored(PageError):
    """The database could not take the article; the run ends, and the next one goes on."""


class DamagedRecord(PageError):
    """A record of an archive that cannot be read."""
