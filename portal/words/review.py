"""What marks, stages and results of reviews are called."""

from portal.words.translated import lazy_gettext as _l

MARKS = {
    "yes": _l("Yes"),
    "partly": _l("Partly"),
    "no": _l("No"),
    "none": _l("Did not arise"),
}
STAGES = {
    "drawn": _l("Waits for a reviewer"),
    "scored": _l("Waits for the handler’s word"),
    "explained": _l("Waits for the result"),
    "closed": _l("Finished"),
}
RESULTS = {
    "good": _l("As we promised"),
    "advice": _l("Something to do better next time"),
    "serious": _l("Not as it must be"),
}
TONES = {"good": "good", "advice": "hold", "serious": "bad"}

REFUSALS = {
    "own_work": _l("You had a hand in this case. Somebody else reviews it."),
    "not_yours": _l("Only the colleague who handled the case can explain it."),
    "too_early": _l("The handler has three days to say how he sees it. The result is set after that."),
    "moved_on": _l("Somebody was faster: this was done already. What you typed is still here."),
}
