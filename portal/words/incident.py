"""What is said of incidents to staff: why something cannot be done, how far a bulletin has come, what was not sent."""

from collections.abc import Iterable

from portal.words import case, text
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l
from portal.words.translated import ngettext

LANGUAGES = {"en": _l("English"), "zh": _l("Chinese")}

REFUSALS = {
    "both_languages": _l("The public reads it in both languages: it needs its title and its text in each."),
    "public": _l("The public reads this now, so only a supervisor changes it."),
    "over": _l("This incident is over."),
    "nobody": _l("No open case belongs to this incident, so there is nobody to write to."),
    "sent_before": _l("This form was sent already, with other words. Send it again if all are to read this as well."),
}

NOT_SENT = {
    "not_seen": _l("Whoever wrote it may not see this case any more."),
    "date_passed": _l("The date it names had passed before it could go out."),
    "failed": _l("Something broke on our side. Write to this customer from the page of the case."),
}


def refusal(code: str, about: Iterable[str] = ()) -> str:
    """Why it cannot be done, in a sentence."""
    if code == "outcome":
        return _("This outcome does not fit these cases: %(cases)s.", cases=text.listed(about))
    if code == "language":
        return _("Somebody reads it in this language now: %(languages)s.", languages=_named(about))
    return str(REFUSALS[code])


def not_sent(code: str) -> str:
    """Why one of the customers was not told."""
    return str(NOT_SENT[code]) if code in NOT_SENT else case.refusal(code, staff=True)


def told(sent: int, of: int, refused: int, waits: int) -> str:
    """“Told 118 of 120, 2 not sent”"""
    parts = [_("Told %(sent)d of %(all)d", sent=sent, all=of)]
    if refused:
        parts.append(ngettext("%(num)d not sent", "%(num)d not sent", refused))
    if waits:
        parts.append(ngettext("%(num)d still to go", "%(num)d still to go", waits))
    return text.listed(parts)


def _named(languages: Iterable[str]) -> str:
    return text.listed([str(LANGUAGES[language]) for language in languages])
