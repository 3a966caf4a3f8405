"""What customers say of us, for staff: the figures of the last 90 days and the latest answers. Nobody types a score."""

from datetime import datetime, timedelta, tzinfo

from flask import Blueprint, g, render_template, url_for

from portal.core import survey as core
from portal.store import answers, survey
from portal.store.survey import AFTER_CLOSING, Answer
from portal.web.fields import local_zone
from portal.web.show import pictures
from portal.web.staff.surveys import figures
from portal.words import survey as words
from portal.words import time
from portal.words.translated import gettext as _

bp = Blueprint("surveys", __name__, url_prefix="/surveys")

SPAN = timedelta(days=90)
SHOWN = 50


@bp.get("")
def show() -> str:
    since, zone = g.now - SPAN, local_zone()
    tally, invited = answers.tally(g.person, since), answers.asked(g.person, since)
    after_closing = survey.questionnaire(AFTER_CLOSING)
    asked = [(after_closing, invited), *((one, None) for one in survey.open_ones())]
    months = figures.months_until(g.now.astimezone(zone).date())
    start = datetime.combine(months[0], datetime.min.time(), zone)
    days = answers.by_day(g.person, start, g.now.astimezone(zone).utcoffset())
    return render_template(
        "staff/surveys/show.html",
        surveys=[figures.of(one, tally, letters) | _over_time(one.slug, days, months) for one, letters in asked],
        latest=[_row(answer, zone) for answer in answers.latest(g.person, SHOWN)],
        days=SPAN.days,
    )


def _over_time(slug: str, days: list, months: list) -> dict:
    steps = figures.over_time(slug, days, months)
    told = [(name, pictures.average_told(counted)) for name, _short, counted in steps if core.total(counted)]
    return {"drawn": pictures.scores(steps), "by_month": told}


def _row(answer: Answer, zone: tzinfo) -> dict:
    case = answer.case
    return {
        "at_text": time.short(answer.at, zone, g.now),
        "at_iso": answer.at.astimezone(zone).isoformat(),
        "reference": case.reference if case else "",
        "url": url_for("staff.cases.show", reference=case.reference) if case else "",
        "score": words.score(answer.score) if answer.score else words.UNSAID,
        "is_low": answer.score is not None and answer.score <= core.LOW,
        "solved": words.SOLVED.get(answer.solved, words.UNSAID),
        "kept_word": words.KEPT_WORD.get(answer.kept_word, words.UNSAID),
        "words": answer.words,
        "from": "" if case else _("Without a name"),
    }
