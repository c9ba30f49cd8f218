"""Who wrote a page's article. Names only: no roles, no addresses, never the site itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.text import structured
from pipelines.text.lexicon import Group, load
from pipelines.text.scan import Scan, tidy
from pipelines.text.title import fold, host_word, site_names

_META = ("author", "article:author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl", "citation_author", "article:author_name", "cxenseparse:author", "twitter:data1x")
_MAIL = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_PARENS = re.compile(r"\([^)]*\)")


def cleaned(raw: str) -> list[str]:
    """Cut one credit ("By Ann Lee and Bo Ek, Reporter") into names."""
    text = _PARENS.sub(" ", _MAIL.sub(" ", tidy(raw)))
    text = _prefix().sub("", text.strip(" -–—|:,.·•"))
    parts = (part.strip(" -–—|:,.·•;\"'") for part in _joints().split(text))
    names = (_prefix().sub("", part).strip(" -–—|:,.·•") for part in parts if part)
    return [name for name in names if _is_name(name)]


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        1 < len(name) < 60
        and len(words) <= 6
        and not any(c.isdigit() for c in name)
        and fold(name) not in _not_names()
        and any(c.isalpha() for c in name)
    )


def _not_names() -> frozenset[str]:
    return frozenset(fold(word) for words in load("bylines")["role"].values() for word in words)


def _prefix() -> re.Pattern[str]:
    words = sorted((re.escape(w) for ws in load("bylines")["prefix"].values() for w in ws), key=len, reverse=True)
    return re.compile(rf"^(?:(?:{'|'.join(words)})(?:\s*:\s*|\s+))+", re.I)


def _joints() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for ws in load("bylines")["and"].values() for w in ws)
    return re.compile(rf"\s*[,;|/•·]\s*|\s+(?:{words}|&)\s+|\s+[-–—]\s+|\n", re.I)


Finder = Callable[[Document, Scan, Hints], list[str]]


def from_jsonld(doc: Document, scan: Scan, hints: Hints) -> list[str]:
    node = structured.article(doc)
    return _people(structured.resolve(doc, node.get("author") or node.get("creator")))


def _people(values: Iterable[Mapping[str, object] | str]) -> list[str]:
    found: list[str] = []
    for value in values:
        name = structured.text_of(value.get("name")) if isinstance(value, Mapping) else value
        if isinstance(value, Mapping) and isinstance(value.get("name"), list):
            found += [n for v in value["name"] if isinstance(v, str) for n in cleaned(v)]  # type: ignore[attr-defined]
        elif name and not name.startswith("http"):
            found += cleaned(name)
    return found


def from_meta(doc: Document, scan: Scan, hints: Hints) -> list[str]:
    for key in _META:
        names = [n for v in doc.meta.get(key, ()) if not v.startswith("http") for n in cleaned(v)]
        if names and (len(names) > 1 or " " in names[0]):
            return names
    return []


def from_byline(doc: Document, scan: Scan, hints: Hints) -> list[str]:
    for box in scan.boxes:
        if box.groups & Group.PERSON and 0 < box.last - box.first <= 6:
            links = [tidy(a.text_content()) for a in box.element.iter("a")]
            texts = links or [p.text for p in scan.pieces[box.first : box.last]]
            names = [n for t in texts for n in cleaned(t) if " " in n]
            if names:
                return names
    return []


def from_rel(doc: Document, scan: Scan, hints: Hints) -> list[str]:
    marked = [e for e in doc.tree.iter("a", "span", "div", "p") if e.get("rel") == "author" or (e.get("itemprop") or "") == "author"]
    return [n for e in marked[:4] for n in cleaned(e.text_content())]


def from_hints(doc: Document, scan: Scan, hints: Hints) -> list[str]:
    return [n for v in hints.authors for n in cleaned(v)]


FINDERS: tuple[Finder, ...] = (from_jsonld, from_meta, from_rel, from_byline, from_hints)


def authors(doc: Document, site: Site, hints: Hints, scan: Scan) -> tuple[str, ...]:
    """Return the names in the order they are credited; empty where the page credits nobody."""
    own, host = set(site_names(doc, site)), host_word(doc.url)
    for finder in FINDERS:
        names = dict.fromkeys(n for n in finder(doc, scan, hints) if fold(n) not in own and fold(n).replace(" ", "") != host)
        if names:
            return tuple(names)
    return ()
