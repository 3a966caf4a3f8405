"""The address a customer may answer a letter to: it carries a tag that was signed for his case.

The tag is bound to the case and its `link_key`, so a new private link ends it. Who writes to it must also write from
the address of the case: a From: header can be forged and a letter passed on, so neither alone is believed.
"""

import re

from flask import current_app

from portal import tokens
from portal.store import case as cases
from portal.store.case import Case

PURPOSE = "reply"


def address(case: Case) -> str | None:
    """Where this case's customer may answer; None where no such address is set."""
    if current_app.config["KEPT"].reply_address is None:
        return None
    before, after, domain = _parts()
    return f"{before}{tokens.tag(PURPOSE, case.id, case.link_key)}{after}@{domain}"


def tags(addresses: list[str]) -> list[str]:
    """The tags in those of these addresses that are ours, each once, proved or not."""
    if current_app.config["KEPT"].reply_address is None:
        return []
    before, after, domain = map(re.escape, _parts())
    ours = re.compile(f"{before}([a-z0-9-]{{3,60}}){after}@{domain}", re.ASCII)
    found = [match[1] for written in addresses if (match := ours.fullmatch(written.lower()))]
    return list(dict.fromkeys(found))


def case_of(tag: str) -> Case | None:
    """The case this tag was signed for, unless its link was replaced since."""
    number = tokens.tagged(tag)
    case = cases.by_id(number) if number is not None and number < 2**62 else None
    return case if case and tokens.is_tag(PURPOSE, tag, case.link_key) else None


def is_ours(address: str) -> bool:
    """Whether this is an address of this portal itself: the one its letters come from, or one they are answered to."""
    settings = current_app.config["KEPT"]
    before, after, domain = _parts() if settings.reply_address else ("", "", "")
    answers = bool(domain) and re.fullmatch(f"{re.escape(before)}.*{re.escape(after)}@{re.escape(domain)}", address)
    return bool(answers) or address in (settings.sender[1].lower(), settings.reply_address)


def _parts() -> tuple[str, str, str]:
    """What stands before the tag, between it and the @, and after that."""
    local, _, domain = current_app.config["KEPT"].reply_address.partition("@")
    before, star, after = local.partition("*")
    return (before, after, domain) if star else (f"{local}+", "", domain)
