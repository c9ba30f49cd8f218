"""Why a page is not an article: one DropItem subclass for each reason, so that Scrapy counts them by name."""

from __future__ import annotations

from scrapy.exceptions import DropItem


class Drop(DropItem):
    """A valid page that is not an article. The message says what the page was recognised by."""


class Home(Drop):
    """The front page of a site."""


class RedirectedHome(Drop):
    """An article's address that redirects to the front page: the article has gone."""


class Section(Drop):
    """A page that lists articles of a section."""


class Tag(Drop):
    """A page that lists articles of a tag, an author or a search."""


class CommentsPage(Drop):
    """Readers' comments on an article that stands elsewhere."""


class Service(Drop):
    """Sells or computes something instead of telling it."""


class Gallery(Drop):
    """Pictures or a video without text."""


class ConsentWall(Drop):
    """A page that only asks for consent."""


class LoginWall(Drop):
    """A page that only asks to log in."""


class SoftNotFound(Drop):
    """Status 200, but the page says that nothing was found."""


class Challenge(Drop):
    """A page that checks whether the client is a browser."""


class Empty(Drop):
    """No text of an article was found."""


class SitePage(Drop):
    """A page about the site itself, an imprint or terms of use: most pages link to it from a menu."""


class Unlike(Drop):
    """A page without a date on a site whose articles have one: found by following the site's own links."""


class Part(Drop):
    """A further page of an article that is stored as a whole."""


class Untitled(Drop):
    """Text without any headline."""


class NotAPage(Drop):
    """Not HTML or plain text, and none of the kinds below."""


class Picture(NotAPage):
    """A picture, by its bytes."""


class Recording(NotAPage):
    """Sound or video, perhaps an endless stream."""


class Archive(NotAPage):
    """A zip, gzip or other packed file."""


class DocumentFile(NotAPage):
    """A PDF or the file of an office program."""


class NewsFeed(NotAPage):
    """XML: a feed, a sitemap, a drawing."""


class Data(NotAPage):
    """JSON."""


class BinaryFile(NotAPage):
    """Bytes that are not text."""


class NotKept(Drop):
    """Older than the source's `keep`."""


class OtherDay(Drop):
    """An article of another day than the requested ones. `published`: UTC, to the second or the day."""

    def __init__(self, message: str, published: str) -> None:
        super().__init__(message)
        self.published = published


class TooOld(OtherDay):
    """Published before the requested day."""


class TooNew(OtherDay):
    """Published after the requested day."""


class Disallowed(Drop):
    """robots.txt forbids it."""


class HttpStatus(Drop):
    """An archived response that is not a page: a redirect or an error."""


BY_REASON: dict[str, type[Drop]] = {
    "home": Home,
    "section": Section,
    "tag": Tag,
    "comments": CommentsPage,
    "service": Service,
    "gallery": Gallery,
    "consent": ConsentWall,
    "login": LoginWall,
    "soft404": SoftNotFound,
    "challenge": Challenge,
    "empty": Empty,
}
"""The names that `pipelines.text.no_article` gives."""


BY_KIND: dict[str, type[Drop]] = {
    "picture": Picture,
    "recording": Recording,
    "archive": Archive,
    "pdf": DocumentFile,
    "document": DocumentFile,
    "feed": NewsFeed,
    "json": Data,
    "binary": BinaryFile,
    "other": NotAPage,
}
"""The names that `pipelines.markup.content_kind.kind_of` gives."""


class PageError(DropItem):
    """A page that could not be processed: counted as an error with its URL, never as a drop."""


class CleaningTimedOut(PageError):
    """Cleaning took longer than CLEAN_TIMEOUT."""


class WorkerDied(PageError):
    """The worker process ended while it was cleaning this page."""


class OutOfMemory(PageError):
    """Cleaning took more than CLEAN_MEMORY."""


class TooLarge(PageError):
    """More bytes than CLEAN_MAX_BYTES."""


class UrlTooLong(PageError):
    """The page's own address has more characters than are stored of one."""


class TooManyNodes(PageError):
    """More elements than CLEAN_MAX_NODES."""


class TooDeep(PageError):
    """Elements within elements, deeper than CLEAN_MAX_DEPTH."""


class TooManyAttributes(PageError):
    """An element with more attributes than CLEAN_MAX_ATTRIBUTES."""


BY_LIMIT: dict[str, type[PageError]] = {
    "bytes": TooLarge,
    "nodes": TooManyNodes,
    "depth": TooDeep,
    "attributes": TooManyAttributes,
}
"""A page over one of these limits is an error; for the other limits the excess is cut."""


class NotStored(PageError):
    """The database could not store the article; the run ends, and the next one continues."""


class DamagedRecord(PageError):
    """A record of an archive that cannot be read."""
