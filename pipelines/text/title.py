"""A page's headline as printed, chosen by agreement of what the page says of it. Knows no body text."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.text import structured
from pipelines.text.scan import Scan, tidy

_CUT = re.compile(r"\s+[|•·–—\-:»«/\\~]+\s+|\s*\|\s*|\s+::\s+")
_FOLD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and digits alone, in lower case: what two printings of one headline share."""
    return _FOLD.sub(" ", text.casefold()).strip()


def alike(a: str, b: str) -> float:
    """How alike two headlines are, 0 to 1."""
    a, b = fold(a), fold(b)
    if a == b:
        return 1.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.3 else 0.0


def site_names(doc: Document, site: Site) -> list[str]:
    """What the site calls itself, folded."""
    node = structured.article(doc)
    found = [*structured.names(doc, node.get("publisher")), *structured.names(doc, node.get("isPartOf"))]
    found += [name for n in structured.every(doc) if "website" in structured.types(n) and (name := structured.text_of(n.get("name")))]
    found += [*doc.meta.get("og:site_name", ()), *doc.meta.get("application-name", ()), site.name]
    return [folded for folded in dict.fromkeys(map(fold, found)) if folded]


def without_site(text: str, names: list[str], host: str) -> str:
    """Cut the site's name off either end of a headline."""
    cuts = list(_CUT.finditer(text))
    for cut in reversed(cuts):
        if _is_site(text[cut.end() :], names, host):
            return without_site(text[: cut.start()], names, host)
    for cut in cuts:
        if _is_site(text[: cut.start()], names, host):
            return without_site(text[cut.end() :], names, host)
    return text


def _is_site(part: str, names: list[str], host: str) -> bool:
    folded = fold(part)
    if not folded:
        return False
    if any(folded == name or (len(name) > 3 and folded.startswith(name) and len(folded) < len(name) + 15) for name in names):
        return True
    squeezed = folded.replace(" ", "")
    return len(squeezed) > 2 and (squeezed == host or host.replace("-", "").startswith(squeezed) and len(squeezed) > 4 or squeezed.endswith(host) and len(host) > 3)


def host_word(url: str) -> str:
    """The host's own word: `www.the-herald.co.za` → `theherald`."""
    parts = (urlsplit(url).hostname or "").split(".")
    words = [p for p in parts if p not in {"www", "m", "news", "amp"}]
    return max(words[:-1] or words or [""], key=len).replace("-", "")


def candidates(doc: Document, scan: Scan, hints: Hints) -> dict[str, list[str]]:
    """Every headline the page offers, by where it stands."""
    node = structured.article(doc)
    raw: dict[str, Iterable[str | None]] = {
        "json-ld": [structured.text_of(node.get("headline")), structured.text_of(node.get("name"))][:1 if node.get("headline") else 2],
        "h1": [scan_text(scan, i) for i, box in enumerate(scan.boxes) if box.tag == "h1"],
        "og": doc.meta.get("og:title", ())[:1],
        "twitter": doc.meta.get("twitter:title", ())[:1],
        "title": [t.text_content() for t in doc.tree.iter("title") if t.getparent() is not None and t.getparent().tag == "head"][:1],
        "hint": [hints.title],
    }
    return {where: [tidy(entities.unescape(v)) for v in values if v and v.strip()] for where, values in raw.items()}


def scan_text(scan: Scan, box: int) -> str:
    """All text of a box on one line."""
    held = scan.boxes[box]
    return " ".join(piece.text.replace("\n", " ") for piece in scan.pieces[held.first : held.last])


def title(doc: Document, site: Site, hints: Hints, scan: Scan) -> str | None:
    """Return the printed headline, without the site's name; None where the page has none."""
    names, host = site_names(doc, site), host_word(doc.url)
    found = {
        where: [v for v in (without_site(value, names, host) for value in values) if v and fold(v) not in names]
        for where, values in candidates(doc, scan, hints).items()
    }
    others = [v for where in ("json-ld", "og", "twitter", "title", "hint") for v in found[where]]
    heads = sorted(found["h1"], key=lambda v: -max((alike(v, o) for o in others), default=0.4))
    good = [h for h in heads[:1] if not others or max(alike(h, o) for o in others) >= 0.35]
    ranked = found["json-ld"] + good + found["og"] + found["title"] + found["twitter"] + found["hint"] + heads
    return ranked[0] if ranked else None
