"""Turns an article's text and times into the forms that feeds need."""

from __future__ import annotations

import re
from html import escape

from pipelines.db import StoredArticle

# Characters that XML 1.0 does not allow, even as an entity.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def html(article: StoredArticle) -> str:
    """Return the paragraphs as HTML."""
    return "\n".join(f"<p>{escape(each, quote=False)}</p>" for each in article.paragraphs)


def xml(text: str) -> str:
    """Return the text without the control characters that XML does not allow."""
    return _NOT_XML.sub("", text)


def instant(stored: str) -> str:
    """Return a time as feeds need it: a day becomes its midnight in UTC."""
    return stored if "T" in stored else f"{stored}T00:00:00Z"


def changed_at(article: StoredArticle) -> str:
    """Return when the article was stored or last changed, for feed readers."""
    return instant(article.modified_at or article.published_at or article.first_seen_at)
