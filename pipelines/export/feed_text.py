"""An article's text as HTML, and texts that XML and terminals can take."""

from __future__ import annotations

import re
from html import escape

from pipelines.db import StoredArticle

# What XML 1.0 has no place for, even as an entity.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def html(article: StoredArticle) -> str:
    """The paragraphs as HTML."""
    return "\n".join(f"<p>{escape(each, quote=False)}</p>" for each in article.paragraphs)


def xml(text: str) -> str:
    """Without the control characters that XML refuses."""
    return _NOT_XML.sub("", text)


def instant(stored: str) -> str:
    """A time as feeds want it: a mere day is its midnight in UTC."""
    return stored if "T" in stored else f"{stored}T00:00:00Z"


def changed_at(article: StoredArticle) -> str:
    """When a reader of feeds should take the article for new or changed."""
    return instant(article.modified_at or article.published_at or article.first_seen_at)
