"""Postmen beside each other on one database, with a mail server that takes its time."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

from portal.mail import outbox, postman
from portal.store import db as store
from portal.store.letter import Letter
from tests.mail.conftest import new_case, queued, shared

__all__ = ["shared"]


def reread(letter):
    return Letter.get_by_id(letter.id)


def workers(app, count, now):
    """So many postmen in threads of their own, until none finds a letter."""

    def work():
        with app.app_context(), store.connection():
            while postman.turn(now):
                pass

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_four_workers_send_each_letter_once(shared, house, monkeypatch, smtp, now, tmp_path):
    configure(house, monkeypatch, tmp_path, mail_server=smtp.host, mail_port=smtp.port)
    with house.app_context():
        case = new_case(now)
        for _ in range(40):
            queued(case, now)
        workers(house, 4, now)
        assert len(smtp.letters) == 40
        assert len({taken.message["Message-ID"] for taken in smtp.letters}) == 40
        assert Letter.select().where(Letter.state == "sent", Letter.tries == 1).count() == 40


def test_the_heartbeat_keeps_a_slow_letter_from_the_other_workers(shared, house, monkeypatch, smtp, now, tmp_path):
    slow = {"mail_dot_timeout": 20, "outbox_lease": 1, "outbox_heartbeat": 0.1}
    configure(house, monkeypatch, tmp_path, mail_server=smtp.host, mail_port=smtp.port, **slow)
    with house.app_context():
        letter = queued(new_case(now), now)
        smtp.answer("hang")
        worker = threading.Thread(target=workers, args=[house, 1, now])
        worker.start()
        until(lambda: smtp.tried == ["hang"])
        before = until(lambda: reread(letter).try_at > now + timedelta(seconds=1) and reread(letter).try_at)
        assert outbox.claim("other", before - timedelta(seconds=1)) is None
        until(lambda: reread(letter).try_at > before)
        smtp.release()
        worker.join(20)
        assert reread(letter).state == "uncertain"


def configure(house, monkeypatch, tmp_path, **settings):
    plain = {"data_dir": tmp_path, "mail_use_tls": False, "mail_timeout": 5, "mail_dot_timeout": 5}
    monkeypatch.setitem(house.config, "KEPT", replace(house.config["KEPT"], **plain | settings))


def until(condition, seconds=15):
    """What the condition gives once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if got := condition():
            return got
        time.sleep(0.02)
    raise AssertionError("It never came to be.")
