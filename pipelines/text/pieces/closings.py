"""Finds notices at the end of the text that are about the page itself: "Found a mistake? Tell us"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import load
from pipelines.markup.sentences import quotes_at_length
from pipelines.text.draft import Draft
from pipelines.text.lines.notices import pieces_by_notice
from pipelines.text.lines.reader_lines import TOPICS, kinds_in, speaks_of_page
from pipelines.text.model.features import Column
from pipelines.text.pieces.calls import houses
from pipelines.text.pieces.page_lines import is_of_work, names_house, repeated

_NOTICE_SIZE = 700  # characters; a longer text is not a notice
_CHECKED = 8  # the last pieces of a text, which are searched for notices
_ENDING = 4  # the last pieces of a text; they do not show what the story is about
_SHORT = 60  # characters of a line that may stand between two notices: "Found a mistake?"
_DROP_BELOW = {"mistake": 4.0, "views": 4.0, "follow": 4.0, "page": 1.5, "onward": 1.5, "subscribers": 1.0}
"""A last line with words of this kind is dropped if its log-odds are below this; high for clear words."""
_ONLY_BRIEF, _BRIEF = frozenset(("page", "onward")), 100
"""Words of these kinds are about the page only in a line of fewer characters than this."""
_WEAK, _NEVER = 0.5, 99.0
"""The same for words with which a story may also end, such as "donate": with and without other evidence."""


def closings(draft: Draft, odds: Column) -> list[int]:
    """Return the pieces at the end of the text that are about the page, such as "Found a mistake? Tell us".

    The search goes backwards and stops at the first piece that is not. Words that also occur earlier in the
    text are the story's subject, so they are no evidence.
    """
    last = [at for at in draft.remaining.kept[1:] if at not in draft.leads][-_CHECKED:]
    pieces = draft.scan.pieces
    by_kind = pieces_by_notice(_short(draft, last))
    if any(by_kind.values()):  # most pages end without such words, and the whole text takes ten times as long
        by_kind = pieces_by_notice(_short(draft, draft.kept()))
    subjects = {kind for kind, places in by_kind.items() if len(places - set(last[-_ENDING:])) > 1}
    names = houses(draft)
    notices: list[int] = []
    between: list[int] = []
    for at in reversed(last):
        quoted = pieces[at].text[0] in _OPENING
        kinds = set() if quoted else {kind for kind, places in by_kind.items() if at in places} - subjects
        limit = max((_limit(draft, at, kind, bool(notices)) for kind in kinds), default=-_NEVER)
        is_notice = odds[at] < limit or (odds[at] < _TO_READER and _turns_to_reader(draft, at))
        is_notice = is_notice or _reminds(pieces[at].text)
        if is_notice or draft.folded(at) in names:
            notices += [*between, at]
            between = []
        elif pieces[at].size < _SHORT and not draft.is_prose(at):
            between.append(at)
        else:
            break
    opens = (at for at in between if pieces[at].text.endswith(_LEADS_IN) or draft.is_heading(at))
    return [*notices, *(opens if notices else ())]


def _short(draft: Draft, places: Iterable[int]) -> dict[int, str]:
    """Return the texts of those pieces that are short enough for a notice."""
    texts = ((at, draft.scan.pieces[at].text) for at in places)
    return {at: text for at, text in texts if len(text) < _NOTICE_SIZE}


def _reminds(text: str) -> bool:
    """Return True for a marked line in which a paper reminds its readers: "★《港灣週報》提醒您: …"."""
    if len(text) >= _APPEAL_SIZE or text[0] not in _REMINDER_MARKS:
        return False
    return any(words in text for language in load("labels")["reminder"].values() for words in language)


_REMINDER_MARKS = frozenset("★☆※◎●◆◇■□＊*《【")


_TO_READER = 4.0
"""A last line that speaks to the reader about the page is dropped if its log-odds are below this."""


def _turns_to_reader(draft: Draft, at: int) -> bool:
    """Return True if a short line speaks to the reader about the page, in words that are not the story's."""
    text = draft.scan.pieces[at].text
    is_long = len(text) >= _APPEAL_SIZE or text.count("\n") > 1
    if is_long or quotes_at_length(text) or draft.tag(at) in HEADINGS:
        return False
    if _asks_about_story(draft, at):
        return False
    own_name = {"we"} if names_house(draft, at) else set()
    readings = [kinds | own_name for kinds in kinds_in(text)]
    if not any(map(speaks_of_page, readings)):
        return False
    before = [i for i in draft.remaining.kept if i < at][:-_ENDING]
    story = (frozenset().union(*kinds_in(draft.scan.pieces[i].text)) for i in before[-_STORY:])
    subjects = repeated(story, TOPICS)
    return any(speaks_of_page(kinds - subjects) for kinds in readings)


def _asks_about_story(draft: Draft, at: int) -> bool:
    """Return True if a line begins with a question that uses the story's words.

    An author asks "Do you know a good app for the classroom? Tell us in the comments." A site asks the same
    question below every text: "Do you like this? Share it."
    """
    question, mark, _ = draft.scan.pieces[at].text.partition("?")
    words = {word for word in re.findall(r"\w+", question.casefold()) if len(word) >= _LONG_WORD}
    if not mark or len(words) < _SHARED or _ENDS.search(question):
        return False
    text_above = " ".join(draft.scan.pieces[i].text for i in draft.remaining.kept if i < at).casefold()
    return sum(word in text_above for word in words) >= _SHARED


_APPEAL_SIZE = 200  # characters; a longer line is not an appeal to the reader
_LONG_WORD = 6  # letters; shorter words do not show what a question is about
_SHARED = 2  # long words of a question that must also occur in the story
_ENDS = re.compile(r"[.!。]\s")  # a sentence before the question
_STORY = 60  # pieces; enough to see what a story is about
_OPENING = frozenset('"“„«')  # a line that begins with a quotation belongs to the story
_LEADS_IN = ("?", ":", "？", "：", "؟")


def _limit(draft: Draft, at: int, kind: str, has_notice: bool) -> float:
    """Return the log-odds below which a line is dropped.

    Weak words are dropped only with a link, an address, or another notice below (`has_notice`).
    """
    piece = draft.scan.pieces[at]
    if kind in _DROP_BELOW and (kind not in _ONLY_BRIEF or piece.size < _BRIEF):
        return -_NEVER if kind == "page" and is_of_work(piece.text) else _DROP_BELOW[kind]
    return _WEAK if has_notice or piece.links or "@" in piece.text or "http" in piece.text else -_NEVER
