"""Recognises a wall for consent that a site shows at the address of the article, with its title."""

from __future__ import annotations

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.scan import Piece
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.lines.notices import pieces_with_notice

_LONGEST = 3_000  # characters of a wall's text
_SENTENCE = 60  # characters
_LABEL = 50  # characters of a button or a link
_SENTENCES, _CHOICES = 2, 2
_AROUND = frozenset(("nav", "header", "footer"))


def is_consent_wall(doc: Document, story: Story) -> bool:
    """Return True if most of the text is about consent, with a choice for the reader and no headline."""
    pieces = [piece for piece in doc.scan.pieces if piece.size >= _SENTENCE]
    if size_of(story.text) > _LONGEST or story.authors:
        return False
    about = _about_consent(pieces)
    is_most = 2 * sum(pieces[at].size for at in about) > sum(piece.size for piece in pieces)
    return len(about) >= _SENTENCES and is_most and not _prints_headline(doc) and _offers_choice(doc)


def _about_consent(pieces: list[Piece]) -> set[int]:
    texts = {at: piece.text for at, piece in enumerate(pieces)}
    phrases = [phrase for lines in load("refusals")["text"]["consent"].values() for phrase in lines]
    asking = {at for at, text in texts.items() if any(phrase in text.casefold() for phrase in phrases)}
    return asking | pieces_with_notice("privacy", texts)


def _prints_headline(doc: Document) -> bool:
    """Return True if a heading prints the title of the page's head."""
    titles = [fold(title) for title in doc.titles]
    headings = (fold(e.text_content()) for e in doc.tree.iter("h1", "h2", "h3"))
    return any(title.startswith(heading) for heading in headings if heading for title in titles)


def _offers_choice(doc: Document) -> bool:
    """Return True for a button, and a second one or a short link, outside of the page's head and foot."""
    controls = [
        e
        for e in doc.tree.iter("button", "a", "input")
        if (e.tag != "input" or e.get("type") == "submit")
        and 0 < len(tidy(e.get("value") or e.text_content())) <= _LABEL
        and not any(around.tag in _AROUND for around in e.iterancestors())
    ]
    return len(controls) >= _CHOICES and any(e.tag != "a" or e.get("role") == "button" for e in controls)
