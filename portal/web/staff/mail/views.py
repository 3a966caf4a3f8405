"""The tray: mail that fits no case by itself, what nobody wrote, what came back, and what became of the rest."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for

from portal.actions import receiving
from portal.actions.moves import Overtaken
from portal.actions.receiving import AS_CUSTOMER
from portal.core.case import Refused
from portal.store import mail as mails
from portal.store import pulse
from portal.store.mail import ASIDE, ON_A_CASE, WAITING, Mail
from portal.web import originals
from portal.web.fields import local_zone
from portal.web.show import mail_item
from portal.web.staff.mail.forms import AttachForm
from portal.words import case as case_words
from portal.words import mail as words
from portal.words import time
from portal.words.translated import gettext as _

bp = Blueprint("mail", __name__, url_prefix="/mail")

PAGE = 50
VIEWS = {
    "waiting": (WAITING,),
    "done": ON_A_CASE,
    "back": ("bounce",),
    "automatic": ("automatic",),
    "aside": (ASIDE,),
}
UNREAD = timedelta(minutes=15)
LOOSE = (WAITING, "automatic", ASIDE)  # what staff may still put on a case


@bp.get("")
def show() -> str:
    view, before, zone = _view(), _before(), local_zone()
    found = mails.listed(g.person, VIEWS[view], before, PAGE)
    return render_template(
        "staff/mail/show.html",
        views=words.VIEWS,
        view=view,
        items=[mail_item(mail, zone, g.now) for mail in found],
        next_url=url_for("staff.mail.show", view=view, before=found[-1].id) if len(found) == PAGE else None,
        unread=_unread(),
    )


@bp.get("/<int:mail_id>")
def mail(mail_id: int) -> str:
    found = _mail_or_404(mail_id)
    receiving.read(found, g.person, g.now)
    return _page(found)


@bp.get("/<int:mail_id>/original")
def original(mail_id: int) -> Response:
    """The mail as it came. The private link may stand in it, so agents do not get it."""
    found = _mail_or_404(mail_id)
    receiving.read(found, g.person, g.now, "mail_original")
    return originals.give_out(found)


@bp.post("/<int:mail_id>/attach")
def attach(mail_id: int):
    found, form = _loose_or_409(mail_id), AttachForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    taken, told = originals.take_in(found, found.once, g.now) if form.how.data == AS_CUSTOMER else ((), found.files)
    try:
        receiving.attach(found, form.case, form.how.data, form.reason.data, g.person, g.now, taken, told)
    except Refused as refused:
        form.reference.errors = [case_words.refusal(refused, staff=True)]
        return _page(found, form), 409
    except receiving.Unsaid:
        form.how.errors = [_("There are no words in it and no file we take, so it can only be a note.")]
        return _page(found, form), 422
    except Overtaken:
        return _page(_mail_or_404(mail_id), form, overtaken=True), 409
    flash(_("It stands on %(reference)s now.", reference=form.case.reference), "success")
    return redirect(url_for("staff.cases.show", reference=form.case.reference), 303)


@bp.post("/<int:mail_id>/aside")
def aside(mail_id: int):
    return _moved(mail_id, receiving.put_aside, _("Put aside. It goes after 30 days."))


@bp.post("/<int:mail_id>/back")
def back(mail_id: int):
    return _moved(mail_id, receiving.put_back, _("It waits for somebody again."))


def _moved(mail_id: int, move, told: str):
    found = _loose_or_409(mail_id)
    try:
        move(found, g.person, g.now)
    except Overtaken:
        return _page(_mail_or_404(mail_id), overtaken=True), 409
    flash(told, "success")
    return redirect(url_for("staff.mail.show"), 303)


def _page(found: Mail, form: AttachForm | None = None, overtaken: bool = False) -> str:
    named = found.about.reference if found.meant_id else ""
    return render_template(
        "staff/mail/mail.html",
        mail=mail_item(found, local_zone(), g.now),
        form=form or AttachForm(reference=named, formdata=None),
        may=found.state in LOOSE and g.person.role != "auditor",
        overtaken=overtaken,
    )


def _mail_or_404(mail_id: int) -> Mail:
    return mails.seen_by(g.person, mail_id) or abort(404)


def _loose_or_409(mail_id: int) -> Mail:
    """A mail with which something can still be done; whoever comes too late is told on its page."""
    found = _mail_or_404(mail_id)
    if found.state not in LOOSE:
        abort(Response(_page(found, overtaken=True), 409))
    return found


def _view() -> str:
    typed = request.args.get("view", "")
    return typed if typed in VIEWS else "waiting"


def _before() -> int | None:
    """Where the page before this one ended; anything else that was written there is the beginning."""
    typed = request.args.get("before", type=int)
    return typed if typed and 0 < typed < 2**62 else None


def _unread() -> str:
    """Since when the mailbox could not be read, where that is longer than it should be; "" where all is well."""
    if current_app.config["KEPT"].imap_url is None:
        return ""
    last: datetime | None = pulse.last("mailbox")
    if last is None:
        return _("The mailbox has not been read yet.")
    since = time.short(last, local_zone(), g.now)
    return _("The mailbox has not been read since %(moment)s.", moment=since) if g.now - last > UNREAD else ""
