"""Finds authors in elements that a page marks as names: `rel`, `itemprop`, and cards by their classes."""

from __future__ import annotations

from itertools import islice

from lxml import html

from pipelines.markup.words import tidy
from pipelines.text.credits.bylines import CARD, Credits, written
from pipelines.text.names.person_names import names_in


def from_rel(page: Credits) -> list[str]:
    """Return the names in elements with rel="author" or itemprop="author"."""
    near = (e for e in page.near(page.doc.tree.xpath(_MARKED), "nav") if not _is_of_work(e))
    texts = map(_name_of, islice(near, 4))
    names = (name for text in texts for name in names_in(text, printed=True))
    return list(dict.fromkeys(names))


_MARKED = "//*[@rel='author' or @itemprop='author']"


def _is_of_work(element: html.HtmlElement) -> bool:
    """Return True for the author of something else on the page: a picture, a book, a comment."""
    scopes = (e.get("itemtype") or "" for e in element.iterancestors() if e.get("itemscope") is not None)
    return next(scopes, "").rpartition("/")[2].lower() in _WORKS


_WORKS = frozenset(("imageobject", "videoobject", "audioobject", "book", "movie", "comment", "usercomments"))


def _name_of(element: html.HtmlElement) -> str:
    """Return the name in an author's element: what it marks so, all of it, or the name above a biography."""
    text = tidy(element.text_content())
    holder = next((e for e in element.iterdescendants() if e.get("itemprop") == "name"), None)
    is_line = len(text) <= CARD and next(element.iter("p", "h2", "h3", "h4"), None) in (None, element)
    if is_line and (holder is None or not tidy(holder.text_content())):
        return text
    if holder is None:
        holder = next(
            (e for e in element.iter("a", "b", "strong", "h2", "h3", "h4") if tidy(e.text_content())), None
        )
    name = tidy(holder.text_content()) if holder is not None else ""
    return name if len(name) <= CARD else ""


def from_card(page: Credits) -> list[str]:
    """Return the name in the writer's hCard: `<span class="post-author vcard">… <span class="fn">Ann Lee`.

    Drupal has no such card, but "username" in "submitted", behind a word in the site's language.
    """
    cards = (e for e in page.doc.tree.iter("span", "a", "b", "strong") if _is_card(e))
    names = dict.fromkeys(tidy(e.text_content()) for e in page.near(cards, "footer"))
    return written(next(iter(names))) if len(names) == 1 else []


def _is_card(element: html.HtmlElement) -> bool:
    """Return True for an element of class "fn" in one of class "vcard" that is no comment's."""
    own = {_CARDS[name] for name in (element.get("class") or "").split() if name in _CARDS}
    if not own:
        return False
    classes = " ".join(above.get("class") or "" for above in element.iterancestors())
    return not own.isdisjoint(classes.split()) and "comment" not in classes


_CARDS = {"fn": "vcard", "username": "submitted"}
"""The class of a name → the class of the box around it."""
