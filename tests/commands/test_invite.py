"""`flask invite`: an account from the terminal."""

import pytest

from portal.store.letter import Letter
from portal.store.person import Person


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["invite", *arguments])


def test_it_prints_the_link_and_mails_it(run):
    answer = run("Lin@example.com", "--role", "supervisor", "--language", "zh")
    assert answer.exit_code == 0, answer.output
    assert "http://localhost/staff/invite/" in answer.output
    person = Person.get()
    assert (person.email, person.role, person.language) == ("lin@example.com", "supervisor", "zh")
    assert [(row.kind, row.recipient) for row in Letter.select()] == [("invite", "lin@example.com")]


def test_the_link_it_prints_opens_the_invitation(run, client):
    address = run("lin@example.com", "--role", "agent").output.split()[-1].removeprefix("http://localhost")
    assert "You were invited to work here as lin@example.com" in client.get(address).text


def test_somebody_who_works_here_is_not_invited(run):
    Person.create(email="lin@example.com", name="Lin", public_name="Lin", role="agent", password="-")
    answer = run("lin@example.com", "--role", "admin")
    assert answer.exit_code == 1
    assert "works here already" in answer.output


@pytest.mark.parametrize("email", ["lin", "lin@example.com, wu@example.com", ""])
def test_what_is_no_address_is_refused(run, email):
    answer = run(email, "--role", "agent")
    assert answer.exit_code == 1
    assert "is not an e-mail address" in answer.output
    assert Person.select().count() == 0


def test_a_role_must_be_one_of_ours(run):
    assert run("lin@example.com", "--role", "emperor").exit_code == 2
