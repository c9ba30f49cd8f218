"""Finds lines that are links and no text: to other pages of the site, to channels, to places on the page."""

from __future__ import annotations

import re
from itertools import islice

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import BREAK, Piece
from pipelines.markup.sentences import has_sentence
from pipelines.text.draft import Draft
from pipelines.text.pieces.captions import LISTED


def is_link_line(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a block that is only a link within the site, and not a sentence."""
    tag = draft.tag(at)
    if tag == "li":
        is_list = piece.size < 250 and draft.list_share(at) > 0.6 and not draft.leads_away(at)
        return is_list and not is_announced(draft, at)
    if piece.links > 1 and piece.link_share > 0.6 and piece.size < 120 and not has_sentence(piece.text):
        return tag not in {"td", "th"} and _is_outer(draft, at, piece.links)
    if piece.link_share < 0.85 or tag in {"td", "th"} or piece.size >= 160:
        return False
    if draft.leads_away(at):
        return (piece.size < 60 and draft.is_button(at)) or (
            tag not in HEADINGS and _leads_to_channel(draft, at)
        )
    if tag in HEADINGS and draft.siblings(at) >= 3:  # the article is a list, and this heads an entry
        return False
    return not (piece.text.endswith(".") and piece.size > 80)


def _leads_to_channel(draft: Draft, at: int) -> bool:
    """Return True for a link to a channel, or to a search engine's list of preferred sites."""
    link = next(draft.scan.boxes[draft.scan.pieces[at].box].element.iter("a"), None)
    return link is not None and _CHANNEL.search(link.get("href") or "") is not None


# The address of a post ends with its number, and is a source.
_CHANNEL = re.compile(
    r"//(?:www\.)?(?:google\.[a-z.]+/preferences/source|news\.google\.[a-z.]+/publications/|whatsapp\.com/channel/|"
    r"chat\.whatsapp\.com/|(?:t|telegram)\.me/(?:joinchat/|s/)?\+?[\w-]+/?(?:\?|$)|line\.me/r/ti/|pf\.kakao\.com/|"
    r"chats?\.viber\.com/|invite\.viber\.com/)",
    re.I,
)


def is_in_contents(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for an item of a list whose links all lead to places on the page itself."""
    if draft.tag(at) != "li" or not piece.links or piece.link_share < _CONTENTS_LINK:
        return False
    around = draft.scan.boxes[draft.scan.pieces[at].box].element.getparent()
    links = [] if around is None else list(islice(around.iter("a"), _CONTENTS_LINKS))
    hrefs = [link.get("href") or "" for link in links]
    return len(hrefs) > 1 and all(len(href) > 1 and href[0] == "#" for href in hrefs)


_CONTENTS_LINK, _CONTENTS_LINKS = 0.8, 5  # the share of links in an item, and the links that are looked at


def is_labelled_links(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for lines that are links within the site, below a label, behind the last sentence.

    `<b>More from the Herald</b><br><a>…</a><br><a>…</a>`; links to other sites are the article's own list.
    """
    if not piece.links or piece.size >= _LARGEST_LINKS or draft.tag(at) in LISTED or draft.leads_away(at):
        return False
    first, *rest = _links_by_line(piece)
    label, is_link = first
    if not rest or is_link or len(label) > _LABEL or has_sentence(label):
        return False
    return all(is_link for _, is_link in rest) and (
        at > draft.last_content() or (len(rest) >= _MANY_LINES and draft.tag(at) != "p")
    )


_LARGEST_LINKS, _LABEL = 900, 40  # characters of the lines together, and of the label
_MANY_LINES = 3  # linked lines that are no part of a text, wherever they are


def _links_by_line(piece: Piece) -> list[tuple[str, bool]]:
    """Return the lines of a piece, each with True if all of it is in links."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for run, holder in zip(piece.runs, piece.holders, strict=True):
        if run == BREAK:
            lines.append([])
        elif run.strip():
            lines[-1].append((run, any(e.tag == "a" for e in islice((holder, *holder.iterancestors()), 4))))
    return [
        ("".join(run for run, _ in line).strip(), all(link for _, link in line)) for line in lines if line
    ]


def is_announced(draft: Draft, at: int) -> bool:
    """Return True for an item of a list between paragraphs, if the one above ends with a colon."""
    boxes, pieces = draft.scan.boxes, draft.scan.pieces
    index = next((i for i in draft.scan.ancestors(pieces[at].box) if boxes[i].tag in _LISTS), 0)
    first, last = boxes[index].first, boxes[index].last
    if not 0 < first < last < len(pieces):
        return False
    above, below = pieces[first - 1], pieces[last]
    is_text = draft.rules[first - 1] is None and not above.links and draft.cue(first - 1) is None
    is_between = boxes[above.box].parent == boxes[below.box].parent == boxes[index].parent
    return (
        is_text
        and is_between
        and above.size >= _ANNOUNCING
        and above.text[-1] in ":："
        and not above.strong_size
    )


_LISTS = frozenset(("ul", "ol"))
_ANNOUNCING = 40  # characters; a label such as "Read more about this:" is shorter


def _is_outer(draft: Draft, at: int, links: int) -> bool:
    """Return True for three links above the first paragraph, or two behind the last."""
    if at > draft.last_content():
        return True
    return links > 2 and at < draft.first_content()
