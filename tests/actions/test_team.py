"""Staff as people of the house: passwords, sessions, invitations, and what is counted in the audit."""

from datetime import timedelta
from hashlib import sha256
from time import thread_time

import pytest

from portal.actions import team
from portal.actions.team import passwords
from portal.store.audit import Audit
from portal.store.letter import Letter
from portal.store.person import Person, Session
from tests.passwords import QUICK, REAL_METHOD, REAL_NOBODY, as_it_is

PASSWORD = "a harbour full of pines"
HERE = "203.0.113.7"
IDLE = timedelta(hours=1)


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


@pytest.fixture
def lin(db, now) -> Person:
    person = Person.create(email="lin@example.com", name="Lin", public_name="Ms Lin", role="agent")
    return team.accept(person, "Lin", "Ms Lin", "en", PASSWORD, now)[0]


@pytest.fixture
def qian(db) -> Person:
    return Person.create(email="qian@example.com", name="Qian", public_name="Qian", role="admin", password="-")


@pytest.mark.parametrize(
    ("password", "good"), [("x" * 9, False), ("x" * 10, True), ("密" * 10, True), ("x" * 128, True), ("x" * 129, False)]
)
def test_a_password_has_ten_to_128_characters(password, good):
    assert passwords.acceptable(password) is good
    if not good:
        with pytest.raises(ValueError, match="10 to 128"):
            passwords.hashed(password)


def test_a_password_is_never_kept_twice_the_same():
    first, second = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert first.startswith(f"{QUICK}$")
    assert first != second
    assert passwords.fits(first, PASSWORD)
    assert not passwords.fits(first, PASSWORD + "x")


def test_full_width_letters_are_the_same_keys():
    assert passwords.fits(passwords.hashed("ａ１２３４５６７８９"), "a123456789")


def test_ten_megabytes_of_password_cost_nothing():
    began = thread_time()
    assert not passwords.fits(passwords.NOBODY, "x" * 10_000_000)
    assert thread_time() - began < 0.05


def test_passwords_are_kept_by_scrypt_at_its_full_cost():
    assert REAL_METHOD == "scrypt:32768:8:1"
    assert REAL_NOBODY.startswith(f"{REAL_METHOD}$")


def test_an_account_that_is_not_there_takes_as_long_to_refuse_as_one_that_is(qian, now, monkeypatch):
    """FAULTS.md P16: else the time tells who works here. Here alone nothing is quicker than it really is."""
    as_it_is(monkeypatch)
    Person.update(password=REAL_NOBODY).where(Person.id == qian.id).execute()

    def took(email: str) -> float:
        began = thread_time()
        assert team.sign_in(email, "not her password", HERE, now) is None
        return thread_time() - began

    known, unknown = took("qian@example.com"), took("nobody@example.com")
    assert known > 0.02
    assert 0.4 < known / unknown < 2.5, "a refusal that costs no hash is fifty times as quick"


def test_a_session_is_kept_by_its_hash_alone(lin, now):
    key = team.sign_in("lin@example.com", PASSWORD, HERE, now)[1]
    assert Session.get(Session.key_hash == sha256(key.encode()).hexdigest()).person == lin
    assert team.current(key, now, IDLE) == lin
    assert team.current(key[:-1], now, IDLE) is None
    assert team.current("", now, IDLE) is None


def test_old_sessions_are_swept_out_by_the_next_sign_in(lin, now):
    team.open_session(lin, now - timedelta(hours=13))
    team.open_session(lin, now)
    assert Session.select().where(Session.made_at < now - timedelta(hours=12)).count() == 0


def test_what_was_typed_as_an_address_is_not_written_down(lin, now):
    """People type their password there by mistake."""
    team.sign_in("my secret password", "x", HERE, now)
    assert not [row for row in Audit.select() if "secret" in row.detail]


def test_a_whole_office_behind_one_address_may_sign_in_at_nine(lin, now):
    for number in range(8):
        person = Person.create(email=f"{number}@example.com", name="x", public_name="x", role="agent")
        Person.update(password=lin.password).where(Person.id == person.id).execute()
        assert team.sign_in(f"{number}@example.com", PASSWORD, HERE, now)


def test_one_person_may_sign_in_on_all_his_machines(lin, now):
    for _ in range(8):
        assert team.sign_in("lin@example.com", PASSWORD, HERE, now)


def test_a_known_browser_is_counted_by_itself(lin, now):
    for _ in range(5):
        team.sign_in("lin@example.com", "a guess", HERE, now)
    with pytest.raises(team.TooManyTries):
        team.sign_in("lin@example.com", PASSWORD, "198.51.100.1", now)
    assert team.sign_in("lin@example.com", PASSWORD, HERE, now, known=True)


def test_a_known_browser_guesses_no_faster(lin, now):
    for _ in range(5):
        team.sign_in("lin@example.com", "a guess", HERE, now, known=True)
    with pytest.raises(team.TooManyTries):
        team.sign_in("lin@example.com", PASSWORD, HERE, now, known=True)


def test_a_link_sets_one_password(db, now):
    """Two sends of the same form at once: one of them was first."""
    person = Person.create(email="wu@example.com", name="wu", public_name="wu", role="agent")
    team.accept(person, "Wu", "Ms Wu", "zh", PASSWORD, now)
    with pytest.raises(team.Ended):
        team.accept(person, "Somebody", "else", "en", "another password", now)
    kept = Person.get_by_id(person.id)
    assert (kept.name, kept.public_name, kept.language) == ("Wu", "Ms Wu", "zh")


def test_inviting_again_makes_the_older_link_worthless(qian, now):
    first = team.invite("wu@example.com", "agent", now, by=qian)
    second = team.invite("WU@example.com", "supervisor", now, by=qian)
    assert (first.id, second.role) == (second.id, "supervisor")
    with pytest.raises(team.Ended):
        team.holder(first.id, first.epoch)
    assert team.holder(second.id, second.epoch) == second
    assert Letter.select().where(Letter.kind == "invite").count() == 2


def test_nobody_is_invited_who_works_here(lin, qian, now):
    with pytest.raises(team.NotPossible, match="works_here"):
        team.invite("lin@example.com", "admin", now, by=qian)
    assert Person.get_by_id(lin.id).role == "agent"


def test_a_forgotten_password_of_one_who_never_came_is_an_invitation(db, now):
    Person.create(email="wu@example.com", name="wu", public_name="wu", role="agent")
    team.forgotten("wu@example.com", now)
    assert [row.kind for row in Letter.select()] == ["invite"]


def test_the_first_invitation_is_there_until_somebody_has_a_password(db, now):
    first, again = team.first_invitation(now), team.first_invitation(now)
    assert first == again
    assert "/staff/invite/" in first
    person = Person.get()
    assert (person.email, person.role, Person.select().count()) == ("admin@example.com", "admin", 1)
    team.accept(person, "Lin", "Ms Lin", "en", PASSWORD, now)
    assert team.first_invitation(now) is None
