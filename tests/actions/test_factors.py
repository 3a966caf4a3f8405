"""The second factor: codes of the moment that work once, recovery codes, and guessing that leads nowhere."""

from datetime import timedelta

import pyotp
import pytest
from werkzeug.security import generate_password_hash

from portal.actions import team
from portal.actions.team import factors
from portal.store import audit
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.person import Person, Recovery, Session
from tests.passwords import QUICK

HERE, IDLE = "203.0.113.7", timedelta(hours=1)
PASSWORD = "a harbour full of pines"
KEPT = generate_password_hash(PASSWORD, QUICK)


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


@pytest.fixture
def lin(db) -> Person:
    return Person.create(email="lin@example.com", name="Lin", public_name="Lin", role="admin", password=KEPT)


@pytest.fixture
def phone(lin, now):
    """Lin's phone: gives the code of a moment. `codes` are the recovery codes."""
    secret = factors.new_secret()

    def code(moment=now):
        return pyotp.TOTP(secret).at(moment)

    code.codes = team.enrol(lin, secret, code(now - timedelta(minutes=5)), now - timedelta(minutes=5))
    return code


def anew(person: Person) -> Person:
    return people.by_id(person.id)


def test_the_password_alone_lets_nobody_in_any_more(lin, phone, now):
    person, key = team.sign_in("lin@example.com", PASSWORD, HERE, now)
    assert (person, key) == (lin, "")
    assert Session.select().count() == 0
    key = team.second_step(anew(lin), phone(), HERE, now)
    assert team.current(key, now, IDLE) == lin


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_clock_may_run_half_a_minute_wrong(lin, phone, now, drift):
    assert team.second_step(anew(lin), phone(now + timedelta(seconds=drift)), HERE, now)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "000000000", "x" * 40])
def test_what_is_no_code_is_none(lin, phone, now, typed):
    assert team.second_step(anew(lin), typed, HERE, now) is None


def test_a_code_of_another_time_is_none(lin, phone, now):
    assert team.second_step(anew(lin), phone(now - timedelta(minutes=2)), HERE, now) is None


def test_a_code_works_once(lin, phone, now):
    assert team.second_step(anew(lin), phone(), HERE, now)
    assert team.second_step(anew(lin), phone(), HERE, now) is None
    assert team.second_step(anew(lin), phone(now - timedelta(seconds=30)), HERE, now) is None, "nor an older one"
    later = now + timedelta(minutes=1)
    assert team.second_step(anew(lin), phone(later), HERE, later)


def test_two_sends_of_one_code_at_once_are_one(lin, phone, now):
    first, second = anew(lin), anew(lin)
    assert factors.spend(first, phone(), now)
    assert not factors.spend(second, phone(), now)


def test_a_recovery_code_works_once_however_it_is_typed(lin, phone, now):
    code = phone.codes[3]
    assert team.second_step(anew(lin), code.upper().replace("-", " "), HERE, now)
    assert team.second_step(anew(lin), code, HERE, now) is None
    assert people.codes_left(lin) == 9
    assert audit.count("recovery_code_used", now) == 1


def test_only_hashes_of_recovery_codes_are_kept(lin, phone):
    kept = [row.code_hash for row in Recovery.select()]
    assert len(set(kept)) == len(set(phone.codes)) == 10
    assert not set(kept) & set(phone.codes)


def test_new_recovery_codes_make_the_old_ones_worthless(lin, phone, now):
    fresh = team.new_codes(lin, now)
    assert not factors.spend(anew(lin), phone.codes[0], now)
    assert factors.spend(anew(lin), fresh[0], now)


def test_the_sixth_guess_within_a_minute_is_not_looked_at(lin, phone, now):
    for _ in range(5):
        assert team.second_step(lin, "000000", HERE, now) is None
    with pytest.raises(team.TooManyTries):
        team.second_step(anew(lin), phone(), HERE, now)
    later = now + timedelta(seconds=90)
    assert team.second_step(anew(lin), phone(later), HERE, later)


def test_nobody_guesses_more_than_twenty_codes_an_hour(lin, phone, now):
    for guess in range(19):  # setting it up was a try, too
        team.second_step(lin, "000000", HERE, now + timedelta(minutes=guess // 4 * 2))
    with pytest.raises(team.TooManyTries):
        team.second_step(lin, "000000", HERE, now + timedelta(minutes=50))


def test_a_browser_that_is_known_is_counted_by_itself(lin, phone, now):
    for _ in range(5):
        team.second_step(lin, "000000", HERE, now)
    assert team.second_step(anew(lin), phone(), HERE, now, known=True)


def test_it_is_set_up_only_with_a_code_as_proof_and_ends_the_other_sessions(lin, now):
    team.open_session(lin, now)
    secret = factors.new_secret()
    with pytest.raises(team.WrongCode):
        team.enrol(lin, secret, "000000", now)
    assert (anew(lin).totp, Session.select().count()) == (None, 1)
    team.enrol(lin, secret, pyotp.TOTP(secret).at(now), now)
    assert (anew(lin).totp, Session.select().count()) == (secret, 0)


def test_the_code_that_set_it_up_lets_nobody_in(lin, now):
    secret = factors.new_secret()
    code = pyotp.TOTP(secret).at(now)
    team.enrol(lin, secret, code, now)
    assert team.second_step(anew(lin), code, HERE, now) is None


def test_a_letter_with_a_link_does_not_get_around_it(lin, phone, now):
    person, key = team.reset(anew(lin), "another harbour", now)
    assert (person.id, key, Session.select().count()) == (lin.id, "", 0)


def test_whoever_comes_back_sets_it_up_anew(lin, phone, now):
    admin = Person.create(email="wu@example.com", name="Wu", public_name="Wu", role="admin", password="-")
    team.retire(lin, admin, now)
    assert (anew(lin).totp, Recovery.select().count()) == (None, 0)


def test_an_administrator_takes_it_off_and_its_owner_is_signed_out(lin, phone, now):
    admin = Person.create(email="wu@example.com", name="Wu", public_name="Wu", role="admin", password="-")
    team.open_session(lin, now)
    team.take_off(lin, admin, now)
    assert (anew(lin).totp, Session.select().count(), Recovery.select().count()) == (None, 0, 0)
    last = Audit.select().order_by(Audit.id.desc()).first()
    assert (last.verb, last.person_id, last.detail) == ("second_factor_off", admin.id, f"person {lin.id}")
