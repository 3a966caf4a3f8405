"""A customer's whole way through real processes, with a mail server that quotes whom it refuses: the log says nothing
of him."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests import smtp_server
from tests.faults.visitor import Visitor
from tests.live import LiveSite, wait_for

CANARIES = {
    "body": "canary-body is what went wrong",
    "name": "Canary Lei",
    "email": "canary.mail@example.com",
    "phone": "+86 138 0013 8007",
    "order_number": "canary-order",
    "subject": "canary-subject",
    "wish": "canary-wish",
}
TRACES = ("canary", "Canary", "138 0013", "13800138007", "1380013")


@pytest.fixture
def refusing(smtp, monkeypatch):
    """A mail server that refuses everybody, and says whom."""
    quoting = "550 5.1.1 <canary.mail@example.com>: no such mailbox, call 13800138007"
    monkeypatch.setitem(smtp_server.BEFORE_THE_LETTER, "reject", quoting)
    smtp.always[CANARIES["email"]] = "reject"
    return smtp


def test_no_line_of_the_log_knows_the_customer(tmp_path, refusing):
    settings = {
        "MAIL_SERVER": refusing.host,
        "MAIL_PORT": str(refusing.port),
        "MAIL_USE_TLS": "false",
        "MAIL_DEFAULT_SENDER": "care@example.com",
        "RATELIMIT_ENABLED": "false",
    }
    with LiveSite(tmp_path, **settings) as site:
        link = walk(site)
        wait_for(lambda: "refused, 550" in site.output, "the refused letter", site)
    assert [trace for trace in (*TRACES, link.removeprefix("/s/")) if trace in site.output] == []


def walk(site: LiveSite) -> str:
    """File, read, write, be answered, ask for the link, and mistype every address. The path of the case."""
    customer, colleague = Visitor(site.url), Visitor(site.url)
    link = customer.fill("/file/complaint", "/file/complaint", **CANARIES).location
    assert customer.fill(link, f"{link}/reply", body="canary-reply").status == 303
    customer.post("/find", email=CANARIES["email"])
    invitation = site.invitation.removeprefix(site.url)
    colleague.begin(invitation, "Chen", "a harbour full of pines")
    case = "/staff/cases/" + re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]", customer.get(link).text)[0]
    soon = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT10:00}"
    answer = {"type": "respond", "body": "canary-answer", "next_step": "canary-next", "by_when": soon}
    assert colleague.fill(case, f"{case}/say", **answer).status == 303
    for path in (f"{link}x", f"{link}/files/1", f"{link}/nothing", "/staff/queue?q=Canary+Lei", "/?canary=1"):
        customer.get(path)
        customer.post(path, **CANARIES)
    return link
