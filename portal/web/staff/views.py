"""The back office as one building: its rooms hang beneath /staff, and all of them know whether the worker sleeps."""

from datetime import timedelta

from flask import Blueprint, g, redirect, request, url_for

from portal.store import circle
from portal.store import decisions as waits
from portal.store import mail as mail_store
from portal.web.staff import lock, unentered
from portal.web.staff.account import views as account
from portal.web.staff.audit import views as audit
from portal.web.staff.breaches import views as breaches
from portal.web.staff.calendars import views as calendars
from portal.web.staff.cases import composer
from portal.web.staff.cases import views as cases
from portal.web.staff.decisions import views as decisions
from portal.web.staff.door import views as door
from portal.web.staff.guarantees import views as guarantees
from portal.web.staff.incidents import views as incidents
from portal.web.staff.letters import gallery
from portal.web.staff.letters import views as letters
from portal.web.staff.load import views as load
from portal.web.staff.mail import views as mail
from portal.web.staff.people import views as people
from portal.web.staff.pledge import views as pledge
from portal.web.staff.queue import views as queue
from portal.web.staff.rehearsal import views as rehearsal
from portal.web.staff.replies import views as replies
from portal.web.staff.reports import views as reports
from portal.web.staff.reviews import views as reviews
from portal.web.staff.slip import views as slip
from portal.web.staff.surveys import views as surveys
from portal.web.staff.teams import views as teams

ASLEEP = timedelta(minutes=2)
LOOPS = ("watch", "postman")

bp = Blueprint("staff", __name__, url_prefix="/staff")
for room in (
    door,
    decisions,
    breaches,
    account,
    pledge,
    queue,
    cases,
    composer,
    replies,
    slip,
    incidents,
    gallery,
    letters,
    mail,
    load,
    surveys,
    reports,
    calendars,
    reviews,
    people,
    teams,
    audit,
    guarantees,
    rehearsal,
):
    bp.register_blueprint(room.bp)


@bp.get("/")
def home():
    return redirect(url_for("staff.queue.show"), 303)


@bp.context_processor
def years_missing() -> dict:
    """The calendars that lack a year, for those who answer for it."""
    return {"unentered": unentered.told(g.get("person"))}


@bp.context_processor
def out_of_reach() -> dict:
    """How many complaints nobody here may open, for administrators, where they begin their day and can mend it."""
    rooms = (request.endpoint or "").startswith(("staff.queue.", "staff.people."))
    asked = rooms and g.get("person") and g.person.role == "admin"
    return {"out_of_reach": circle.out_of_reach() if asked else 0}


@bp.context_processor
def banner() -> dict:
    """Whether one of the two loops has not beaten for two minutes, and how many mails wait for somebody."""
    if not g.get("person"):
        return {"worker_asleep": False, "mail_waits": 0}
    beats, waiting = mail_store.at_a_glance(LOOPS, g.person)
    asleep = any(name not in beats or g.now - beats[name] > ASLEEP for name in LOOPS)
    return {"worker_asleep": asleep, "mail_waits": waiting}


@bp.context_processor
def to_decide() -> dict:
    """How many things wait for this supervisor, for the navigation; "" where none does or it is not his to decide."""
    person = g.get("person")
    waiting = waits.count(person, g.now) if person and person.role in lock.SENIORS else 0
    return {"to_decide": f"{waits.MANY}+" if waiting > waits.MANY else str(waiting or "")}
