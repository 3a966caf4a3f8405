"""Every page there is, found by the addresses of the app: a new page without a place in its address is looked at by
itself, one with a place (`<reference>`) needs a sample here."""

import re
from collections.abc import Iterator
from functools import partial

from tests.browser.demo import DemoSite

#: What stands in the places of addresses, by endpoint or by the name of the place; `kind` and the like name each page.
SAMPLES = {
    "slug": "our-service",
    "number": "HP-2026-1",
    "kind": "complaint",
    "code": "404",
    "person_id": "2",
    "team_id": "1",
    "letter": "missed",
}
#: What stands there in one room of the staff only.
IN_ROOM = {"staff.calendars": {"slug": "service-desk", "number": "1"}}
#: Addresses that give no page of ours, or another's: pieces, data, files, redirects, what is asked for by machines.
NO_PAGE = {
    "bootstrap.static",
    "dev.letter_html",
    "file.due",
    "guarantee.as_json",
    "machines.alive",
    "machines.metrics",
    "machines.ready",
    "scorecard.as_json",
    "scorecard.as_table",
    "staff.audit.export",
    "staff.cases.back",
    "staff.cases.give_file",
    "staff.composer.back",
    "staff.composer.letter",
    "staff.gallery.html",
    "staff.incidents.back",
    "staff.replies.back",
    "staff.reports.as_table",
    "staff.mail.original",
    "staff.reviews.sheet",
    "static",
    "status.back",
    "status.give_file",
    "status.give_next",
    "status.give_record",
}
#: Shown by the samples of cases instead: their addresses are signed.
BY_CASE = {"status.show", "staff.cases.show"}
#: There only if the lot fell, a letter came or somebody has begun: looked at where the site has one.
BY_CHANCE = {"staff.reviews.review", "staff.calendars.draft.show", "staff.mail.mail", "staff.mail.original"}
#: What samples.py prints by itself, and the demo site finds.
PRINTED = {
    "dev.letter",
    "staff.breaches.breach",
    "staff.door.invite",
    "staff.door.reset",
    "staff.guarantees.edit",
    "staff.incidents.change",
    "staff.incidents.incident",
    "staff.incidents.write",
    "staff.guarantees.show_draft",
    "staff.guarantees.text",
    "staff.letters.letter",
    "staff.people.person",
    "staff.rehearsal.show",
    "staff.replies.reply",
    "staff.slip.show",
    "survey.show",
    "unsubscribe.show",
}
PLACE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def rules(url_map) -> list:
    """The rules that give a page when somebody looks."""
    return [rule for rule in url_map.iter_rules() if "GET" in rule.methods and rule.endpoint not in NO_PAGE | BY_CASE]


def unknown(url_map) -> list[str]:
    """The addresses nobody can look at for want of a sample."""
    known = set(SAMPLES) | PRINTED
    return sorted(
        rule.rule
        for rule in rules(url_map)
        if rule.endpoint not in known | BY_CHANCE and not set(PLACE.findall(rule.rule)) <= known
    )


def of(url_map, site: DemoSite) -> Iterator[tuple[str, str]]:
    """(name, address) of each page; those of the staff begin with /staff."""
    for rule in rules(url_map):
        if rule.endpoint in BY_CHANCE - site.places.keys():
            continue
        yield rule.endpoint, site.places.get(rule.endpoint) or PLACE.sub(partial(_sample, rule.endpoint), rule.rule)


def _sample(endpoint: str, place: re.Match) -> str:
    here = next((samples for room, samples in IN_ROOM.items() if endpoint.startswith(room)), {})
    return here.get(place[1]) or SAMPLES.get(place[1], "0")
