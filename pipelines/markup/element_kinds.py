"""Decides whether an element divides the text around it, and what its tag, attributes and style mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

from lxml import etree, html

from pipelines.markup.cues import cue
from pipelines.markup.hidden import is_hidden
from pipelines.markup.lexicon import Group, groups_of
from pipelines.markup.tooltips import is_explanation
from pipelines.markup.words import fold, tidy

# What an element does to the text around it. Plain numbers, since every element of a page has one.
SKIP, INLINE, BOX, LINK, STRONG, BREAK_LINE, OTHER = range(7)
_TAGS = {
    SKIP: """script style noscript template svg iframe object embed canvas select option datalist input
        textarea video audio map title meta link base source track progress meter rp rt annotation
        amp-consent amp-user-notification amp-ad amp-embed amp-sidebar amp-next-page amp-social-share""",
    INLINE: """abbr acronym bdi bdo big cite code data del dfn img ins kbd mark nobr q rb ruby s samp
        strike sub sup time tt u var wbr math mi mn mo mrow msup msub mfrac msqrt mtext""",
    BOX: "p div li ul ol section article h1 h2 h3 h4 h5 h6 header main table tr td th",
    BREAK_LINE: "br",
}
KINDS = {tag: kind for kind, tags in _TAGS.items() for tag in tags.split()}
SILENT = frozenset(tag for tag, kind in KINDS.items() if kind == SKIP)
"""Elements whose text is not shown to readers."""
_OTHER_BOXES = """address aside blockquote body caption center dd details dialog dir dl dt fieldset figcaption
    figure footer form frameset hgroup hr html legend menu nav noframes picture pre search slot summary tbody
    tfoot thead"""
_BLOCKS = frozenset(_OTHER_BOXES.split())
"""Other elements of HTML that begin a block; a tag that is neither here nor in `KINDS` is no HTML."""
# Inline elements in which a class often hides text from all but screen readers.
_NAMED_INLINE = {
    **dict.fromkeys(("span", "em", "i", "small", "label", "font"), INLINE),
    **dict.fromkeys(("b", "strong"), STRONG),
    "a": LINK,
}
_TAG_GROUPS = {
    "nav": int(Group.NAV),
    "footer": int(Group.FOOTER),
    "aside": int(Group.SIDEBAR),
    "form": int(Group.FORM),
    "figure": int(Group.MEDIA),
    "figcaption": int(Group.MEDIA),
    "picture": int(Group.MEDIA),
    "dialog": int(Group.CONSENT),
    "menu": int(Group.NAV),
    "address": int(Group.PERSON),
}
_COMPONENTS = "component testid test-id qa cy module widget block block-type type dot"
_NAMING = ("class", "id", "role", "itemprop", *(f"data-{name}" for name in _COMPONENTS.split()))
_HIDDEN = int(Group.HIDDEN)
_OFFSCREEN = int(Group.OFFSCREEN)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HEADING = 300  # characters of a heading that are compared
# The groups that a label for screen readers can give a box; its other words do not show what the box is.
_LABELLED = int(Group.PROMO | Group.RELATED | Group.SHARE | Group.COMMENTS | Group.NAV | Group.CONSENT)
_LABEL = 40  # characters; a longer one is a text and no label
_SHORT = 1_000  # characters
_CLICKED = ("onclick", "role", "class")  # an <a> without address is a link if it has one of them
_QUESTION = ("?", "？", "؟")
_LEAST_QUESTION = 12  # characters
_all_text = etree.XPath("string()", smart_strings=False)  # a tenth of the time that `itertext` takes


def kind_of(element: html.HtmlElement, tag: str, parent: int | None) -> int:
    """Return what an element does to the text around it, if `KINDS` does not have its tag.

    `parent` is the kind of its parent.
    """
    if tag in _NAMED_INLINE:
        return _kind_of_inline(element, tag)
    if tag == "button":  # an unclosed one contains the rest of the page
        return BOX if next(element.iter("p"), None) is not None or _is_question(element) else SKIP
    if not isinstance(tag, str):
        return SKIP
    if tag in _BLOCKS:
        return BOX
    if tag.startswith("amp-") and _is_embed(element, tag):
        return SKIP
    return INLINE if ("-" in tag and parent not in (None, BOX)) or _stands_in_text(element) else BOX


def _is_embed(element: html.HtmlElement, tag: str) -> bool:
    """Return True for an AMP element that loads something; its own text only stands in until then."""
    if tag in _AMP_BOXES:
        return False
    if any(child.tag == "source" or not _STAND_INS.isdisjoint(child.keys()) for child in element):
        return True
    refers = any(name == "src" or _REFERENCE.match(name) for name in element.keys())  # noqa: SIM118
    return refers and next(element.iter("p", "section", *HEADINGS), None) is None


_REFERENCE = re.compile(r"data-(?:(?:.*-)?(?:video|tweet|track|gist|vine)?id|.*code|account|href|url|src)$")
_STAND_INS = frozenset(("placeholder", "fallback"))
_TEXTS = "accordion carousel base-carousel fit-text layout lightbox readmore selector truncate-text"
_AMP_BOXES = frozenset(("amp-img", "amp-anim", "amp-script", *(f"amp-{name}" for name in _TEXTS.split())))


def _stands_in_text(element: html.HtmlElement) -> bool:
    """Return True if an unknown element is part of a sentence: `the <ai>Bank</ai> said`."""
    before, parent = element.getprevious(), element.getparent()
    first = parent.text if parent is not None else None
    beside = (element.tail, first if before is None else before.tail)
    if not any(text and text.strip() for text in beside):
        return False
    return not any(inner.tag in _BLOCKS or KINDS.get(inner.tag) == BOX for inner in element.iter())


def groups_of_element(element: html.HtmlElement, tag: str) -> int:
    """Return the `Group` flags that a block element's tag, attributes and style stand for."""
    groups = groups_of(tag) if "-" in tag else _TAG_GROUPS.get(tag, 0)
    for name, value in element.items():
        if meaning := _MEANINGS.get(name):
            flags = meaning(value)
            if flags and not (name == "id" and _is_own_words(element, value)):
                groups |= flags
        elif name == "style" and is_hidden(element, value):
            groups |= _HIDDEN
    return groups


