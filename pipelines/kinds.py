"""Which answers are pages that a cleaner can read, by their first bytes and their header."""

from __future__ import annotations

from pipelines.items import Page

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def is_page(page: Page) -> bool:
    """Whether it is HTML or plain text by its header, or HTML whatever that says, and no binary file."""
    start = page.body[:1024].lstrip()
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or "utf-16" in (page.content_type or "").lower()
    if b"\0" in start and not wide:
        return False
    named = (page.content_type or "text/html").split(";")[0].strip().lower()
    return named in PAGE_TYPES or start[:200].lower().startswith((b"<!doctype html", b"<html"))
