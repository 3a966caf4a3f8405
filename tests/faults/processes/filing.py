"""Run in a process of its own: cases filed one after the other, every fifth taken back before it was stored.

Arguments: how many, how many seconds to rest between two, and the number of the first. What was taken back has an
address of its own kind.
"""

import sys
import time
from contextlib import suppress

from portal.actions import intake
from portal.actions.intake import Filing
from portal.app import create_app
from portal.commands.clock import now
from portal.store.db import connection, transaction


class TakenBack(Exception):
    pass


def main(cases: int, rest: float, first: int = 0) -> None:
    app = create_app()
    with app.app_context(), connection():
        for number in range(first, first + cases):
            file(number, f"c{number}@example.com")
            if number % 5 == 4:
                with suppress(TakenBack):
                    file_and_take_back(1_000_000 + number)
            time.sleep(rest)


def file_and_take_back(number: int) -> None:
    with transaction():
        file(number, f"taken-back-{number}@example.com")
        time.sleep(0.02)
        raise TakenBack


def file(number: int, email: str) -> None:
    intake.file(Filing(f"{number:032x}", "complaint", f"The table came broken, {number}.", email=email), now())


main(int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:]))
