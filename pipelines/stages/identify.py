"""Fourth stage: which article this is: its canonical URL, its other addresses, the signature of its text."""

from __future__ import annotations

import re

from pipelines.article_fields import DateFields, PageFields, values_of
from pipelines.db.signature import signature
from pipelines.drops import UrlTooLong
from pipelines.items import Article, Dated, Page, Story
from pipelines.markup.scripts import UNSPACED
from pipelines.stages.own_items import only
from pipelines.urls import NotAnAddress, canonical, same_site


class IdentifyPipeline:
    """Dated → Article."""

    @only(Dated)
    def process_item(self, item: Dated) -> Article:
        """Raises UrlTooLong where the page's own address cannot be stored."""
        page, story, dates = item.page, item.story, item.dates
        answered = _answered(page)
        url = canonical_url(page, story)
        return Article(
            url=url,
            source=page.site.name,
            title=story.title or "",
            text=story.text,
            word_count=word_count(story.text),
            reservations=page.reservations,
            text_from="feed" if page.text_from == "feed" or story.method == "feed" else None,
            **values_of(PageFields, story),
            **values_of(DateFields, dates),
            seen_at=page.fetched_at,
            answered=answered,
            urls=addresses(page, url),
            signature=signature(story.text) if item.signature is None else item.signature,
            lessons=item.lessons,
            lease=page.lease,
            method=story.method,
            page_summary=story.page_summary,
            visit=page.visit,
        )


_UNSPACED = re.compile(f"[{UNSPACED}]")  # about two letters make a word


def word_count(text: str) -> int:
    """Words of a text; in scripts that are written without spaces, two letters count as one."""
    rest, letters = (text, 0) if text.isascii() else _UNSPACED.subn(" ", text)
    words = rest.split()
    doubtful = [word for word in words if not word[0].isalnum()]  # few, so that only they are looked at whole
    others = sum(not any(map(str.isalnum, word)) for word in doubtful)
    return len(words) - others + (letters + 1) // 2


def _answered(page: Page) -> str:
    try:
        return canonical(page.url)
    except NotAnAddress as error:
        raise UrlTooLong(str(error)) from error


def canonical_url(page: Page, story: Story) -> str:
    """The page's own word for its address where it is of the same site, else the address that answered."""
    own = story.canonical_url
    if own and same_site(own, page.url):
        try:
            return canonical(own, page.url)
        except NotAnAddress:
            return canonical(page.url)
    return canonical(page.url)


def addresses(page: Page, url: str) -> tuple[str, ...]:
    """Every other address of the page: as asked, as answered, and their canonical forms."""
    return tuple(dict.fromkeys(a for each in (*page.asked, page.url) for a in _forms(each) if a != url))


def _forms(url: str) -> tuple[str, ...]:
    try:
        return (url, canonical(url))
    except NotAnAddress:
        return ()
