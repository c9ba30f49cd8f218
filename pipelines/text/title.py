"""A page's headline as printed, chosen by agreement of what the page says of it. Knows no body text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.text import structured
from pipelines.text.draft import Draft
from pipelines.text.lines import is_furniture
from pipelines.text.scan import Scan
from pipelines.text.words import alike, fold, tidy

_CUT = re.compile(r"\s+(?:[|•·–—\-»«/\\~*‹›]|::|>|<)\s+|\s*\|\s*")


def _holds(long: str, short: str) -> bool:
    return len(short) >= 12 and f" {short} " in f" {long} "


def site_names(doc: Document, site: Site) -> list[str]:
    """What the site calls itself, folded."""
    found = structured.names(doc, structured.article(doc).get("publisher"))
    for node in structured.every(doc):
        if "website" in structured.types(node):
            found += structured.names(doc, node)
    found += [*doc.meta.get("og:site_name", ()), *doc.meta.get("application-name", ()), site.name]
    found.append((urlsplit(doc.url).hostname or "").removeprefix("www."))
    return [folded for folded in dict.fromkeys(map(fold, found)) if folded]


def without_site(text: str, names: list[str], host: str) -> str:
    """Cut the site's name, and the section beside it, off either end of a headline."""
    cuts = list(_CUT.finditer(text))
    for cut in reversed(cuts):
        if _is_site(text[cut.end() :], names, host):
            return without_site(text[: cut.start()], names, host)
    for cut in cuts[:1]:
        if _is_site(text[: cut.start()], names, host):
            return without_site(text[cut.end() :], names, host)
    before, _, rest = text.partition(": ")
    return rest.lstrip() if rest and _is_full_name(before, names, host) else text


def _is_full_name(part: str, names: list[str], host: str) -> bool:
    """The site's name in two words and more: before a colon, one word may be the place of the news."""
    words = fold(part).split()
    return len(words) > 1 and (" ".join(words) in names or (len(host) > 3 and words[-1] == host))


def _is_site(part: str, names: list[str], host: str) -> bool:
    folded = fold(part)
    if any(
        folded == name or (len(name) > 4 and folded.startswith(f"{name} ") and len(folded) < len(name) + 25)
        for name in names
    ):
        return True
    squeezed = folded.replace(" ", "")
    return (
        len(host) > 3
        and len(squeezed) > 3
        and (
            host == squeezed
            or (host.startswith(squeezed) and len(squeezed) > 4)
            or (squeezed.startswith(host) and len(squeezed) < len(host) + 12)
            or squeezed.endswith(host)
        )
    )


def host_word(url: str) -> str:
    """The host's own word: `www.the-herald.co.za` → `theherald`."""
    parts = (urlsplit(url).hostname or "").split(".")
    words = [p for p in parts if p not in {"www", "m", "news", "amp", "blog"}]
    return max(words[:-1] or words or [""], key=len).replace("-", "")


def candidates(doc: Document, scan: Scan, hints: Hints) -> dict[str, list[str]]:
    """Every headline the page offers, by where it stands."""
    node = structured.article(doc)
    heads = [scan.text_of(box) for box in range(len(scan.boxes)) if scan.boxes[box].tag == "h1"]
    raw: dict[str, Iterable[str | None]] = {
        "json-ld": [structured.text_of(node.get("headline")) or structured.text_of(node.get("name"))],
        "h1": heads,
        "og": doc.meta.get("og:title", ())[:1],
        "twitter": doc.meta.get("twitter:title", ())[:1],
        "title": _title_elements(doc),
        "hint": [hints.title],
    }
    return {where: [tidy(unescape(unescape(v))) for v in vs if v and v.strip()] for where, vs in raw.items()}


def _title_elements(doc: Document) -> list[str]:
    head = next(doc.tree.iter("head"), None)
    found = head.iter("title") if head is not None else ()
    return [element.text_content() for element in found][:1]


def title(doc: Document, site: Site, found: dict[str, list[str]]) -> str | None:
    """Choose the printed headline, without the site's name, from `candidates`; None where there is none."""
    names, host = site_names(doc, site), host_word(doc.url)
    own = {
        where: [
            v for v in (without_site(value, names, host) for value in values) if v and fold(v) not in names
        ]
        for where, values in found.items()
    }
    others = [v for where in ("json-ld", "og", "twitter", "title", "hint") for v in own[where]]
    head = _borne_out(own["h1"], others)
    said = next(iter(own["json-ld"]), None)
    if said and head and (_cut_short(said, head) or _for_search(said, head, own)):
        return head
    ranked = (said, head, *own["og"], *map(_before_bar, own["title"]), *others, *own["h1"])
    return next((v for v in ranked if v), None)


def _for_search(said: str, head: str, own: dict[str, list[str]]) -> bool:
    """Structured data has the title element's words, written for search; the h1 has those that are shared."""

    def like(text: str, where: str) -> bool:
        return any(alike(fold(text), fold(other)) >= 0.9 for other in own[where])

    return like(said, "title") and like(head, "og") and not like(said, "og")


def _cut_short(said: str, head: str) -> bool:
    """Structured headlines are often cut at 110 characters."""
    short = fold(said.rstrip("… ."))
    return len(fold(head)) > len(short) >= 30 and fold(head).startswith(short)


def _before_bar(text: str) -> str:
    """A title element with a bar names the site behind it even where nothing else does."""
    first, _, last = text.rpartition(" | ")
    return first if len(first) > 15 and len(last.split()) <= 4 else text


def _borne_out(heads: list[str], others: list[str]) -> str | None:
    """The h1 that the rest of the page bears out; one that stands alone must read as a headline."""
    rest = list(dict.fromkeys(map(fold, others)))
    scored = [(max((_support(fold(h), o) for o in rest), default=0.4), -at) for at, h in enumerate(heads)]
    support, at = max(scored, default=(0.0, 0))
    if support >= 0.35 or (len(heads) == 1 and len(heads[0]) >= 30 and len(heads[0].split()) >= 5):
        return heads[-at]
    return None


def _support(head: str, other: str) -> float:
    return 1.0 if _holds(other, head) or _holds(head, other) else alike(head, other)


def printed_part(draft: Draft, title: str) -> str:
    """The part of a headline that stands as a line of its own over the text, where the whole does not."""
    parts = [part for part in _PARTS.split(title) if len(part) >= 10]
    if len(parts) < 2 and ": " not in title:
        return title
    above = draft.scan.pieces[max(0, draft.first - 10) : draft.first + 1]
    lines = {fold(piece.text.split("\n")[0]) for piece in above}
    return title if fold(title) in lines else next((part for part in parts if fold(part) in lines), title)


_PARTS = re.compile(rf"{_CUT.pattern}|:\s+")


def from_lines(draft: Draft) -> str | None:
    """The headline of a page without markup for one: a line before the first sentence, best one repeated."""
    lines = [at for at in draft.kept() if at < draft.first and draft.scan.pieces[at].size >= 15]
    texts = [draft.scan.pieces[at].text for at in lines if not is_furniture(draft, at)]
    texts = [text for text in texts if len(text) < 250 and not text.endswith((".", ":"))]
    glued = [
        text for text in texts if any(p.text.startswith(text) and p.text != text for p in draft.scan.pieces)
    ]
    return next(iter(glued or sorted(texts, key=len, reverse=True)), None)
