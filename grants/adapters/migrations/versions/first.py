"""The first form: events, which nobody changes, what is derived from them, and notices."""

import secrets
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSAL: Final = "the journal is append-only: nothing in it is changed or deleted"
_ERASING: Final = "length(NEW.salts) < length(OLD.salts)"
"""A value may only go together with its salt."""
_KEPT: Final = (
    "position",
    "stream",
    "sequence",
    "type",
    "version",
    '"on"',
    "recorded_at",
    "actor",
    "authority",
    "key",
    "command",
    "asked",
    "caused_by",
    "entry",
    "CAST({row}.public AS TEXT)",
    "digests",
    "previous",
    "hash",
)
"""What no erasure touches."""


def _changed(differs: str) -> str:
    """Whether an update changes what no erasure touches."""
    texts = [name if "{row}" in name else f"{{row}}.{name}" for name in _KEPT]
    pairs = [(text.format(row="NEW"), text.format(row="OLD")) for text in texts]
    return " OR ".join(f"{new} {differs} {old}" for new, old in pairs)


_SQLITE: Final = (
    f"""
    CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    WHEN NOT {_ERASING} OR {_changed("IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
    WHEN EXISTS (
        SELECT 1 FROM events WHERE position = NEW.position
        UNION ALL
        SELECT 1 FROM events WHERE stream = NEW.stream AND sequence = NEW.sequence
    )
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,  # noqa: S608 - made of constants
    """
    CREATE TRIGGER notices_are_counted AFTER INSERT ON notices
    BEGIN UPDATE journal SET notices = notices + 1; END
    """,
    f"""
    CREATE TRIGGER notices_are_not_deleted BEFORE DELETE ON notices
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
)
"""INSERT OR REPLACE deletes without firing the delete trigger: hence the third."""

_POSTGRESQL: Final = (
    f"""
    CREATE FUNCTION refuse_change_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
    """,
    """
    CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events()
    """,
    f"""
    CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    FOR EACH ROW WHEN (NOT {_ERASING} OR {_changed("IS DISTINCT FROM")})
    EXECUTE FUNCTION refuse_change_of_events()
    """,
    """
    CREATE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events()
    """,
    """
    CREATE FUNCTION count_notices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE journal SET notices = notices + 1; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER notices_are_counted AFTER INSERT ON notices
    FOR EACH ROW EXECUTE FUNCTION count_notices()
    """,
    """
    CREATE TRIGGER notices_are_not_deleted BEFORE DELETE ON notices
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events()
    """,
    """
    CREATE TRIGGER notices_are_not_emptied BEFORE TRUNCATE ON notices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events()
    """,
)


def upgrade() -> None:
    """Make the tables and the triggers that keep events as they are."""
    _create_events()
    _create_notices()
    sqlite = op.get_context().dialect.name == "sqlite"
    _create_journal()
    _create_views()
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement)


def _create_events() -> None:
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "events",
        sa.Column("position", position, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("on", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("caused_by", sa.Integer),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("public", sa.JSON, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("salts", sa.Text, nullable=False),
        sa.Column("digests", sa.Text, nullable=False),
        sa.Column("erased", sa.JSON, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.UniqueConstraint("stream", "sequence"),
    )
    op.create_index("events_by_key", "events", ["stream", "key"])
    first = sa.text("sequence = 1")
    op.create_index(
        "events_first", "events", ["position"], sqlite_where=first, postgresql_where=first
    )


def _create_journal() -> None:
    journal = op.create_table(
        "journal",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("edge", sa.JSON, nullable=False),
        sa.Column("signed", sa.Text, nullable=False),
        sa.Column("notices", sa.Integer, nullable=False),
        sa.Column("erasures", sa.Integer, nullable=False),
    )
    counts = dict.fromkeys(("size", "notices", "erasures"), 0)
    op.bulk_insert(journal, [{"id": secrets.token_hex(16), "edge": [], "signed": "", **counts}])


def _create_views() -> None:
    op.create_table(
        "grants",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("line", sa.JSON, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
    )
    op.create_table(
        "duties",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("due", sa.Text),
        sa.Column("duty", sa.JSON, nullable=False),
    )
    op.create_table(
        "balances",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("balance", sa.Text, nullable=False),
    )
    op.create_table(
        "snapshots",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column(
            "noted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.CheckConstraint("status IN ('kept', 'refused', 'sent')"),
    )
