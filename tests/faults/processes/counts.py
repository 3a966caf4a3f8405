"""How hard the faults are tried: a few kills in `make test`, all that FAULTS asks for with KEPT_FAULTS=full."""

import os

FULL = os.environ.get("KEPT_FAULTS") == "full"


def count(few: int, all_of_them: int) -> int:
    return all_of_them if FULL else few
