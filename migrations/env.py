"""Alembic's door to the migrations; only `trainer.db` runs it.

The connection comes with its transaction begun: the whole upgrade is one transaction on
SQLite too, so that a killed one leaves nothing behind and can be tried again.

A new migration is a file `versions/<number>_<what>.py` written by hand; its revision is
the next number (four digits), which is also the new `trainer.db.SCHEMA`. SQLite
copies a table to change it and forgets its triggers and WITHOUT ROWID: make them anew.
The tests compare what the migrations make with `trainer.tables`.
"""

from alembic import context

from trainer.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
