"""One form on the desk: its kind, its ticket, what was typed, the files that wait under the ticket."""

from flask import g, render_template, request
from werkzeug.datastructures import CombinedMultiDict

from portal.actions import attaching
from portal.actions.intake import Filing
from portal.core.guarantee import Guarantee
from portal.store import file as files
from portal.store import guarantee
from portal.store.case import Case
from portal.store.file import File
from portal.store.sheet import PLAIN_LIFE
from portal.web import opened, tickets
from portal.web.file import preview
from portal.web.file.forms import FilingForm
from portal.web.file.kinds import Kind
from portal.web.files import ACCEPT, shelf, size, take_in
from portal.web.tickets import Ticket
from portal.words.translated import get_locale


class Desk:
    """What lies on it, and the page that shows it."""

    def __init__(self, kind: Kind, ticket: Ticket, version: Guarantee | None, typed=None):
        self.kind, self.ticket, self.version = kind, ticket, version
        self.form = FilingForm(kind, version, typed)
        self.waiting: list[File] = []

    @classmethod
    def empty(cls, kind: Kind) -> "Desk":
        return cls(kind, tickets.new(g.now), guarantee.in_force(g.now))

    @classmethod
    def sent(cls, kind: Kind) -> "Desk":
        ticket = tickets.read(request.form.get("ticket", ""), g.now)
        return cls(kind, ticket, guarantee.in_force(g.now), CombinedMultiDict((request.files, request.form)))

    def take_in(self) -> None:
        """Keep the files that are good, drop those the customer took back, and name the others at their field."""
        attaching.drop(self.ticket.number, request.form.getlist("remove", type=int), shelf())
        self.waiting, faults = take_in(self.form.files.data or (), self.ticket.number, g.now)
        self.form.files.errors = [*self.form.files.errors, *faults]

    def look_up(self) -> None:
        """The files that wait already, without taking in any more."""
        self.waiting = files.waiting(self.ticket.number)

    def renew(self) -> None:
        """A ticket for another case."""
        self.ticket = tickets.new(g.now)

    @property
    def doubtful(self) -> bool:
        """Whether this looks like a robot's work. Then a person is asked to say that he is one; nothing is lost."""
        hasty = self.ticket.hasty and "://" in self.form.body.data
        return (bool(self.form.website.data) or hasty) and not self.form.person.data

    def filing(self) -> Filing:
        return self.form.filing(self.ticket.number, self.waiting)

    def page(self, told: str = "", earlier: Case | None = None) -> str:
        """The form as it is now. `told` says why it came back: late, strange, doubtful, filed or due."""
        form, version = self.form, self.version
        return render_template(
            "file/show.html",
            kind=self.kind,
            form=form,
            ticket=self.ticket,
            waiting=self.waiting,
            guarantee=version,
            life=version.life if version else PLAIN_LIFE,
            promises=preview.cards(self._promised()),
            language=str(get_locale()),
            accept=ACCEPT,
            size=size,
            told=told,
            earlier=earlier,
            earlier_url=opened.path_of(opened.status_token(earlier)) if earlier and opened.filed(earlier) else "",
        )

    def _promised(self) -> list[dict]:
        form = self.form
        return preview.promised(self.version, self.kind.slug, form.service.data, form.claims_urgency, g.now)
