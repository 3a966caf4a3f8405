"""Files people attach: judged by name and content, kept on the shelf, then in a row; the row never without its file."""

from portal.actions.attaching.contents import MAX_SIZE, NotTaken, Offered
from portal.actions.attaching.keeping import MAX_FILES, clear, drop, keep, keep_all, sweep, unknown
from portal.actions.attaching.names import clean_name

__all__ = [
    "MAX_FILES",
    "MAX_SIZE",
    "NotTaken",
    "Offered",
    "clean_name",
    "clear",
    "drop",
    "keep",
    "keep_all",
    "sweep",
    "unknown",
]
