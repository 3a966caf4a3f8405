"""Why a row of a file did not become a case, and what is odd about one that did."""

from collections.abc import Iterable

from portal.words.translated import lazy_gettext as _l

REFUSED = {
    "ragged": _l("The row has more or fewer cells than the header."),
    "id_missing": _l("The row has no id of its own, or one too long to keep."),
    "duplicate": _l("Another row above has the same id."),
    "received_missing": _l("It is not said when it was received, so nothing can be judged."),
    "moment_unreadable": _l("A date in it cannot be read, or is not of this century."),
    "no_text": _l("There are no words in it."),
    "reply_without_moment": _l("There is an answer, but not when it was given."),
    "moment_without_reply": _l("It is said when it was answered, but there is no answer."),
    "replied_before_received": _l("It was answered before it was received."),
    "in_the_future": _l("Its moments lie in the future."),
}

NOTED = {
    "received_midnight": _l("Received at exactly midnight: probably only the day is known."),
    "replied_midnight": _l("Answered at exactly midnight: probably only the day is known."),
    "answered_some_time": _l(
        "When it was answered is not published. It was not before the moment given here: what was due earlier is "
        "broken, and what was due later does not count."
    ),
    "closed_yet_open": _l("It has a closing date, but its status says that it is open. The status was believed."),
}

UNREADABLE = {
    "empty": _l("The file is empty."),
    "encoding": _l("The file is neither UTF-8 nor GB 18030 text."),
    "no_table": _l("The file is no table with commas: somewhere a quotation mark is opened and never closed."),
}


def note(code: str) -> str:
    """What colleagues should know about an imported case."""
    return str(NOTED[code])


def numbers(rows: Iterable[int]) -> str:
    """Row numbers in few letters: "2-5, 9"."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
