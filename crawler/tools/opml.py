"""Reads and writes OPML, the format in which feed readers exchange their subscriptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from crawler.errors import BroadsheetError, is_empty
from crawler.sources.source import Source


class OpmlError(BroadsheetError):
    """The file cannot be read as OPML."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a feed reader."""

    feed: str
    site: str | None
    """The address of its site, if the file has one."""
    title: str
    folders: tuple[str, ...]


def read(path: Path) -> list[Subscription]:
    """Return the subscriptions in a file. Raises OpmlError."""
    if is_empty(path):
        raise OpmlError(f"{path}: is empty (0 bytes); export it from the feed reader again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except OSError as error:
        cure = "give an OPML file, or the address of a site"
        raise OpmlError(f"{path}: cannot be read ({error.strerror}); {cure}") from error
    except etree.XMLSyntaxError as error:
        cure = "export it from the feed reader again"
        raise OpmlError(f"{path}: cannot be read as OPML ({error.msg}); {cure}") from error
    found = [each for each in root.iter("outline") if (each.get("xmlUrl") or "").strip()]
    if not found:
        raise OpmlError(f"{path}: has no subscriptions; give an OPML file, or the address of a site")
    return [_subscription(each) for each in found]


def _subscription(outline: etree._Element) -> Subscription:
    folders = [each.get("text") or each.get("title") or "" for each in outline.iterancestors("outline")]
    site = (outline.get("htmlUrl") or "").strip()
    return Subscription(
        feed=outline.get("xmlUrl", "").strip(),
        site=site or None,
        title=" ".join((outline.get("title") or outline.get("text") or "").split()),
        folders=tuple(filter(None, reversed(folders))),
    )


def text(sources: Iterable[Source]) -> str:
    """Return the feeds of the sources as an OPML file; a source without feeds is left out.

    Its tags are folders, each in the one before, as `addsource` reads them.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Broadsheet"
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for source in sources:
        for depth, tag in enumerate(source.tags if source.feeds else (), 1):
            if source.tags[:depth] not in folders:
                folder = etree.SubElement(folders[source.tags[: depth - 1]], "outline", text=tag)
                folders[source.tags[:depth]] = folder
        for feed in source.feeds:
            names = {"text": source.name, "title": source.name, "type": "rss"}
            etree.SubElement(
                folders[source.tags], "outline", {**names, "xmlUrl": feed, "htmlUrl": source.url}
            )
    etree.indent(root)
    return etree.tostring(root, encoding="unicode", xml_declaration=False)
