"""Teams: what is filed for a service goes to the team that looks after it."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from portal.actions import team
from portal.store import person as people
from portal.store.person import Team
from portal.web.staff.teams.forms import TeamForm, services
from portal.words.translated import gettext as _

bp = Blueprint("teams", __name__, url_prefix="/teams")


@bp.get("")
def show():
    return _page(TeamForm(formdata=None))


@bp.post("")
def create():
    form = TeamForm()
    if not form.validate_on_submit() or not _saved(None, form):
        return _page(form), 422
    flash(_("The team is there. New cases of its services go to it."), "success")
    return redirect(url_for("staff.teams.show"), 303)


@bp.route("/<int:team_id>", methods=["GET", "POST"], endpoint="team")
def one(team_id: int):
    row = (people.team_by_id(team_id) if team_id < 2**31 else None) or abort(404)
    form = TeamForm(row)
    if not form.is_submitted():
        return render_template("staff/teams/team.html", form=form, team=row)
    if not form.validate() or not _saved(row, form):
        return render_template("staff/teams/team.html", form=form, team=row), 422
    flash(_("The team is as you want it. Cases that are there already stay where they are."), "success")
    return redirect(url_for("staff.teams.show"), 303)


def _saved(row: Team | None, form: TeamForm) -> bool:
    """Whether it could be kept; else the form says why not."""
    try:
        team.save_team(row, form.name.data, form.services.data, form.members.data, g.person, g.now)
    except team.NotPossible as refused:
        field = form.name if refused.code == "name_taken" else form.services
        field.errors = [*field.errors, _sentence(refused.code)]
        return False
    return True


def _sentence(code: str) -> str:
    return {
        "name_taken": _("There is a team of this name already."),
        "service_taken": _("One of these services is another team’s already. A service belongs to one team."),
    }[code]


def _page(form: TeamForm) -> str:
    named, staff, there = services(), people.active(), people.teams()
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "services": [named.get(slug, slug) for slug in row.slugs],
            "members": [person.name for person in staff if person.team_id == row.id],
        }
        for row in there
    ]
    taken = {slug for row in there for slug in row.slugs}
    nobodys = [title for slug, title in named.items() if slug not in taken]
    return render_template("staff/teams/show.html", form=form, teams=rows, nobodys=nobodys)
