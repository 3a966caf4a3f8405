"""Run by test_on_time.py in a process of its own: an urgent case whose promise is due three seconds from now."""

import sys
from datetime import timedelta

from portal.actions import intake, publishing
from portal.actions.intake import Filing
from portal.app import create_app
from portal.commands.clock import now
from portal.store import schema
from portal.store.db import connection

app = create_app()
with app.app_context(), connection():
    schema.migrate()
    moment = now()
    publishing.publish_demo(moment - timedelta(days=1))
    received = moment - timedelta(minutes=30) + timedelta(seconds=3)
    filing = Filing("a" * 32, "complaint", "It smokes", email="li@example.com", urgent=True, urgent_reason="Smoke")
    case, _ = intake.file(filing, moment, received_at=received)
    sys.stdout.write(f"{int((received + timedelta(minutes=30)).timestamp())}\n")
