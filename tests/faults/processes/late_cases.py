"""Run in a process of its own: complaints nobody answered for ten days. Argument: how many."""

import sys
from datetime import timedelta

from portal.actions import intake
from portal.actions.intake import Filing
from portal.app import create_app
from portal.commands.clock import now
from portal.store.db import connection, transaction
from portal.store.person import Person

app = create_app()
with app.app_context(), connection(), transaction():
    Person.create(email="wang@example.com", name="Wang", public_name="Wang", role="supervisor", password="-")
    filed = now() - timedelta(days=10)
    for number in range(int(sys.argv[1])):
        intake.file(Filing(f"{number:032x}", "complaint", "Broken", email=f"c{number}@example.com"), filed)
