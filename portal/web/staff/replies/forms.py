"""A canned reply: what it is called, whose it is, and what it says in both languages."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from portal.actions.canned import may_keep
from portal.core.canned import PLACES, unknown
from portal.core.case import SAYINGS
from portal.store import person as people
from portal.store.canned import Canned
from portal.store.person import Person
from portal.web.fields import NEXT_STEP, LineField, Needed, WordsField, whole_number
from portal.words import case as words
from portal.words import text
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

TEXTS = ("body_en", "next_step_en", "body_zh", "next_step_zh")
EVERYBODYS = ""


def known_places(form, field):
    """A slip in a place would be read by a customer."""
    strange = unknown(field.data)
    if strange:
        braces = text.listed(f"{{{place}}}" for place in PLACES)
        raise StopValidation(
            _("“%(place)s” is no place we can fill. There are: %(known)s.", place=f"{{{strange[0]}}}", known=braces)
        )


def _words(label, sentence) -> WordsField:
    return WordsField(label, [Needed(sentence), known_places])


class ReplyForm(FlaskForm):
    name = LineField(_l("What you call it"), [Needed(_l("Give it a name by which colleagues find it"))])
    team = SelectField(_l("Whose is it?"), validate_choice=False)
    verb = SelectField(_l("For which message?"), validate_choice=False)
    body_en = _words(_l("In English"), _l("Write it in English, too: some customers read nothing else"))
    next_step_en = LineField(_l("What happens next, in English"), [known_places], longest=NEXT_STEP)
    body_zh = _words(_l("In Chinese"), _l("Write it in Chinese, too: some customers read nothing else"))
    next_step_zh = LineField(_l("What happens next, in Chinese"), [known_places], longest=NEXT_STEP)
    version = HiddenField()

    def __init__(self, person: Person, reply: Canned | None = None, **kwargs):
        start = {"team": str(person.team_id or EVERYBODYS)}
        if reply:
            columns = (*TEXTS, "name", "verb", "version")
            start = {name: getattr(reply, name) for name in columns} | {"team": str(reply.team_id or EVERYBODYS)}
        super().__init__(data=start, **kwargs)
        self.team.choices = whose(person)
        self.verb.choices = [("", _("Any")), *((verb.value, words.VERBS[verb]) for verb in SAYINGS)]

    def validate_team(self, field):
        if field.data not in dict(field.choices):
            raise StopValidation(_("Choose whose it is."))

    def validate_verb(self, field):
        if field.data not in dict(field.choices):
            raise StopValidation(_("Choose for which message it is."))

    @property
    def texts(self) -> dict:
        """The columns of the row."""
        texts = {name: self[name].data for name in ("name", "verb", *TEXTS)}
        return texts | {"team": int(self.team.data) if self.team.data else None}

    @property
    def seen(self) -> int:
        return whole_number((self.version.raw_data or [""])[0]) or 0


def whose(person: Person) -> list[tuple[str, str]]:
    """To whom what he writes may belong."""
    teams = [(str(team.id), team.name) for team in people.teams() if may_keep(person, team.id)]
    return [(EVERYBODYS, _("Everybody’s")), *teams] if may_keep(person, None) else teams
