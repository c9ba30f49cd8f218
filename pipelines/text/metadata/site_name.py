"""Finds the names of a site, and removes them from a headline: "Mill saved | Moor Herald" → "Mill saved".

Names are folded: letters and digits in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from pipelines.items import Site
from pipelines.markup import Document
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.metadata import structured
from pipelines.urls import bare_host, same_site, split
from pipelines.urls import site as site_of

CUT = re.compile(r"\s+(?:[|•·–—\-»«/\\~*‹›]|::|>|<)\s+|\s*[|｜ㅣ]\s*")
"""Separators between a headline and the name of its site."""


@lru_cache(maxsize=2)  # every finder of a page calls it
def site_names(doc: Document, site: Site) -> tuple[str, ...]:
    """Return the names of the site in the page's data and in its source file, and beside the headline."""
    return tuple(_folded([*own_names(doc), site.name, *_beside(doc), *_linked_home(doc), *_titled_home(doc)]))


def _folded(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(map(fold, names)) if 0 < len(name.split()) <= _MOST_WORDS]


@lru_cache(maxsize=2)  # every finder of a page calls it
def own_names(doc: Document) -> tuple[str, ...]:
    """Return the names of the site in the page's structured data and meta tags, and its host."""
    names = structured.names(doc, structured.article(doc).get("publisher"))
    for node in structured.every(doc):
        if "website" in structured.types(node):
            names += structured.names(doc, node)
    names += [*doc.meta.get("og:site_name", ()), *doc.meta.get("application-name", ())]
    return tuple(_folded([*names, bare_host(doc.url), site_of(doc.url)]))


_MOST_WORDS = 8  # some pages give their headline as the site's name


@lru_cache(maxsize=2)
def _beside(doc: Document) -> list[str]:
    """Return what the title element has beside the headline of another field: "Moor Herald" (see above)."""
    title = title_element(doc)
    for headline in (structured.text_of(structured.article(doc).get("headline")), doc.first_meta("og:title")):
        before, match, behind = title.partition(tidy(unescape(headline or "")) or "\0")
        if match and bool(before.strip()) != bool(behind.strip()):
            part = _EDGE.sub("", before or CUT.split(behind)[-1])
            return [part] if before + behind != part and len(part.split()) <= 6 else []
    return []


def _linked_home(doc: Document) -> Iterator[str]:
    """Return the texts of h1 headings that link to the front page and are in no field as the headline."""
    for head in islice(doc.tree.iter("h1"), _HEADINGS):
        link = next(chain(head.iter("a"), head.iterancestors("a")), None)
        text = tidy(head.text_content())
        if link is None or not fold(text) or len(tidy(link.text_content())) < len(text):
            continue
        if _is_front(doc, link.get("href") or doc.url) and not _is_headline(doc, fold(text)):
            yield text


def _titled_home(doc: Document) -> Iterator[str]:
    """Return the title element's text if a link to the front page is the same: `<a href="/">Echo</a>`."""
    title, host = title_element(doc), bare_host(doc.url)
    for link in doc.tree.iter("a") if title else ():
        href = link.get("href") or ""
        may_be_front = len(href) < _FRONT or host in href[-len(host) - 1 :]
        if may_be_front and _is_front(doc, href) and tidy(link.text_content()) == title:
            yield title
            return


_FRONT = 4
"""Characters; a relative address of the front page is shorter: "/", "../"."""


def _is_front(doc: Document, href: str) -> bool:
    """Return True for the address of the site's front page, on another page of it: no path and no query."""
    try:
        address = urljoin(doc.url, href)
        path, query = split(address).path.strip("/"), split(address).query
    except ValueError:
        return False
    return same_site(address, doc.url) and not path and not query and bool(split(doc.url).path.strip("/"))


def _is_headline(doc: Document, heading: str) -> bool:
    """Return True if a heading is most of the headline in the page's data or of the title element.

    A title element that is the heading alone does not say which of both it is, and one with a lower heading
    ("Echo of Reeds: Moss" above "Moss") has the site's name first.
    """
    fields = (structured.text_of(structured.article(doc).get("headline")), doc.first_meta("og:title"))
    texts = [fold(unescape(field or "")) for field in fields]
    title = fold(title_element(doc))
    before, _, behind = title.partition(heading)
    rest = (before or behind).strip()
    others = (fold(other.text_content()) for other in doc.tree.iter("h2", "h3") if rest)
    texts += [title] if rest and rest not in others else []
    return any(heading in text and 2 * len(heading) > len(text) for text in texts)


_HEADINGS = 4
_EDGE = re.compile(r"^[\s:：_|｜•·–—»«-]+|[\s:：_|｜•·–—»«-]+$")


@lru_cache(maxsize=2)
def title_element(doc: Document) -> str:
    """Return the title element's text on one line."""
    head = doc.tree.find("head")
    element = next(head.iter("title"), None) if head is not None else None
    return tidy(unescape(element.text_content())) if element is not None else ""


def without_site(text: str, names: Sequence[str], host: str, *, whole: bool = False) -> str:
    """Remove the site's name and a section beside it from a headline's ends; if `whole`, only behind it."""
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
    """Return True for the site's name or, in a script without spaces, for its beginning."""
    return part in names or (size_of(part) > _WIDE_NAME and any(name.startswith(part) for name in names))


_WIDE_NAME = 11
"""The size of more than three letters in a script without spaces."""
_TIGHT = frozenset("|｜ㅣ")
_SECTION = re.compile(r"(?<=[^\s-])-[^\W\d_a-zA-Z]{2,6}$")
"""A section behind a headline and a hyphen without spaces, in a script without capitals."""


def _last(text: str) -> tuple[str, str, str]:
    """Return headline, separator and the rest of an East Asian title element."""
    dense = size_of(text) > 2 * len(text)
    at = max(text.rfind("："), text.rfind("_"), text.rfind("-") if dense else -1)
    return (text[:at].rstrip(), text[at], text[at + 1 :]) if at > 0 else (text, "", "")


def _is_full_name(part: str, names: Sequence[str], host: str) -> bool:
    """Return True for the site's name in two or more words; one word before a colon may be a place."""
    words = fold(part).split()
    return len(words) > 1 and (" ".join(words) in names or (len(host) > 3 and words[-1] == host))


def is_site(part: str, names: Sequence[str], host: str) -> bool:
    """Return True if a part of a headline is one of the site's names, or similar to its host."""
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
    """Return the main word of a host: `www.the-herald.co.za` → `theherald`."""
    parts = (urlsplit(url).hostname or "").split(".")
    words = [p for p in parts if p not in {"www", "m", "news", "amp", "blog"}]
    return max(words[:-1] or words or [""], key=len).replace("-", "")
