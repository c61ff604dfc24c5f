"""What Alembic runs: the migrations, in the transaction that it is given."""

from alembic import context

from grants.adapters.database import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
