"""The post room's desk: which letters did not arrive, what became of the others, and a button to send one again."""

from datetime import timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.actions import auditing, post
from portal.store import letter as letters
from portal.store.letter import Letter
from portal.web.fields import local_zone
from portal.web.show import letter_item

bp = Blueprint("letters", __name__, url_prefix="/letters")

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
    return render_template("staff/letters/letter.html", letter=letter_item(found, local_zone(), g.now))


@bp.post("/<int:letter_id>/again")
def send_again(letter_id: int):
    found = _letter_or_404(letter_id)
    if post.send_again(found, g.person, g.now):
        flash(_("The letter is on its way again."), "success")
    else:
        flash(_("The postman is carrying this letter right now. Look again in a minute."), "warning")
    return redirect(url_for("staff.letters.show"), 303)


def _before() -> int | None:
    """Where the page before this one ended; anything else that was written there is the beginning."""
    typed = request.args.get("before", type=int)
    return typed if typed and 0 < typed < 2**62 else None


def _letter_or_404(letter_id: int) -> Letter:
    found = letters.seen_by(g.person, letter_id) if letter_id < 2**62 else None
    return found or abort(404)
