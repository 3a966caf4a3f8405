"""The post room's desk: which letters did not arrive, what became of the others, and a button to send one again."""

from datetime import timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from portal.actions import auditing, post
from portal.actions.moves import Overtaken
from portal.core.case import Refused
from portal.store import letter as letters
from portal.store.letter import Letter
from portal.web.fields import local_zone
from portal.web.show import letter_item
from portal.web.staff.letters.forms import CorrectForm
from portal.words import case as words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

bp = Blueprint("letters", __name__, url_prefix="/letters")

CARRIED = _l("The postman is carrying this letter right now. Look again in a minute.")
SHOWN = timedelta(days=7)
PAGE = 50


@bp.get("")
def show():
    before, zone = _before(), local_zone()
    found = letters.lately(g.person, g.now - SHOWN, before, PAGE)
    return render_template(
        "staff/letters/show.html",
        troubled=[] if before else [letter_item(letter, zone, g.now) for letter in letters.troubled(g.person)],
        lately=[letter_item(letter, zone, g.now) for letter in found],
        next_url=url_for("staff.letters.show", before=found[-1].id) if len(found) == PAGE else None,
    )


@bp.get("/<int:letter_id>")
def letter(letter_id: int):
    found = _letter_or_404(letter_id)
    auditing.read_letter(found, g.person, g.now)
    return _page(found, CorrectForm(formdata=None))


@bp.post("/<int:letter_id>/again")
def send_again(letter_id: int):
    found = _letter_or_404(letter_id)
    if post.send_again(found, g.person, g.now):
        flash(_("The letter is on its way again."), "success")
    else:
        flash(CARRIED, "warning")
    return redirect(url_for("staff.letters.show"), 303)


@bp.post("/<int:letter_id>/correct")
def correct(letter_id: int):
    """The address of the case is put right, and this letter sent there. What cannot be done keeps what was typed."""
    found, form = _letter_or_404(letter_id), CorrectForm()
    if not post.is_correctable(found):
        abort(409)
    if not form.validate():
        return _page(found, form), 422
    try:
        on_its_way = post.correct(found, form.email.data, g.person, g.now)
    except (Refused, Overtaken) as refused:
        form.email.errors = [words.refusal(getattr(refused, "code", "overtaken"))]
        return _page(found, form), 409
    flash(_("The address is corrected, and the letter is on its way there.") if on_its_way else CARRIED, "success")
    return redirect(url_for("staff.letters.letter", letter_id=letter_id), 303)


def _page(found: Letter, form: CorrectForm) -> str:
    """The letter; with the form for a better address, where there can be one and this colleague may change it."""
    may = g.person.role != "auditor" and post.is_correctable(found)
    shown = letter_item(found, local_zone(), g.now)
    return render_template("staff/letters/letter.html", letter=shown, form=form if may else None)


def _before() -> int | None:
    """Where the page before this one ended; anything else that was written there is the beginning."""
    typed = request.args.get("before", type=int)
    return typed if typed and 0 < typed < 2**62 else None


def _letter_or_404(letter_id: int) -> Letter:
    found = letters.seen_by(g.person, letter_id) if letter_id < 2**62 else None
    return found or abort(404)
