"""The stores of the database's own tests: each test that takes one runs with SQLite and with PostgreSQL."""

from tests.db.conftest import db, path, store_address

__all__ = ["db", "path", "store_address"]
