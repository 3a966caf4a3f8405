"""`flask demo`: eight weeks of a small company, so that nobody has to look at empty pages. Nothing of it is mailed.

All of it is one transaction: it is there whole, or not at all.
"""

import secrets
from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from portal.actions import publishing, team
from portal.commands import stories
from portal.commands.clock import now
from portal.commands.stage import Stage
from portal.mail import links, outbox
from portal.store import case as cases
from portal.store import guarantee as versions
from portal.store import letter
from portal.store.db import connection, transaction
from portal.store.guarantee import Guarantee
from portal.store.schema import pending
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

BEFORE = timedelta(days=3)  # the guarantee was published and everybody hired before the first story
WORTH_A_LOOK = ("sideboard-late", "cushion-covers", "curtain-colour", "table-warps", "hinge-noise")


@click.command("demo")
@click.option("--yes", is_flag=True, help="Even where MAIL_SERVER is set.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")
@with_appcontext
def demo(yes: bool, lang: str) -> None:
    """Fill an empty site with the demo company's people, cases, letters and verdicts."""
    with force_locale(lang), connection():
        _refuse(yes)
        password = secrets.token_urlsafe(9)
        with transaction():
            before = letter.last_id()
            stage = _play(now(), password)
            outbox.call_sent(before)
        _tell(stage, password)


def _refuse(yes: bool) -> None:
    if current_app.config["KEPT"].mail_server and not yes:
        sentence = _("MAIL_SERVER is set: letters about the demo's open cases would be mailed. Add --yes to allow it.")
        raise click.ClickException(sentence)
    if pending():
        raise click.ClickException(_("The database is older than this version. First run: flask --app wsgi migrate"))
    if cases.any_there():
        raise click.ClickException(_("There are cases here already. The demo needs a database of its own."))


def _play(moment: datetime, password: str) -> Stage:
    known = publishing.shipped_calendars()["service-desk"]
    steps = stories.steps(moment, known)
    stage = Stage(_version(steps[0].at - BEFORE, moment))
    try:
        stage.hire(password, steps[0].at - BEFORE)
    except team.NotPossible:
        raise click.ClickException(_("Some of the demo's people work here already.")) from None
    stage.write_replies(steps[0].at - BEFORE)
    with click.progressbar(steps, label=_("Eight weeks go by")) as shown:
        for step in shown:
            stage.play(step)
    stage.strike(stories.strike(moment, known))
    stage.wait(moment)
    stage.review(moment)
    stage.sign(moment)
    return stage


def _version(before: datetime, moment: datetime) -> Guarantee:
    """The demo guarantee: published before all of it, once it was signed; or found where a first start published it."""
    demo = publishing.demo()
    signed = before.astimezone(demo.zone).date() >= demo.signed_on
    found = publishing.publish_demo(before if signed else moment) or versions.by_number(demo.number)
    if found is None:
        raise click.ClickException(_("Another guarantee is published here. The demo needs a database of its own."))
    return found


def _tell(stage: Stage, password: str) -> None:
    door = current_app.config["KEPT"].public_url + "/staff/sign-in"
    click.echo(ngettext("%(num)d case is there.", "%(num)d cases are there.", len(stage.cases)))
    click.echo(_("Staff sign in at %(address)s with the password %(password)s:", address=door, password=password))
    for person in stage.people.values():
        click.echo(f"  {person.role:<12}{person.email:<22}{person.name}")
    click.echo(_("Cases as their customers see them:"))
    for slug in WORTH_A_LOOK:
        case = cases.reread(stage.cases[slug])
        click.echo(f"  {case.reference}  {case.subject}\n               {links.status(case)}")
