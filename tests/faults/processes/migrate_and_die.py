"""Migrate, and end as if the power went, once so many statements were given to the database."""

import os
import signal
import sys

from portal.app import create_app
from portal.store import schema
from portal.store.db import connection, db


def main(statements: int) -> None:
    app = create_app()
    execute, given = db.obj.execute_sql, []

    def count_and_die(*arguments, **options):
        given.append(1)
        if len(given) > statements:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments, **options)

    with app.app_context(), connection():
        db.obj.execute_sql = count_and_die
        schema.migrate()


main(int(sys.argv[1]))
