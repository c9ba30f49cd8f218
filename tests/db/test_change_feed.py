"""A consumer that keeps one number misses nothing and gets nothing twice, whatever the writer does."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipelines.db import StoredArticle, open_articles, open_database
from pipelines.db.articles import mark_seen, remove, store
from tests.db.conftest import NOON, make_article
from tests.postgres import fresh_database

NAMES = st.sampled_from("abcde")
VALUES = st.integers(0, 2)


class UndoneError(Exception):
    """Ends a transaction without a commit."""


class Consumer:
    """Keeps the rows that it received, and the last number."""

    def __init__(self, database: Path | str) -> None:
        self.articles = open_articles(database)
        self.seq = 0
        self.rows: dict[int, StoredArticle] = {}

    def poll(self, most: int) -> None:
        for article in islice(self.articles.since(self.seq), most):
            assert article.seq > self.seq
            self.seq = article.seq
            self.rows[article.id] = article

    def knows(self) -> list[tuple[int, str, str | None, str | None]]:
        return sorted((row.id, row.title, row.summary, row.removed_at) for row in self.rows.values())


class Feed(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        database = self.new()
        self.db = self.stack.enter_context(open_database(database))
        self.consumers = [Consumer(database), Consumer(database)]
        self.batch: ExitStack | None = None
        self.hour = 0

    def new(self) -> Path | str:
        """Return where a new store is."""
        return Path(self.stack.enter_context(tempfile.TemporaryDirectory())) / "news.db"

    def teardown(self) -> None:
        if self.batch:
            self.end_batch(undone=False)
        for consumer in self.consumers:
            consumer.poll(1_000)
            assert consumer.knows() == self.rows()
            consumer.articles.close()
        self.stack.close()

    def rows(self) -> list[tuple[int, str, str | None, str | None]]:
        rows = self.db.all("SELECT id, title, summary, removed_at FROM articles ORDER BY id")
        return [(number, title, summary, removed) for number, title, summary, removed in rows]

    @rule(name=NAMES, title=VALUES, summary=VALUES)
    def write(self, name: str, title: int, summary: int) -> None:
        self.hour += 1
        article = make_article(
            url=f"https://herald.example/{name}",
            title=f"Title {title}",
            summary=f"Summary {summary}" if summary else None,
            signature=(),
            seen_at=NOON + timedelta(hours=self.hour),
        )
        store(self.db, article)

    @rule(name=NAMES)
    def fail_to_write(self, name: str) -> None:
        try:
            with self.db.transaction():
                store(
                    self.db, make_article(url=f"https://herald.example/{name}", title="Never", signature=())
                )
                raise UndoneError
        except UndoneError:
            pass

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        remove(self.db, f"https://herald.example/{name}", NOON + timedelta(hours=self.hour))

    @rule(name=NAMES)
    def see(self, name: str) -> None:
        self.hour += 1
        mark_seen(self.db, f"https://herald.example/{name}", NOON + timedelta(hours=self.hour))

    @precondition(lambda self: self.batch is None)
    @rule()
    def begin_batch(self) -> None:
        self.batch = ExitStack()
        self.batch.enter_context(self.db.transaction())

    @precondition(lambda self: self.batch is not None)
    @rule(undone=st.booleans())
    def end_batch(self, undone: bool) -> None:
        batch, self.batch = self.batch, None
        assert batch
        if undone:
            batch.__exit__(UndoneError, UndoneError(), None)
        else:
            batch.close()

    @rule(which=st.integers(0, 1), most=st.integers(1, 4))
    def poll(self, which: int, most: int) -> None:
        self.consumers[which].poll(most)

    @invariant()
    def numbers_are_given_once(self) -> None:
        given = self.db.all("SELECT seq FROM articles UNION ALL SELECT seq FROM revisions ORDER BY 1")
        assert [seq for (seq,) in given] == list(range(1, len(given) + 1))
        assert self.db.all("SELECT value FROM _seq") == [(len(given),)]


class FeedOfPostgres(Feed):
    def new(self) -> Path | str:
        return self.stack.enter_context(fresh_database())


TestFeed = Feed.TestCase
TestFeedOfPostgres = pytest.mark.postgres(FeedOfPostgres.TestCase)
TestFeedOfPostgres.settings = settings(
    max_examples=8, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFeed.settings = settings(
    max_examples=50, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
