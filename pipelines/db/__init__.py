"""The database: its schema, and every statement that reads or writes it.

    from pipelines.db import open_articles

    with open_articles("news.db") as articles:
        for article in articles.since(seq):
            print(article.published_at, article.title)

Quick to import: what only a crawl needs is in the modules.
"""

from pipelines.db.connect import Database, open_database
from pipelines.db.file_errors import DatabaseError
from pipelines.db.reader import Articles, open_articles
from pipelines.db.stored_article import Only, StoredArticle

__all__ = ["Articles", "Database", "DatabaseError", "Only", "StoredArticle", "open_articles", "open_database"]
