"""Mail scanners follow every link of every letter, again and again: nothing changes, and nothing personal is told."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from portal.mail import postman
from tests.faults.town import Town, everything

ROUNDS = 50
LINK = re.compile(r"https?://localhost(/[^\s\"'<>]+)")
PERSONAL = ("Li Lei", "13800138000", "138 0013 8000", "li@example.com", "HP-77120", "The leg", "broken leg", "new leg")


@pytest.fixture(scope="module")
def links(town: Town) -> list[str]:
    """The path of every link in every letter, as the postman delivered it, and the ways in for a new colleague."""
    folder = town.app.config["KEPT"].mail_dir
    before = set(folder.glob("*.eml"))
    with town.app.app_context():
        while postman.turn(town.clock.now):
            pass
    letters = set(folder.glob("*.eml")) - before
    assert len(letters) > 10
    found = {path for letter in letters for path in links_in(letter)}
    return [*sorted(found), town.account_link("invite"), town.account_link("reset")]


def links_in(letter: Path) -> list[str]:
    message = message_from_bytes(letter.read_bytes(), policy=policy.default)
    bodies = [message.get_body((sort,)).get_content() for sort in ("plain", "html")]
    return [path for body in bodies for path in LINK.findall(body)]


def test_following_every_link_fifty_times_changes_nothing(town, links):
    """Each kind of door fifty times, every other link of that kind once."""
    scanner, before, often = town.stranger(), everything(), {}
    for path in links:
        often.setdefault(door(path), path)
    for path in (*links, *(path for path in often.values() for _ in range(ROUNDS))):
        assert scanner.get(path, read=False).status_code in (200, 303), path
        assert scanner.head(path).status_code in (200, 303), path
    assert len(often) >= 4
    assert everything() == before


def door(path: str) -> str:
    return re.sub(r"/[^/]+$", "", path)


def test_the_first_look_tells_nothing_personal(town, links):
    """The page, its headers and its cookies, by whatever link; each door behind it stays shut."""
    colleagues = [town.office.agent.public_name, town.office.supervisor.name]
    for path in links:
        answer = town.stranger().get(path, follow_redirects=True)
        told = f"{answer.headers}{answer.text}"
        assert [secret for secret in (*PERSONAL, *colleagues) if secret in told] == [], path
    for link in town.links.values():
        assert town.stranger().get(f"{link}/record.json").status_code == 403


def test_a_scanner_that_presses_every_button_unread_decides_nothing(town, links):
    """Some run the page and send its forms as they stand; a decision needs the cookie and a choice."""
    before = everything()
    for link in town.links.values():
        for place in ("accept", "decline", "confirm", "not-solved", "withdraw", "relink", "escalate", "reply"):
            assert town.stranger().post(f"{link}/{place}").status_code == 403
    for path in (town.account_link("invite"), town.account_link("reset")):
        town.stranger().post(path, read=False)
    assert everything() == before


def test_looking_at_every_page_as_every_person_changes_nothing_but_the_trail(looks):
    """Each page anybody can walk to, once more, with GET and with HEAD."""
    assert [url for url, answer in looks.answers if answer.status_code != 200] == []
    changed = {table for table in looks.before if looks.after[table] != looks.before[table]}
    assert changed <= {"audit"}
