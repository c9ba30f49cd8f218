"""What a site calls itself, and a headline without it. Knows no rank of headlines.

Names are folded: letters and digits in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from pipelines.items import Site
from pipelines.markup import Document
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.metadata import structured
from pipelines.urls import bare_host
from pipelines.urls import site as site_of

CUT = re.compile(r"\s+(?:[|•·–—\-»«/\\~*‹›]|::|>|<)\s+|\s*[|｜ㅣ]\s*")
"""What parts a headline from the name of its site."""


@lru_cache(maxsize=2)  # a page's finders all ask
def site_names(doc: Document, site: Site) -> tuple[str, ...]:
    """What the site calls itself, what its source file calls it, and what stands beside a headline."""
    return tuple(_folded([*own_names(doc), site.name, *_beside(doc)]))


def _folded(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(map(fold, names)) if 0 < len(name.split()) <= _MOST_WORDS]


@lru_cache(maxsize=2)  # a page's finders all ask
def own_names(doc: Document) -> tuple[str, ...]:
    """What the site calls itself in so many words."""
    found = structured.names(doc, structured.article(doc).get("publisher"))
    for node in structured.every(doc):
        if "website" in structured.types(node):
            found += structured.names(doc, node)
    found += [*doc.meta.get("og:site_name", ()), *doc.meta.get("application-name", ())]
    return tuple(_folded([*found, bare_host(doc.url), site_of(doc.url)]))


_MOST_WORDS = 8  # some pages give their headline as the site's name


@lru_cache(maxsize=2)
def _beside(doc: Document) -> list[str]:
    """What the title element has before or behind a headline that another field has alone."""
    said = title_element(doc)
    for head in (structured.text_of(structured.article(doc).get("headline")), doc.first_meta("og:title")):
        before, found, behind = said.partition(tidy(unescape(head or "")) or "\0")
        if found and bool(before.strip()) != bool(behind.strip()):
            part = _EDGE.sub("", before or CUT.split(behind)[-1])
            return [part] if before + behind != part and len(part.split()) <= 6 else []
    return []


_EDGE = re.compile(r"^[\s:：_|｜•·–—»«-]+|[\s:：_|｜•·–—»«-]+$")


@lru_cache(maxsize=2)
def title_element(doc: Document) -> str:
    """The title element's text on one line."""
    head = doc.tree.find("head")
    found = next(head.iter("title"), None) if head is not None else None
    return tidy(unescape(found.text_content())) if found is not None else ""


def without_site(text: str, names: Sequence[str], host: str, *, whole: bool = False) -> str:
    """Cut the site's name, and the section beside it, off both ends of a headline; off its end if `whole`."""
    cuts = list(CUT.finditer(text))
    for cut in reversed(cuts):
        if is_site(text[cut.end() :], names, host):
            front = text[: cut.start()]
            tight = cut[0] in _TIGHT
            return without_site(_SECTION.sub("", front) if tight else front, names, host, whole=whole)
    for cut in cuts[:1]:
        if not whole and is_site(text[: cut.start()], names, host):
            return without_site(text[cut.end() :], names, host)
    front, mark, back = _last(text)
    if mark and _is_short_name(fold(back), names):
        return without_site(_SECTION.sub("", front) if mark == "-" else front, names, host, whole=whole)
    before, _, rest = text.partition(": ")
    return rest.lstrip() if rest and not whole and _is_full_name(before, names, host) else text


def _is_short_name(part: str, names: Sequence[str]) -> bool:
    """True for the site's name or, in a script without spaces, what the name begins with."""
    return part in names or (size_of(part) > _WIDE_NAME and any(name.startswith(part) for name in names))


_WIDE_NAME = 11
"""More than three letters of a script without spaces."""
_TIGHT = frozenset("|｜ㅣ")
_SECTION = re.compile(r"(?<=[^\s-])-[^\W\d_a-zA-Z]{2,6}$")
"""A section, in a script without capitals, that a headline has behind a hyphen as tight as the site's bar."""


def _last(text: str) -> tuple[str, str, str]:
    """A headline and what an East Asian title element has behind it."""
    dense = size_of(text) > 2 * len(text)
    at = max(text.rfind("："), text.rfind("_"), text.rfind("-") if dense else -1)
    return (text[:at].rstrip(), text[at], text[at + 1 :]) if at > 0 else (text, "", "")


def _is_full_name(part: str, names: Sequence[str], host: str) -> bool:
    """The site's name in two words and more: before a colon, one word may be the place of the news."""
    words = fold(part).split()
    return len(words) > 1 and (" ".join(words) in names or (len(host) > 3 and words[-1] == host))


def is_site(part: str, names: Sequence[str], host: str) -> bool:
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
