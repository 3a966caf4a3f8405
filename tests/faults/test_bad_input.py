"""Bad input in every field of every form: an answer in a sentence, no fault of ours, nothing lost, nothing stored half.

`make test` sends five hundred of these requests, so that each field and each oddity has its turn; `KEPT_ATTACKS=all`
sends them all.
"""

import html
import os
import re
from collections.abc import Iterable, Iterator

from portal.store.db import db
from tests.faults.attacks import SCRIPT, Attack, Planned, as_address, in_address, in_each_shape, in_field
from tests.faults.town import Form, Town, contents

ALL = os.environ.get("KEPT_ATTACKS") == "all"
COMES_BACK = (200, 409, 422)
HEADING = re.compile(r"<h1[ >]")
INSIDE = re.compile(r"/(?!/)[!-~]*")


def test_every_address_that_takes_a_form_is_attacked(town: Town):
    """A form that nobody can walk to is missing in the town: add the case, or the person, that shows it."""
    there = {rule.endpoint for rule in town.app.url_map.iter_rules() if "POST" in rule.methods}
    assert {form.endpoint for form in town.forms if form.method == "post"} == there


def test_any_input_in_any_field_gets_an_answer(town: Town):
    fields = [in_field(form, field) for form in town.forms for field in form.fields]
    judge(town, some(fields, 250))


def test_a_form_in_any_shape_gets_an_answer(town: Town):
    forms = [in_each_shape(form) for form in town.forms]
    judge(town, some(forms, 120))


def test_any_address_gets_an_answer(town: Town):
    """Every page anybody can walk to, with odd words for everything an address may ask."""
    pages = {form.endpoint: form for form in pages_of(town)}
    judge(town, some([in_address(page) for page in pages.values()], 60))
    judge(town, [attack for page in pages.values() for attack in as_address(page)])


def pages_of(town: Town):
    """The pages as forms without fields, with the cookies of who may see them."""
    adapter = town.app.url_map.bind("localhost")
    for url, cookie in town.pages:
        yield Form(url, url, "get", cookie, adapter.match(url.partition("?")[0])[0], ())


def some(columns: list[list[Planned]], most: int) -> Iterator[Attack]:
    """So many of them: every n-th attack on each field, of the first field from the first on, of the second from the
    second, so that all fields and all oddities have their turn."""
    every = 1 if ALL else max(1, sum(map(len, columns)) // most)
    return (planned() for number, column in enumerate(columns) for planned in column[number % every :: every])


def judge(town: Town, attacks: Iterable[Attack]) -> None:
    """Fails with a sentence for each attack that was not answered as it should be."""
    client = town.app.test_client(use_cookies=False)
    before = contents()
    faults = [f"{attack}: {fault}" for attack in attacks for fault in attempt(client, attack, before)]
    assert not faults, "\n".join(["Some attacks went through:", *faults])


def attempt(client, attack: Attack, before: dict) -> list[str]:
    """Send it, judge the answer, and undo whatever it did."""
    with db.atomic() as undone:
        try:
            answer = send(client, attack)
            found = list(judged(attack, answer))
            if answer.status_code != 303 and contents() != before:
                found.append(f"{answer.status}, and yet something was stored")
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"[:300]]
        undone.rollback()
    return found


def send(client, attack: Attack):
    form, headers = attack.form, {"Cookie": attack.form.cookie}
    if form.method == "get":
        asked = {"QUERY_STRING": attack.body.decode("latin-1")}  # as it comes over the wire
        return client.get(form.action, environ_overrides=asked, headers=headers, read=False)
    return client.post(
        form.action, data=attack.body, content_type=attack.content_type or None, headers=headers, read=False
    )


def judged(attack: Attack, answer):
    """What is wrong with this answer."""
    if answer.status_code >= 500:
        yield answer.status
    elif answer.status_code == 303:
        if not INSIDE.fullmatch(answer.location):
            yield f"it leads out of the house: {answer.location}"
    elif len(HEADING.findall(answer.text)) != 1:
        yield f"{answer.status} without a heading"
    if SCRIPT in answer.text:
        yield "what was typed is markup"
    if answer.status_code in COMES_BACK and attack.form.method == "post":
        shown = html.unescape(answer.text)
        yield from (f"{answer.status}, but “{words}” is lost" for words in attack.kept if words not in shown)
