"""What the pages of incidents show: what goes on, who is in it, and what was told to all of them."""

from collections import Counter
from datetime import tzinfo

from flask import current_app, g

from portal.actions import handling
from portal.actions.bulletins import Said
from portal.actions.moves import Overtaken
from portal.core.case import Given, Refused
from portal.mail.samples import with_links
from portal.store import bulletin as bulletins
from portal.store import guarantee, linked, queue
from portal.store.bulletin import Bulletin, BulletinCase, Told
from portal.store.case import Case
from portal.store.incident import Incident
from portal.store.linked import Number
from portal.store.queue import Wanted
from portal.web import show
from portal.web.fields import local_zone
from portal.web.language import LANGUAGES
from portal.web.staff.incidents.forms import LinkForm, UnlinkForm
from portal.web.staff.rows import rows
from portal.words import case as words
from portal.words import incident as incident_words
from portal.words import time
from portal.words.translated import get_locale
from portal.words.translated import gettext as _

PAGE = 50
HTML = {code: tag for code, _name, tag in LANGUAGES}


def item(incident: Incident, zone: tzinfo, number: Number) -> dict:
    """One incident in a list, and at the head of its page."""
    return show.incident_item(incident, zone, g.now) | {
        "is_shown": incident.is_shown,
        "shown_text": time.short(incident.shown_at, zone, g.now) if incident.is_shown else "",
        "over_text": time.short(incident.over_at, zone, g.now) if incident.over_at else "",
        "cases": number.all,
        "open": number.open,
    }


def listed(incidents: list[Incident], numbers: dict[int, Number]) -> list[dict]:
    zone = local_zone()
    return [item(row, zone, numbers.get(row.id, Number())) for row in incidents]


def content(incident: Incident, words: str, link: LinkForm | None, unlink: UnlinkForm | None) -> dict:
    """What the page of one incident draws; `link` and `unlink` are forms that came back."""
    in_force, zone = guarantee.row_in_force(g.now), local_zone()
    first = linked.page(incident, g.person, PAGE)
    found = queue.page(g.person, Wanted(words=words, incident="none"), g.now).rows if words else []
    link, unlink = link or LinkForm(formdata=None), unlink or UnlinkForm(formdata=None)
    link.cases.choices, unlink.cases.choices = choices(found, zone), choices(first, zone)
    return {
        "incident": item(incident, zone, linked.numbers(g.person).get(incident.id, Number())),
        "row": incident,
        "began": _by(incident, zone),
        "previews": previews(incident, zone),
        "rows": rows(first, in_force, g.now),
        "told": told(incident, zone),
        "words_asked": words,
        "found": found,
        "link": link,
        "unlink": unlink,
    }


def choices(found: list[Case], zone: tzinfo) -> list[tuple[str, str]]:
    """A tick box for each case: its reference, and enough to know it by."""
    return [(case.reference, " · ".join(filter(None, _known_by(case, zone)))) for case in found]


def previews(incident: Incident, zone: tzinfo) -> list[dict]:
    """The banner as readers of each language see it, but for its moment, which is the same in both."""
    since = show.incident_item(incident, zone, g.now)["since_text"]
    return [
        {"tag": tag, "language": name, "title": incident.title[code], "text": incident.text[code], "since_text": since}
        for code, name, tag in LANGUAGES
    ]


def told(incident: Incident, zone: tzinfo) -> list[dict]:
    """What was told to all, the newest first, with how far it has come and what was not sent. What was told only in
    cases the reader may not see was told to nobody he knows of."""
    counted, refused = bulletins.told(incident, g.person), bulletins.refused(incident, g.person)
    seen = [row for row in bulletins.of(incident) if row.id in counted]
    return [_told(row, counted[row.id], refused[row.id], zone) for row in seen]


def readers(open_ones: list[Case]) -> dict[str, int]:
    """How many of them read each language."""
    return Counter(case.language for case in open_ones)


def kinds(open_ones: list[Case]) -> dict[str, int]:
    return Counter(case.kind for case in open_ones)


def unfit(open_ones: list[Case]) -> str:
    """Why no outcome can be given to all of them, where that is so."""
    named = ", ".join(f"{words.KINDS[kind]} ({number})" for kind, number in kinds(open_ones).items())
    return _("No outcome fits all of these cases, so it is given in each case by itself: %(kinds)s.", kinds=named)


def samples(to: list[Case], said: Said) -> list[dict]:
    """In each language the letter that the first of these cases would bring, as it would go out now."""
    first = {case.language: case for case in reversed(to) if case.email}
    return [sample for case in first.values() if (sample := _sample(case, said))]


def _sample(case: Case, said: Said) -> dict | None:
    words_of = {name: getattr(said, f"{name}_{case.language}") for name in ("body", "next_step")}
    given = Given(**words_of, by_when=said.by_when, outcome=said.outcome)
    try:
        letter = handling.foresee(case, said.verb, g.person, g.now, given).letter
    except (Refused, Overtaken):  # what the gate refuses for this one, the page of the incident says when it is sent
        letter = None
    if letter is None:
        return None
    text = with_links(letter.text, current_app.config["KEPT"].public_url)
    return {"reference": case.reference, "tag": HTML[case.language], "subject": letter.subject, "text": text}


def _by(incident: Incident, zone: tzinfo) -> str:
    moment = time.short(incident.at, zone, g.now)
    return _("Entered by %(name)s, %(moment)s", name=incident.person.name, moment=moment)


def _known_by(case: Case, zone: tzinfo) -> tuple[str, ...]:
    filed = time.short(case.received_at, zone, g.now)
    return case.reference, str(words.KINDS[case.kind]), case.subject[:90], case.name[:60] or case.email, filed


def _told(row: Bulletin, told: Told, refused: list[BulletinCase], zone: tzinfo) -> dict:
    return {
        "what": words.VERBS[row.verb],
        "outcome": words.OUTCOMES.get(row.outcome, ""),
        "who": row.person.name,
        "at_text": time.short(row.at, zone, g.now),
        "at_iso": row.at.astimezone(zone).isoformat(),
        "by_text": time.due_short(row.by_when, zone, g.now) if row.by_when else "",
        "far": incident_words.told(told.sent, told.of, told.refused, told.waits),
        "waits": told.waits,
        "texts": [_text(row, *language) for language in _own_first() if _is_read(row, language[0], told)],
        "refused": [(one.case.reference, incident_words.not_sent(one.refused)) for one in refused],
    }


def _is_read(row: Bulletin, code: str, told: Told) -> bool:
    """Whether words in this language went to a case he may see; of others he would guess that they exist."""
    return code in told.languages and bool(row.said(code)[0])


def _text(row: Bulletin, code: str, name: str, tag: str) -> dict:
    body, next_step = row.said(code)
    return {"language": name, "tag": tag, "body": body, "next_step": next_step}


def _own_first():
    return sorted(LANGUAGES, key=lambda language: language[0] != str(get_locale()))
