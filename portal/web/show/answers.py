"""What the customer said after his case was closed, for macros/survey.html: to himself and to staff."""

from flask import g

from portal.core import survey as core
from portal.mail.letters import zone_of
from portal.store.sheet import Sheet
from portal.store.survey import Answer
from portal.words import survey as words
from portal.words import time
from portal.words.translated import gettext as _


def answer_items(sheet: Sheet, staff: bool = False) -> list[dict]:
    """Each cycle's answer, the newest first. Staff see our own record beside it."""
    return [answer_item(answer, sheet, staff) for answer in reversed(sheet.answers)]


def answer_item(answer: Answer, sheet: Sheet, staff: bool = False) -> dict:
    zone = zone_of(sheet.guarantee)
    return {
        "cycle": answer.cycle,
        "at_text": time.short(answer.at, zone, g.get("now")),
        "at_iso": answer.at.astimezone(zone).isoformat(),
        "score_text": words.score(answer.score) if answer.score else words.UNSAID,
        "is_low": answer.score is not None and answer.score <= core.LOW,
        "rows": _rows(answer),
        "words": answer.words,
        "record": words.record(_broken(answer, sheet)) if staff else "",
    }


def _rows(answer: Answer) -> list[tuple[str, str]]:
    return [
        (_("Solved?"), str(words.SOLVED.get(answer.solved, words.UNSAID))),
        (_("Did we keep our word?"), str(words.KEPT_WORD.get(answer.kept_word, words.UNSAID))),
    ]


def _broken(answer: Answer, sheet: Sheet) -> bool:
    """Whether we had broken a promise of this cycle by the time he answered."""
    mine = [r for r in sheet.rounds if r.cycle == answer.cycle and r.due_at and r.due_at <= answer.at]
    return any((r.ruling or r.verdict) == "broken" for r in mine)
