"""Finds lines that speak of the page: at the text's end, and offers of its news elsewhere within it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.text.draft import Draft
from pipelines.text.lines.notices import pieces_by_notice
from pipelines.text.lines.reader_lines import TOPICS, kinds_in, may_have, speaks_of_page
from pipelines.text.metadata.site_name import host_word
from pipelines.text.model.features import Column

_LONGEST = 700  # characters; a longer text is no notice
_MOST, _END = 8, 4  # pieces that are looked at, and those that are no witness of what a story is about
_SHORT = 60  # characters of a line between two notices: "Found a mistake?"
_LEAST = {"mistake": 4.0, "views": 4.0, "follow": 4.0, "page": 1.5, "onward": 1.5, "subscribers": 1.0}
"""Log-odds below which a last line with such words is dropped: the plainer the words, the higher."""
_BRIEF, _BRIEFEST = frozenset(("page", "onward")), 100
"""Kinds whose words mean the page only in a short line, and its characters."""
_WEAK, _SURE = 0.5, 99.0
"""For words that a story may well end with, such as donations; they need a second witness."""


def closings(draft: Draft, odds: Column) -> list[int]:
    """Return the last pieces that are left and speak of the page, up to the first that does not.

    Words that the text before them has, too, are its subject.
    """
    last = [at for at in draft.remaining.kept[1:] if at not in draft.leads][-_MOST:]
    texts = draft.scan.pieces
    spoken = pieces_by_notice(_short(draft, last))
    if any(spoken.values()):  # most pages end without such words, and the whole text is ten times as much
        spoken = pieces_by_notice(_short(draft, draft.kept()))
    subjects = {kind for kind, held in spoken.items() if len(held - set(last[-_END:])) > 1}
    found: list[int] = []
    between: list[int] = []
    for at in reversed(last):
        quoted = texts[at].text[0] in _OPENING
        kinds = set() if quoted else {kind for kind, held in spoken.items() if at in held} - subjects
        bound = max((_bound(draft, at, kind, bool(found)) for kind in kinds), default=-_SURE)
        if odds[at] < bound or (odds[at] < _TURNED and _turns_to_reader(draft, at)):
            found += [*between, at]
            between = []
        elif texts[at].size < _SHORT and not draft.is_prose(at):
            between.append(at)
        else:
            break
    opens = (at for at in between if texts[at].text.endswith(_OPENS) or draft.is_heading(at))
    return [*found, *(opens if found else ())]


def _short(draft: Draft, places: Iterable[int]) -> dict[int, str]:
    texts = ((at, draft.scan.pieces[at].text) for at in places)
    return {at: text for at, text in texts if len(text) < _LONGEST}


_TURNED = 4.0
"""Log-odds below which a last line goes that turns to the reader and speaks of the page."""


def _turns_to_reader(draft: Draft, at: int) -> bool:
    """Whether a short line without a quotation does so, in words that are not the story's own."""
    text = draft.scan.pieces[at].text
    if len(text) >= _TURN or text.count("\n") > 1 or _QUOTES.search(text) or draft.is_heading(at):
        return False
    if _asks_of_story(draft, at):
        return False
    house = {"we"} if _names_house(draft, at) else set()
    ways = [kinds | house for kinds in kinds_in(text)]
    if not any(map(speaks_of_page, ways)):
        return False
    before = [i for i in draft.remaining.kept if i < at][:-_END]
    subjects = _subjects(draft, before[-_TOLD:])
    return any(speaks_of_page(kinds - subjects) for kinds in ways)


def _asks_of_story(draft: Draft, at: int) -> bool:
    """Whether a line begins with a question in the story's own words, as authors end their texts.

    "Do you know a good app for the classroom? Tell us in the comments." A site asks the same below each text:
    "Do you like this? Share it."
    """
    question, mark, _ = draft.scan.pieces[at].text.partition("?")
    words = {word for word in re.findall(r"\w+", question.casefold()) if len(word) >= _LONG}
    if not mark or len(words) < _OWN or _ENDS.search(question):
        return False
    told = " ".join(draft.scan.pieces[i].text for i in draft.remaining.kept if i < at).casefold()
    return sum(word in told for word in words) >= _OWN


def _subjects(draft: Draft, pieces: Sequence[int]) -> set[str]:
    """The kinds of words that more than one of some pieces has: what the story is about."""
    told = [frozenset().union(*kinds_in(draft.scan.pieces[at].text)) for at in pieces]
    return {kind for kind in TOPICS if sum(kind in said for said in told) > 1}


def offers_of_news(draft: Draft) -> list[int]:
    """Return lines anywhere in the text that offer its news elsewhere: "Join our channel for news"."""
    texts = draft.scan.pieces
    short = [at for at in draft.kept() if len(texts[at].text) < _TURN and not draft.is_heading(at)]
    if not may_have("medium", "\n".join(texts[at].text for at in short)):
        return []
    found = [at for at in short if may_have("medium", texts[at].text) and _offers_news(texts[at].text)]
    gone = set(found)
    others = [at for at in draft.kept() if at not in gone][:_TOLD] if found else []
    return [] if "medium" in _subjects(draft, others) else found


def _offers_news(text: str) -> bool:
    ways = kinds_in(text) if not _QUOTES.search(text) else []
    return any({"medium", "news"} <= kinds and kinds & {"we", "you"} and "me" not in kinds for kinds in ways)


def _names_house(draft: Draft, at: int) -> bool:
    """Whether a line has the name of the site's own host."""
    host = host_word(draft.view.url)
    return len(host) >= _NAME and host in draft.folded(at).replace(" ", "")


_TURN = 200  # characters
_LONG, _OWN = 6, 2  # letters of a word that says what a question is about, and how many of them the story has
_ENDS = re.compile(r"[.!。]\s")  # a sentence before the question
_TOLD = 60  # pieces that tell what a story is about
_NAME = 6  # letters of a host's own word that may stand for the house
_QUOTES = re.compile('["“”„«「『][^"“”„«»」』]{25}')
_OPENING = frozenset('"“„«')  # of somebody's words, which are the story's
_OPENS = ("?", ":", "？", "：", "؟")


def _bound(draft: Draft, at: int, kind: str, beside: bool) -> float:
    """Log-odds below which a line goes; weak words need a link, an address, or others that go `beside` it."""
    piece = draft.scan.pieces[at]
    if kind in _LEAST and (kind not in _BRIEF or piece.size < _BRIEFEST):
        return _LEAST[kind]
    return _WEAK if beside or piece.links or "@" in piece.text or "http" in piece.text else -_SURE
