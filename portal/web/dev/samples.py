"""What `/dev/components` shows: every part of the pages, in every state, with words as long and odd as they come.

The page is for whoever builds pages, on his own machine, so its words are in English only.
"""

from collections import Counter
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, RadioField, SelectField

from portal.core.figures import Share
from portal.web.fields import AddressField, LineField, WordsField
from portal.web.show import pictures

STANDINGS = ("upcoming", "running", "paused", "late", "kept", "broken", "void")
STATES = {
    "received": "Received",
    "in_progress": "In progress",
    "waiting": "Plan proposed",
    "resolved": "Answered",
    "closed": "Closed",
}
KINDS = {one: one.title() for one in ("complaint", "enquiry", "suggestion", "praise", "feedback")}
SEVERITIES = {"general": "General", "complex": "Complex", "urgent": "Urgent", "major": "Major"}
UNBROKEN = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle" * 2
MONTHS = ("Jun", "Jul", "Aug", "Sep", "Oct", "Nov")


NAMES = {
    "title": "Components",
    "lede": "Every part of the pages in every state. One promise has one form everywhere: sentence, clock, verdict.",
    "mail": "Mailbox",
    "line": "A line",
    "wrong": "A line with a mistake",
    "words": "Some lines",
    "chosen": "One of a list",
    "one": "One of a few",
    "yes": "One box",
    "files": "Files",
}


class Sample(FlaskForm):
    """A field of each sort; `wrong` ones carry a mistake."""

    class Meta:
        csrf = False

    line = LineField(NAMES["line"])
    wrong = AddressField(NAMES["wrong"])
    words = WordsField(NAMES["words"])
    chosen = SelectField(NAMES["chosen"])
    one = RadioField(NAMES["one"], default="a")
    yes = BooleanField(NAMES["yes"])
    files = MultipleFileField(NAMES["files"])


def everything() -> dict[str, Any]:
    """What templates/dev/components.html is given."""
    return {
        "form": _form(),
        "names": NAMES,
        "promises_shown": [_promise(standing) for standing in STANDINGS],
        "published": {"sentence": "You get a handling plan within 48 hours.", "due_text": "within 48 hours"},
        "long": _promise("running") | {"sentence": UNBROKEN, "note": "A note beneath. " * 12},
        "states": STATES,
        "kinds": KINDS,
        "severities": SEVERITIES,
        "messages": [_message(role) for role in ("customer", "staff", "system", "note")],
        "events": [_event("kept", "good"), _event("broken", "bad"), _event("pause", "hold"), _event("letter", "plain")],
        "answers": [_answer(5, False), _answer(1, True)],
        "shares": [Share(46, 57), Share(5, 7), Share(0, 40), Share(40, 40), Share()],
        "shares_drawn": pictures.shares(_shares()),
        "scores_drawn": pictures.scores(_scores()),
        "columns_drawn": pictures.columns(_columns(), "Seven are due."),
    }


def _form() -> Sample:
    form = Sample(formdata=None)
    form.chosen.choices = [("a", "The first"), ("b", "The second")]
    form.one.choices = [("a", "Solved"), ("b", "Solved in part")]
    form.wrong.errors = ["Write an address such as name@example.com."]
    form._fields["wrong"].data = "name@"
    return form


def _promise(standing: str) -> dict:
    return {
        "sentence": f"A promise that is {standing}.",
        "standing": standing,
        "due_text": "" if standing == "paused" else "tomorrow, Tuesday 10:00",
        "due_iso": "" if standing == "paused" else "2026-11-24T10:00:00+08:00",
        "left_text": "the clock stands still" if standing == "paused" else "in 2 working hours",
        "reason": ["Counted from Mon 23 Nov, 17:00.", "18:00 to 09:00 is closed."],
        "share": 60 if standing in ("running", "late") else None,
    }


def _message(role: str) -> dict:
    file = {"name": f"{UNBROKEN}.jpg", "url": "#", "type_text": "Picture", "size_text": "2 MB"}
    return {
        "role": role,
        "who": {"customer": "You", "staff": "Daniel (customer care)", "system": "Kept", "note": "Daniel Reed"}[role],
        "at_text": "Tue 17 Nov, 10:40",
        "at_iso": "2026-11-17T10:40:00+08:00",
        "type_text": "Reply",
        "body": "Some words.\nوصل الصندوق مكسوراً.\n" + UNBROKEN,
        "next_step": "We bring a new leg" if role == "staff" else "",
        "by_text": "by Wed 18 Nov, 18:00" if role == "staff" else "",
        "files": [file] if role == "customer" else [],
    }


def _event(icon: str, tone: str) -> dict:
    what = f"Something {tone} happened"
    return {"icon": icon, "tone": tone, "what": what, "who": "Daniel", "at_text": "Tue 17 Nov, 10:40"}


def _answer(score: int, low: bool) -> dict:
    rows = [("Solved", "Yes, it is solved"), ("Our word", "Yes, we kept our word")]
    return {
        "score_text": f"{score} of 5",
        "is_low": low,
        "record": "We say: a promise broken",
        "rows": rows,
        "cycle": 1,
        "at_text": "Fri 6 Nov",
        "at_iso": "2026-11-06",
        "words": "Some words.",
    }


def _shares() -> list[tuple[str, str, Share]]:
    found = (Share(18, 20), Share(3, 4), Share(40, 52), Share(50, 51), Share(30, 45), Share(61, 64))
    return [(f"{month} 2026", month, share) for month, share in zip(MONTHS, found, strict=True)]


def _scores() -> list[tuple[str, str, Counter]]:
    found = ({5: 9, 2: 3}, {4: 3}, {1: 12}, {3: 11, 4: 2}, {}, {5: 30})
    return [(f"{month} 2026", month, Counter(counted)) for month, counted in zip(MONTHS, found, strict=True)]


def _columns() -> list[tuple[str, str, int, str]]:
    return [("Late", "late", 3, "bad"), *((f"{hour}:00", str(hour), hour % 5, "accent") for hour in range(9, 18))]
