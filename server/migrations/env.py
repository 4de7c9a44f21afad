"""Run by Alembic: takes the connection that `server.migrations` opened, and its transaction."""

from __future__ import annotations

from alembic import context

from server.catalogue import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
context.run_migrations()
