"""`flask import`: what somebody at a terminal reads, and that Ctrl-C leaves nothing half done."""

import csv
import signal
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.actions.importing import Import
from portal.core import clock
from portal.core.promise import Within
from portal.store import calendar
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from tests import demo_guarantee
from tests.actions.test_importing import CFPB, NYC, PLAIN, written

UNANSWERED = PLAIN | {"id": "a-2", "reply": "", "replied_at": ""}
NEVER = PLAIN | {"id": "a-3", "received_at": "", "reply": "", "replied_at": ""}


@pytest.fixture
def run(app, monkeypatch, now):
    """Runs the command on Monday 23 November 2026 with the demo guarantee published."""
    demo_guarantee.publish(now)
    monkeypatch.setitem(app.config, "CLOCK", lambda: datetime(2026, 11, 23, 2, tzinfo=ZoneInfo("UTC")))
    return lambda *arguments: app.test_cli_runner().invoke(args=["import", *map(str, arguments)])


@pytest.fixture
def file(tmp_path):
    def write(*rows: dict):
        path = tmp_path / "rows.csv"
        path.write_text(written(rows), "utf-8")
        return path

    return write


def test_it_tells_what_came_in_and_what_was_refused_and_why(run, file):
    answer = run(file(PLAIN, UNANSWERED, NEVER, NEVER | {"id": "a-4"}), "--guarantee", "HP-2026-1")
    assert answer.exit_code == 0, answer.output
    lines = [line.strip() for line in answer.output.splitlines()]
    assert lines[0] == "rows.csv is read as zh_complaints, judged by HP-2026-1."
    assert lines[2:] == [
        "2 cases imported.",
        "1  Closed",
        "1  Received",
        "2 rows were refused.",
        "2  It is not said when it was received, so nothing can be judged.",
        "Rows 4-5",
    ]


def test_a_second_run_says_that_they_are_here(run, file):
    path = file(PLAIN, UNANSWERED)
    run(path, "--guarantee", "HP-2026-1")
    assert "2 were here already." in run(path, "--guarantee", "HP-2026-1").output
    assert Case.select().count() == 2


def test_a_dry_run_keeps_nothing(run, file):
    answer = run(file(PLAIN, NEVER), "--guarantee", "HP-2026-1", "--dry-run")
    assert "1 case would be imported." in answer.output
    assert "1 row was refused." in answer.output
    assert Case.select().count() == 0


def test_what_is_odd_is_told(run, file):
    answer = run(file(CFPB), "--guarantee", "HP-2026-1")
    assert "Worth knowing, and noted in each of the cases:" in answer.output
    assert "1  Received at exactly midnight: probably only the day is known." in answer.output


def test_it_answers_in_chinese(run, file):
    answer = run(file(PLAIN, NEVER), "--guarantee", "HP-2026-1", "--lang", "zh")
    assert "已导入1件个案" in answer.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--guarantee", "HP-1"), "There is no published guarantee HP-1. Published: HP-2026-1."),
        (
            ("--guarantee", "HP-2026-1", "--mapping", "cfpb"),
            "The file lacks these columns: Complaint ID, Date received",
        ),
    ],
)
def test_a_wrong_name_is_refused_with_a_sentence(run, file, arguments, sentence):
    answer = run(file(PLAIN), *arguments)
    assert answer.exit_code == 1
    assert sentence in answer.output


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xff\xff", "The file is neither UTF-8 nor GB 18030 text."),
        (b"a,b\n1,2\n", "No mapping knows the columns of this file. There are: zh_complaints, cfpb, nyc311."),
    ],
)
def test_a_file_nobody_can_read_is_refused_with_a_sentence(run, tmp_path, raw, sentence):
    path = tmp_path / "rows.csv"
    path.write_bytes(raw)
    answer = run(path, "--guarantee", "HP-2026-1")
    assert answer.exit_code == 1
    assert sentence in answer.output


def test_ctrl_c_ends_between_two_rows_and_a_second_run_goes_on(run, file, monkeypatch):
    path = file(*(PLAIN | {"id": f"a-{number}"} for number in range(5)))
    with monkeypatch.context() as patched:
        patched.setattr(Import, "_bring", _pressing_ctrl_c_in_the_second_row(Import._bring))
        answer = run(path, "--guarantee", "HP-2026-1")
    assert answer.exit_code == 130
    assert "2 cases imported." in answer.output
    assert "the same command again goes on from here" in answer.output
    assert [case.state for case in Case.select()] == ["closed", "closed"]
    answer = run(path, "--guarantee", "HP-2026-1")
    assert "3 cases imported." in answer.output
    assert "2 were here already." in answer.output


def _pressing_ctrl_c_in_the_second_row(bring):
    def bring_and_press(self, record):
        if self.report.imported == 1:
            signal.raise_signal(signal.SIGINT)
        bring(self, record)

    return bring_and_press


def test_a_city_file_and_a_bureau_file_are_known_by_their_headers(run, file):
    assert "read as nyc311" in run(file(NYC), "--guarantee", "HP-2026-1").output
    assert "read as cfpb" in run(file(CFPB), "--guarantee", "HP-2026-1").output


# --- on real complaints, where they are


@pytest.mark.parametrize("kind", ["zh_complaints", "cfpb", "nyc311"])
def test_real_rows_come_in_whole_and_silent(run, real_data, tmp_path, kind):
    path = _first_rows(real_data / f"{kind}.csv", tmp_path / "some.csv", 80)
    began = time.perf_counter()
    answer = run(path, "--guarantee", "HP-2026-1")
    assert "80 cases imported." in answer.output, answer.output
    assert time.perf_counter() - began < 8
    assert Case.select().where(Case.wake_at.is_null(False)).count() == 0
    assert Letter.select().count() == 0
    assert Event.select().where(Event.verb == "file").count() == 80


def test_real_responses_are_judged_as_a_few_lines_would(run, real_data, tmp_path):
    path = _first_rows(real_data / "zh_complaints.csv", tmp_path / "some.csv", 120)
    run(path, "--guarantee", "HP-2026-1")
    rows = csv.DictReader(path.read_text("utf-8").splitlines(keepends=True))
    expected = {row["id"]: _kept(row) for row in rows}
    judged = Deadline.select(Deadline, Case).join(Case).where(Deadline.target == "response")
    assert {row.case.origin.partition(":")[2]: row.verdict == "kept" for row in judged} == expected


def _kept(row: dict) -> bool:
    """Whether there was a response within the two working hours a complaint is promised."""
    due = clock.due(Within.parse("2 working hours"), calendar.latest()["service-desk"], _moment(row["received_at"]))
    return bool(row["replied_at"]) and _moment(row["replied_at"]) <= due


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def _first_rows(source, target, count: int):
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row, _number in zip(csv.DictReader(file), range(count), strict=False)]
    target.write_text(written(rows), "utf-8")
    return target
