"""The clock for commands: the same single reading that a web request gets."""

from datetime import datetime

from flask import current_app


def now() -> datetime:
    """This moment in whole seconds; PostgreSQL's own where it is the store. Needs an open connection."""
    return current_app.config["CLOCK"]()


def own() -> datetime:
    """What this machine's clock shows, to be compared with the store's; for nothing else."""
    return current_app.config["OWN_CLOCK"]()
