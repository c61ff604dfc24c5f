"""The journal's database: how it is made, opened and guarded."""

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from grants.adapters.database import HEAD, METADATA, connect, migrate
from grants.adapters.journal import SqlJournal
from grants.ports import PermanentFailureError
from tests.adapters.envelopes import GRANT, envelopes

ALEMBIC_IS_LOADED = """
import sys
from grants.adapters.journal import connect, migrate

engine = connect(sys.argv[1])
migrate(engine)
engine.dispose()
print("alembic" in sys.modules)
"""


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = connect(url)
    yield engine
    engine.dispose()


def migrate_at(url: str) -> None:
    with opened(url) as engine:
        migrate(engine)


def test_a_database_is_brought_to_the_form_that_the_code_expects(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", "grants.adapters:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_second_migration_changes_nothing(engine: Engine) -> None:
    journal = SqlJournal(engine)
    journal.append(envelopes(2))

    migrate(engine)

    assert journal.last(GRANT) == 2


def test_a_database_at_head_is_opened_without_loading_alembic(url: str) -> None:
    run = [sys.executable, "-c", ALEMBIC_IS_LOADED, url]

    says = [subprocess.run(run, capture_output=True, check=True).stdout for _ in range(2)]

    assert says == [b"True\n", b"False\n"]


def test_several_processes_may_migrate_a_new_database_at_once(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=migrate_at, args=(url,)) for _ in range(4)]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with opened(url) as engine:
        assert SqlJournal(engine).append(envelopes(1))[-1].sequence == 1


def test_a_database_that_a_newer_version_has_migrated_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(PermanentFailureError, match="run the newer Grants"):
        migrate(engine)


CHANGES = (
    "UPDATE events SET actor = 'somebody.else' WHERE sequence = 1",
    "DELETE FROM events WHERE sequence = 2",
)
OWN_CHANGES = {
    "sqlite": "INSERT OR REPLACE INTO events SELECT * FROM events WHERE sequence = 1",
    "postgresql": "TRUNCATE events",
}


def test_the_database_refuses_to_change_or_delete_an_event(engine: Engine) -> None:
    journal = SqlJournal(engine)
    journal.append(envelopes(2))
    before = journal.stream(GRANT)

    for statement in (*CHANGES, OWN_CHANGES[engine.dialect.name]):
        with engine.begin() as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(statement))
            connection.rollback()

    assert journal.stream(GRANT) == before


def test_an_address_without_a_driver_means_psycopg() -> None:
    with opened("postgresql://grants@localhost/grants") as engine:
        assert engine.dialect.driver == "psycopg"
