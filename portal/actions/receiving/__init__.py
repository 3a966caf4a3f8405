"""Mail that came in: stored once, and then a message on its case, or something for staff to look at."""

from portal.actions.receiving.clearing import clear
from portal.actions.receiving.desk import AS_CUSTOMER, AS_NOTE, Unsaid, attach, put_aside, put_back, read
from portal.actions.receiving.judging import Judged, judge
from portal.actions.receiving.taking import take_in

__all__ = [
    "AS_CUSTOMER",
    "AS_NOTE",
    "Judged",
    "Unsaid",
    "attach",
    "clear",
    "judge",
    "put_aside",
    "put_back",
    "read",
    "take_in",
]
