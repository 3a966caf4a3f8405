"""Every address is locked, or is known to be public; nothing opens by being forgotten."""

import re

#: Every address that needs no sign-in. A new one is a decision: write it here with a reason in the commit.
PUBLIC = {
    "/",
    "/guarantee",
    "/guarantee/<number>",
    "/guarantee/history",
    "/guarantee.json",
    "/scorecard",
    "/scorecard.json",
    "/scorecard.csv",
    "/file/<kind>",
    "/file/<kind>/due",
    "/find",
    "/feedback/<slug>",  # the questionnaire whoever scans the code on a paper may fill in
    "/privacy",
    "/accessibility",
    "/healthz",
    "/readyz",
    "/metrics",  # opened by METRICS_TOKEN, and not there without it
    "/robots.txt",
    "/.well-known/security.txt",
    "/favicon.ico",
    "/dev/components",  # as the mailbox: only on one's own machine
    "/dev/errors/<code>",
    "/dev/mail",
    "/dev/mail/<name>",
    "/dev/mail/<name>/html",
    "/static/<filename>",
    "/bootstrap/static/<filename>",
    "/staff/sign-in",
    "/staff/sign-in/code",  # the second factor: after the password, and with it only
    "/staff/sign-out",
    "/staff/forgotten",
    "/staff/invite/<token>",
    "/staff/reset/<token>",
}
#: Opened by a signed link, and guarded by it.
BY_LINK = ("/s/<token>", "/survey/<token>", "/unsubscribe/<token>")


def test_every_address_is_locked_or_known_to_be_public(house):
    addresses = {plain(rule.rule) for rule in house.url_map.iter_rules()}
    unknown = sorted(a for a in addresses - PUBLIC if not f"{a}/".startswith((*BY_LINK, "/staff/")))
    assert not unknown, f"Put these beneath /staff/, or on the list of PUBLIC with a reason: {unknown}"


def test_a_stranger_gets_no_page_of_the_staff(client, house):
    """By every address and method, with no session: to the sign-in page, or a refusal."""
    for rule in house.url_map.iter_rules():
        if not rule.rule.startswith("/staff") or plain(rule.rule) in PUBLIC:
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            response = client.open(filled(rule.rule), method=method)
            to_sign_in = response.headers.get("Location", "").startswith("/staff/sign-in")
            refused = response.status_code in (400, 401, 403, 404)
            assert to_sign_in or refused, f"{method} {rule.rule} answers a stranger with {response.status}."


def plain(address: str) -> str:
    """The address with only the names of its places: `/file/<any(complaint, praise):kind>` is `/file/<kind>`."""
    return re.sub(r"<[^<>]*:(\w+)>", r"<\1>", address)


def filled(address: str) -> str:
    """The address with something in each of its places."""
    return re.sub(r"<(?:(\w+)[^:>]*:)?\w+>", lambda place: "1" if place[1] == "int" else "K7Q-3FM-9", address)
