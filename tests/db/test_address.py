"""The address of a PostgreSQL database is shown without its password; what only looks like one is refused."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from pipelines.db import DatabaseError, open_database
from pipelines.db.address import is_address, is_mistaken, name_of, without_password
from pipelines.db.file_errors import Unreachable
from pipelines.db.readonly import is_there, open_to_read

SECRET = "kn0ck-kn0ck"

ADDRESSES = (
    ("postgresql://ada@host:5432/news", "postgresql://ada@host:5432/news"),
    (f"postgresql://ada:{SECRET}@host/news", "postgresql://ada@host/news"),
    (
        f"postgres://ada:{SECRET}@[::1]:5432/news?sslmode=require",
        "postgres://ada@[::1]:5432/news?sslmode=require",
    ),
    (f"postgresql://host/news?user=ada&password={SECRET}", "postgresql://host/news?user=ada&password=***"),
    (f"postgresql://host/news?sslpassword={SECRET}&a=b", "postgresql://host/news?sslpassword=***&a=b"),
    (f"postgresql://ada:{SECRET}/@/{SECRET}@host/news", "postgresql://ada@host/news"),
    (f"postgresql://ada:{SECRET}:x@host/news", "postgresql://ada@host/news"),
    (f"postgresql://:{SECRET}@host/news", "postgresql://@host/news"),
    (f"postgresql://host/news?a=b&pass%77ord={SECRET}", "postgresql://host/news?a=b&pass%77ord=***"),
    (f"postgresql://host/news?%50assword={SECRET}", "postgresql://host/news?%50assword=***"),
    ("postgresql://host/news?passfile=/a", "postgresql://host/news?passfile=/a"),
)


@pytest.mark.parametrize(("address", "shown"), ADDRESSES)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert is_address(address)
    assert without_password(address) == shown
    assert SECRET not in str(DatabaseError(address))


def test_a_file_is_no_address() -> None:
    files = (
        "news.db",
        "postgresql.db",
        "postgres/news.db",
        "/srv/postgresql:/news.db",
        "file:news.db",
        "C:\\news@home.db",
        "me@home.db",
    )
    assert not any(map(is_address, files))
    assert not any(map(is_mistaken, files))


MISTAKEN = (
    "postgres//host/news",
    "postgresql:host/news",
    f"host=127.0.0.1 port=1 password={SECRET}",
    f"user=ada  password = '{SECRET}'",
    f"ada:{SECRET}@127.0.0.1",
    f"postgres:{SECRET}@host/news",
    f"postgresql:/ada:{SECRET}@host/news",
    f"//ada:{SECRET}@host/news",
    f"postgresql+psycopg://ada:{SECRET}@host/news",
    f"mysql://ada:{SECRET}@host/news",
    f" {SECRET}@host:5432/news",
)


@pytest.mark.parametrize("database", MISTAKEN)
def test_what_only_looks_like_an_address_is_refused_unseen(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for use in (open_database, open_to_read, is_there):
        with pytest.raises(
            Unreachable, match=r"^DATABASE: looks like .* postgresql://user@host:5432/name$"
        ) as raised:
            use(database)
        assert SECRET not in "".join(traceback.format_exception(raised.value))
    assert SECRET not in str(name_of(database))
    assert not list(tmp_path.iterdir())
