"""The loops of the worker: they stumble and go on, say so once, and note that they are alive."""

import threading

import pytest

from portal.actions import bulletins, incidents
from portal.actions.bulletins import Said
from portal.commands import work
from portal.core.case import Verb
from portal.store import pulse
from portal.store.letter import Letter
from tests.actions.office import Office
from tests.core.moments import at


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A worker that has just started, and rests hardly at all."""
    monkeypatch.setattr(work, "_beaten", {})
    monkeypatch.setattr(work, "_told", {})
    monkeypatch.setattr(work, "REST", 0)


@pytest.fixture
def run(app, monkeypatch):
    """Gives `run(*answers)`: the watch's loop over turns that answer so, one after the other; how many it took."""

    def loop(*answers):
        stopping, left = threading.Event(), list(answers)

        def turn(_moment):
            answer = left.pop(0)
            if not left:
                stopping.set()
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setitem(work.TURNS, "watch", turn)
        work.loop(app, "watch", stopping)
        return len(answers) - len(left)

    return loop


def test_a_turn_that_fails_is_told_once_and_tried_again(run, caplog):
    assert run(OSError("gone"), OSError("gone"), OSError("gone"), True, False) == 5
    assert len(caplog.records) == 1
    assert "The watch stumbled" in caplog.text


def test_another_fault_and_a_later_one_are_told_again(run, caplog):
    run(OSError("gone"), ValueError("odd"), True, ValueError("odd"), True)
    assert len(caplog.records) == 3


def test_each_loop_notes_that_it_is_alive_and_not_at_every_turn(app, now, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: now)
    with app.app_context():
        work._moment("watch")
        assert pulse.last("watch") == now
        monkeypatch.setitem(app.config, "CLOCK", lambda: now + work.BEAT / 2)
        work._moment("watch")
        assert pulse.last("watch") == now
        monkeypatch.setitem(app.config, "CLOCK", lambda: now + work.BEAT)
        work._moment("watch")
        assert pulse.last("watch") == now + work.BEAT


def test_working_once_goes_on_until_neither_finds_anything(app, monkeypatch):
    watch, postman = iter([True, False, False]), iter([True, False])
    monkeypatch.setitem(work.TURNS, "watch", lambda _moment: next(watch))
    monkeypatch.setitem(work.TURNS, "postman", lambda _moment: next(postman))
    with app.app_context():
        work.until_idle()
    assert list(watch) == list(postman) == []


def test_the_digests_of_a_morning_are_written_by_the_first_turn_of_any_worker(app, monkeypatch):
    monkeypatch.setattr(work, "_written", {})
    monkeypatch.setattr(work, "_tidied", {"files": at("Fri 2026-08-21 08:00"), "erased": at("Fri 2026-08-21 08:00")})
    with app.app_context():
        office = Office()
        office.file("Thu 2026-08-20 10:00")
        office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
        for moment in ("Fri 2026-08-21 08:00", "Fri 2026-08-21 08:01", "Fri 2026-08-21 09:00"):
            work.watch_turn(at(moment))
    assert Letter.select().where(Letter.kind == "digest", Letter.recipient == "chen@example.com").count() == 1


def test_the_watch_brings_a_reply_to_all_of_an_incident_to_each(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Fri 2026-08-21 10:00"))
    with app.app_context():
        office = Office()
        case = office.file("Fri 2026-08-21 09:50", language="en")
        incident = incidents.begin({"title_en": "No payments"}, case.received_at, office.agent, case.received_at)
        incidents.link(incident, [case], office.agent, case.received_at)
        said = Said(Verb.RESPOND, "We mend it", "We try again", by_when=at("Mon 2026-08-24 10:00"))
        bulletins.write(incident, said, "f" * 32, office.supervisor, at("Fri 2026-08-21 09:55"))
        work.watch_turn(at("Fri 2026-08-21 10:00"))
        assert office.said() == ["filed", "response"]