@lru_cache(maxsize=1024)
def _labelled(label: str) -> int:
    if len(label) >= _LABEL:
        return 0
    rule = (cue(label) or ("", False))[0].upper()
    cue_group = int(Group[rule]) if rule in Group.__members__ else 0
    return (groups_of(label) | cue_group) & _LABELLED


def _is_own_words(element: html.HtmlElement, name: str) -> bool:
    """Return True for an id made of its heading's words ("sharing-the-cold-store"), unless they are a cue."""
    heading = element if element.tag in HEADINGS else next(element.iter(*HEADINGS), None)
    if heading is None:
        return False
    text = heading.text_content()[:_HEADING]
    words = {word for word in fold(name.replace("_", " ")).split() if not word.isdigit()}
    shared = len(words & set(fold(text).split()))
    enough = shared == len(words) or (len(words) > 2 and shared >= 0.6 * len(words))
    return enough and cue(text) is None


_MEANINGS: dict[str, Callable[[str], int]] = {
    **dict.fromkeys(_NAMING, groups_of),
    "aria-label": _labelled,
    "hidden": lambda value: _HIDDEN,
    "aria-hidden": lambda value: _HIDDEN if value == "true" else 0,
}
"""Attribute → a function that returns the `Group` flags for its value."""


def _is_question(button: html.HtmlElement) -> bool:
    """Return True for a question that shows its answer when clicked; "Found a mistake?" is a cue."""
    text = tidy(str(_all_text(button)))
    return text[-1:] in _QUESTION and len(text) >= _LEAST_QUESTION and cue(text) is None


def _kind_of_inline(element: html.HtmlElement, tag: str) -> int:
    if tag == "font":
        return BOX if is_large_line(element) else INLINE
    name = element.get("class")
    if name and groups_of(name) & _OFFSCREEN:
        return SKIP
    if name and "br" in name and _is_break(element, name):
        return BREAK_LINE
    style = element.get("style")
    is_unseen = bool(style) and is_hidden(element, style or "") and _is_short(element)
    if is_unseen or ((name or element.get("role")) and is_explanation(element, tag)):
        return SKIP
    if len(element) and tag != "a" and _is_figure(element):
        return BOX
    is_plain = tag == "a" and element.get("href") is None and not any(map(element.get, _CLICKED))
    return INLINE if is_plain else _NAMED_INLINE[tag]


def is_large_line(element: html.HtmlElement) -> bool:
    """Return True for a whole line in large letters: the headline of a page without headings."""
    if element.get("size", "") not in _LARGE or next(element.iterancestors(*HEADINGS, "a"), None) is not None:
        return False
    inner_block = next(
        (e for e in element.iter() if e.tag in KINDS and KINDS[e.tag] in {BOX, BREAK_LINE}), None
    )
    size = len(tidy(element.text_content()))
    return inner_block is None and _LEAST_LINE <= size < _LINE and _is_whole_line(element)


def _is_whole_line(element: html.HtmlElement) -> bool:
    """Return True if there is no text beside an inline element on its line."""
    before, after = element.getprevious(), element.getnext()
    start = (element.getparent().text if before is None else before.tail) or ""
    is_line = not start.strip() and (before is None or before.tag in _ENDS_LINE)
    return is_line and not (element.tail or "").strip() and (after is None or after.tag in _ENDS_LINE)


def _is_figure(element: html.HtmlElement) -> bool:
    """Return True for an inline element with a picture and its caption, on a line of its own in a text."""
    if next(element.iter(*PICTURES), None) is None or not _is_whole_line(element):
        return False
    beside = any(child.tail and child.tail.strip() for child in element.getparent())
    has_block = any(KINDS.get(inner.tag) == BOX or inner.tag in _BLOCKS for inner in element.iter())
    return (beside or has_block) and bool(tidy(element.text_content()))


PICTURES = ("img", "picture", "amp-img")


_LARGE = frozenset(("4", "5", "6", "7", "+1", "+2", "+3", "+4"))
_ENDS_LINE = frozenset(("br", "p", "div", "table", "hr", "center", "ul", "h1", "h2", "h3"))
_LEAST_LINE, _LINE = 15, 200  # characters


def _is_break(element: html.HtmlElement, name: str) -> bool:
    """Return True for an empty element with class `br`; in "flag br" that is a country."""
    return "br" in name.split() and not len(element) and not element.text and "flag" not in name


def _is_short(element: html.HtmlElement) -> bool:
    """Return True for an element with little text; if a hidden element has much, a script will show it."""
    return sum(len(text) for text in islice(element.itertext(), _SHORT)) < _SHORT
