"""A migrated database for each test: SQLite always, PostgreSQL where one is named."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from grants.adapters.journal import SqlJournal, connect, migrate

POSTGRESQL = "GRANTS_TEST_POSTGRESQL_URL"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state' / 'journal.db'}"
    elif POSTGRESQL in os.environ:
        yield from _schema(os.environ[POSTGRESQL])
    else:
        pytest.skip(f"{POSTGRESQL} names no database, as in postgresql+psycopg://user@host/name")


def _schema(url: str) -> Iterator[str]:
    """A schema of its own for each test, in a database that others may use."""
    name = f"test_{secrets.token_hex(6)}"
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    address = make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
    yield address.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def journal(engine: Engine) -> SqlJournal:
    return SqlJournal(engine)
