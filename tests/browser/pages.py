"""Every page there is, found by the addresses of the app: a new page without a place in its address is looked at by
itself, one with a place (`<reference>`) needs a sample here."""

import re
from collections.abc import Iterator

from tests.browser.demo import DemoSite

#: What stands in the places of addresses, by endpoint or by the name of the place; `kind` and the like name each page.
SAMPLES = {
    "slug": "our-service",
    "number": "HP-2026-1",
    "kind": "complaint",
    "letter": "missed",
}
#: Addresses that give no page of ours, or another's: pieces, data, files, redirects, what is asked for by machines.
NO_PAGE = {
    "static", "bootstrap.static", "file.due", "status.back", "status.give_file", "status.give_next", "status.give_record",
    "guarantee.as_json", "scorecard.as_json", "scorecard.as_table", "staff.cases.give_file", "staff.cases.back",
    "dev.letter_html", "staff.gallery.html", "machines.alive", "machines.ready",
}  # fmt: skip
#: Shown by the samples of cases instead: their addresses are signed.
BY_CASE = {"status.show", "staff.cases.show"}
PLACE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def rules(url_map) -> list:
    """The rules that give a page when somebody looks."""
    return [rule for rule in url_map.iter_rules() if "GET" in rule.methods and rule.endpoint not in NO_PAGE | BY_CASE]


def unknown(url_map, samples: set[str] = frozenset()) -> list[str]:
    """The addresses nobody can look at for want of a sample."""
    known = set(SAMPLES) | samples
    return sorted(
        rule.rule
        for rule in rules(url_map)
        if rule.endpoint not in known and not set(PLACE.findall(rule.rule)) <= known
    )


def of(url_map, site: DemoSite) -> Iterator[tuple[str, str]]:
    """(name, address) of each page; those of the staff begin with /staff."""
    for rule in rules(url_map):
        yield rule.endpoint, site.places.get(rule.endpoint) or PLACE.sub(lambda place: SAMPLES[place[1]], rule.rule)
