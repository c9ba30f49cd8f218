"""Finds lines anywhere in the text that are about the page: "Listen to our podcast", "For subscribers only".

Between paragraphs words alone are weak evidence: a story may speak of a podcast, too. So most words of such a
line must be about pages, each clause must have some, and hardly any other line may have them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.sentences import has_sentence, quotes_at_length
from pipelines.markup.words import size_of
from pipelines.text.draft import Draft
from pipelines.text.lines.line_outline import VERB_LAST, Outline, clauses, leaves_page, other_share, outlines
from pipelines.text.lines.notices import notices_in, pieces_by_notice
from pipelines.text.lines.reader_lines import TOPICS, kinds_by_language, kinds_in, likely_languages, may_have
from pipelines.text.metadata.site_name import host_word

_SIZE = 200  # characters; a longer line is not an appeal to the reader
_LEAST = 16  # of a line
_STORY = 60  # pieces; enough to see what a story is about
_HOST_NAME = 6  # letters; a shorter host name may be an ordinary word
_LEAST_LEFT = 200  # characters of other text; a page with less may be only the notice
_ASKING = "?？؟;"

_APPEALS: tuple[tuple[frozenset[str], float], ...] = (
    (frozenset(("we", "you", "medium")), 0.55),
    (frozenset(("you", "medium", "channel")), 0.3),
    (frozenset(("you", "medium")), 0.15),
    (frozenset(("pay", "press")), 0.58),
    (frozenset(("we", "you", "press")), 0.4),
    (frozenset(("we", "piece", "pay")), 0.58),
    (frozenset(("you", "piece", "fault")), 0.5),
    (frozenset(("you", "piece", "answer")), 0.5),
    (frozenset(("you", "piece", "like")), 0.5),
    (frozenset(("you", "house", "tip")), 0.45),
    (frozenset(("we", "you", "tip")), 0.45),
)
"""Kinds of words that occur together in lines about the page, and the share that other words may have."""
_BY_MACHINE = 0.58, 0.75
"""That share in a line about a machine that wrote the page, and in one that names an editor, too."""
_IN_BOLD = 0.35  # that share in a line in bold, which may be a subheading
_ASKED = frozenset(("you", "pay", "like", "tip"))
_SUBJECTS = TOPICS - {"house"} | {"press"}
_TELLING = ("medium", "press", "machine", "pay", "fault", "tip", "answer", "like")


def lines_about_page(draft: Draft) -> list[int]:
    """Return the kept lines that offer the news elsewhere, ask for support, or say who may read the page."""
    pieces = draft.scan.pieces
    short = (at for at in draft.kept() if _may_be_about_page(draft, at))
    found = {at: topics for at in short if (topics := _topics(draft, at))}
    others = [at for at in draft.kept() if at not in found] if found else []
    if draft.size(others) < _LEAST_LEFT:
        return []
    languages = {at: tuple(likely_languages(pieces[at].text)) for at in found}
    subjects = {each: _subjects(draft, others[:_STORY], each) for each in set(languages.values())}
    return [at for at, topics in found.items() if not topics & subjects[languages[at]]]


def _may_be_about_page(draft: Draft, at: int) -> bool:
    text = draft.scan.pieces[at].text
    return (
        len(text) < _SIZE
        and draft.tag(at) not in HEADINGS
        and draft.kind(at) not in {"table", "code"}
        and (at not in draft.leads or at in draft.leads_by_place)
        and not quotes_at_length(text)
    )


def _topics(draft: Draft, at: int) -> frozenset[str]:
    """Return what a line about the page says, as kinds of words or of notices; empty for other lines."""
    text = draft.scan.pieces[at].text
    is_telling = any(may_have(kind, text) for kind in _TELLING)
    readings = [each for each in outlines(text) if "me" not in each.kinds] if is_telling else []
    if any(_offers_news(each.kinds) for each in readings) and not draft.is_heading(at):
        return frozenset(("medium",))
    if draft.tag(at) == "li" or text[-1] in _ASKING or size_of(text) < _LEAST:
        return frozenset()
    appeals = (topics for each in readings if (topics := _appeal(draft, at, each)))
    return next(appeals, frozenset()) or _notice(draft, at)


def _offers_news(kinds: frozenset[str]) -> bool:
    return {"medium", "news"} <= kinds and bool(kinds & {"we", "you"})


def _appeal(draft: Draft, at: int, outline: Outline) -> frozenset[str]:
    """Return the topics of a line that asks for something, or says that a machine wrote the page."""
    text = draft.scan.pieces[at].text
    kinds = outline.kinds | ({"we"} if names_house(draft, at) else set())
    fitting = [(words, share) for words, share in _APPEALS if words <= kinds]
    if not any(_asks(clause) for clause in (text, *clauses(text))):
        fitting = [(words, share) for words, share in fitting if "piece" in words]
    if {"piece", "machine"} <= kinds and outline.is_early("piece", before="machine"):
        fitting.append((frozenset(("machine",)), _BY_MACHINE["house" in kinds]))
    most = max((share for _, share in fitting), default=-1.0)
    most = min(most, _IN_BOLD) if draft.is_heading(at) else most
    if most < 0 or other_share(text) > most or leaves_page(text):
        return frozenset()
    return frozenset().union(*(words for words, _ in fitting)) & _SUBJECTS


def _asks(text: str) -> bool:
    return any(outline.asks(_ASKED) for outline in outlines(text))


_OF_PIECE, _IN_NO_SENTENCE = 0.55, 0.3
"""The share of other words in a notice about this article, and in one of no whole sentence."""
_NAME = 40  # characters of the paper that printed a text first
_OF_BOOK = re.compile(r"^\D{0,9}20\d\d\D{0,8}$|(?<!\d)1[5-9]\d\d(?!\d)")
"""A year alone, or one before there were pages."""


def _notice(draft: Draft, at: int) -> frozenset[str]:
    """Return what a notice is about: who may read the page, what it earns, or where it was printed."""
    text = draft.scan.pieces[at].text
    said = notices_in(text)
    if not said:
        return frozenset()
    readings = outlines(text)
    is_of_piece = any("piece" in each.kinds and each.is_early("piece") for each in readings)
    readers = said.get("subscribers", []) + (said.get("members", []) if is_of_piece else [])
    bought = said.get("shop", [])
    is_brief = is_of_piece or not draft.is_prose(at)
    is_price = not is_of_piece and any(map(str.isdigit, text))  # "For subscribers: 12 crowns"
    most = _OF_PIECE if is_of_piece else _IN_NO_SENTENCE
    if readers and is_brief and not is_price and _is_only(text, readers, most):
        return frozenset(("subscribers", "pay"))
    may_earn = is_of_piece or (len(bought) > 1 and any(_is_of_house(each) for each in readings))
    if bought and may_earn and _is_only(text, bought, _OF_PIECE):
        return frozenset(("shop",))
    if _reports_mistakes(text, said.get("mistake", [])):
        return frozenset(("fault",))
    printed = said.get("printed", [])
    return frozenset(("piece",)) if printed and is_brief and _says_where(text, printed) else frozenset()


def _reports_mistakes(text: str, phrases: Sequence[str]) -> bool:
    """Return True for "Found a mistake? Tell us", and for a line on a mistake that names keys: Ctrl+Enter.

    A sentence on keys alone may be part of a guide: "In the sheet, Ctrl+Enter fills all cells."
    """
    if any("enter" in phrase for phrase in phrases):
        return not has_sentence(text) or any("fault" in kinds for kinds in kinds_in(text))
    begins = text.casefold().lstrip(_MARKS).startswith(tuple(phrases)) if phrases else False
    return begins and other_share(text, phrases) <= _OF_PIECE


def _is_of_house(outline: Outline) -> bool:
    """Return True for "we" or "you", and in languages that leave "we" out; others earn commissions, too."""
    return bool(outline.kinds & {"we", "you"}) or outline.language in VERB_LAST


def _is_only(text: str, phrases: Sequence[str], most: float) -> bool:
    return other_share(text, phrases) <= most and not leaves_page(text, phrases)


def _says_where(text: str, phrases: Sequence[str]) -> bool:
    """Return True for "First published in the Courier"; "First published in 1912" is said of a book."""
    line = text.casefold().replace("’", "'").lstrip(_MARKS)
    before, _, behind = min((line.partition(phrase) for phrase in phrases), key=lambda parts: len(parts[0]))
    name = behind.strip(_MARKS + ".:)»")
    is_about_piece = not before or any(each.is_early("piece") for each in outlines(line))
    is_brief = len(name) <= _NAME and len(before) < _NAME
    return is_brief and is_about_piece and not _OF_BOOK.search(name) and _has_name(text)


def is_of_work(text: str) -> bool:
    """Return True for "First published in Lisbon, the novel was banned": a clause is about a work."""
    printed = notices_in(text).get("printed", [])
    is_of_piece = any("piece" in each.kinds for each in outlines(text))
    return bool(printed) and not is_of_piece and leaves_page(text, printed)


def _has_name(text: str) -> bool:
    """Return True if a word behind the first has a capital letter, or letters have no case."""
    return text.upper() == text.lower() or any(word[:1].isupper() for word in _WORDS.findall(text)[1:])


_WORDS = re.compile(r"\w+")
_MARKS = " \"'“„«([*†—–-•"


def _subjects(draft: Draft, pieces: Sequence[int], languages: Sequence[str]) -> set[str]:
    """Return the kinds of words and notices in more than one of the pieces, as those languages read them."""
    texts = {at: draft.scan.pieces[at].text for at in pieces}
    by_piece = (kinds_by_language(text) for text in texts.values())
    read = (frozenset().union(*(kinds.get(of, kinds["any"]) for of in languages)) for kinds in by_piece)
    noticed = {kind for kind, places in pieces_by_notice(texts).items() if len(places) > 1}
    return repeated(read, _SUBJECTS | {"piece"}) | noticed


def repeated(kinds_by_piece: Iterable[frozenset[str]], subjects: Collection[str]) -> set[str]:
    """Return those kinds of words that more than one piece has: the story is about them."""
    pieces = list(kinds_by_piece)
    return {kind for kind in subjects if sum(kind in kinds for kinds in pieces) > 1}


def names_house(draft: Draft, at: int) -> bool:
    """Return True if a line contains the name of the site's host: "Herald" for herald.example."""
    host = host_word(draft.view.url)
    return len(host) >= _HOST_NAME and host in draft.folded(at).replace(" ", "")
