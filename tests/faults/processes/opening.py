"""Run in a process of its own, on the database of its environment: the tables, and the demo guarantee in force."""

from datetime import timedelta

from portal.actions import publishing
from portal.app import create_app
from portal.commands.clock import now
from portal.store import schema
from portal.store.db import connection

app = create_app()
with app.app_context(), connection():
    schema.migrate()
    publishing.publish_demo(now() - timedelta(days=30))
