"""What a customer said of us, in words: the same sentences on his page, on the staff's and in the history."""

from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

SOLVED = {"yes": _l("Yes, it is solved"), "in_part": _l("Solved in part"), "no": _l("Not solved")}
KEPT_WORD = {True: _l("Yes, we kept our word"), False: _l("No, we did not keep our word")}
UNSAID = _l("Not said")


def score(points: int) -> str:
    return _("%(score)d of 5", score=points)


def record(broken: int) -> str:
    """What our own record says of the same time."""
    return _("Our record: at least one promise broken") if broken else _("Our record: every promise kept")
