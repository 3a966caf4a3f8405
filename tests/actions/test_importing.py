"""Cases that were received elsewhere: judged by their real moments, and by themselves silent."""

import csv
import io

import pytest

from portal.actions import handling, importing, watch
from portal.actions.importing.table import Row
from portal.core.case import Given, Verb
from portal.store import guarantee as versions
from portal.store import queue
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.message import Message
from tests.actions.office import when
from tests.core.moments import at

NOW = at("Mon 2026-11-23 10:00")
ZH = ("id", "title", "text", "user_ref", "received_at", "reply", "replied_at")
PLAIN = {
    "id": "a-1",
    "title": "路灯坏了",
    "text": "我家门口的路灯坏了三个星期，晚上一片漆黑。",
    "user_ref": "U-77",
    "received_at": "2026-08-20T11:30:00",
    "reply": "您好！路灯已经换好，感谢您的来信。",
    "replied_at": "2026-08-20T14:00:00",
}
CFPB = dict.fromkeys(importing.MAPPINGS["cfpb"].columns, "") | {
    "Complaint ID": "31",
    "Date received": "2026-08-19",
    "Date sent to company": "2026-08-24",
    "Issue": "Fees nobody told me about",
    "Consumer complaint narrative": "They took a fee I never agreed to.",
    "Company response to consumer": "Closed with monetary relief",
    "Submitted via": "Phone",
}
NYC = dict.fromkeys(importing.MAPPINGS["nyc311"].columns, "") | {
    "unique_key": "9",
    "created_date": "2026-08-20T11:30:00",
    "closed_date": "2026-08-20T12:45:00",
    "complaint_type": "Noise",
    "descriptor": "A dog that barks",
    "borough": "QUEENS",
    "status": "Closed",
    "open_data_channel_type": "PHONE",
}


@pytest.fixture
def version(office):
    """The demo guarantee, in force only since the first of January 2026."""
    return versions.by_number("HP-2026-1")


@pytest.fixture
def bring(version, tmp_path):
    """Brings rows in as a file would; gives the import with its report."""

    def call(*rows: dict, kind: str = "zh_complaints", encoding: str = "utf-8", now=NOW, dry_run: bool = False):
        file = tmp_path / "rows.csv"
        file.write_bytes(written(rows).encode(encoding))
        table = importing.read(file)
        work = importing.Import(table, importing.mapping_for(table.columns, kind), version, now, dry_run)
        for row in table.rows:
            work.take(*row)
        return work.report

    return call


def written(rows) -> str:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def verdicts() -> dict[str, str]:
    return {row.target: row.verdict for row in Deadline.select().order_by(Deadline.id)}


# --- judged by its real moments


def test_an_answered_row_is_a_case_with_its_real_moments(bring, version):
    report = bring(PLAIN)
    case = Case.get()
    assert (report.imported, dict(report.states)) == (1, {"closed": 1})
    assert (case.origin, case.guarantee, case.language) == ("zh_complaints:a-1", version, "zh")
    assert (case.subject, case.name, case.kind, case.outcome) == ("路灯坏了", "U-77", "complaint", "answered")
    assert when(case.received_at) == "Thu 2026-08-20 11:30"
    assert when(case.closed_at) == "Thu 2026-08-27 14:00"  # left in peace for the seven days the guarantee says
    assert [(m.type, when(m.at)) for m in Message.select().order_by(Message.id)] == [
        ("filed", "Thu 2026-08-20 11:30"),
        ("outcome", "Thu 2026-08-20 14:00"),
    ]


@pytest.mark.parametrize(
    ("replied", "expected"),
    [
        ("2026-08-20T14:30:00", "response kept, progress kept, plan kept, resolution kept"),
        ("2026-08-20T14:30:01", "response broken, progress kept, plan kept, resolution kept"),
        ("2026-08-22T11:30:01", "response broken, progress kept, plan broken, resolution kept"),
        ("2026-08-26T09:00:00", "response broken, progress broken, plan broken, resolution kept"),
        ("2026-09-04T09:00:00", "response broken, progress broken, plan broken, resolution broken"),
    ],
)
def test_each_promise_is_judged_by_when_the_answer_came(bring, replied, expected):
    bring(PLAIN | {"replied_at": replied})
    assert ", ".join(f"{target} {verdict}" for target, verdict in verdicts().items()) == expected


def test_a_case_is_judged_by_the_version_named_although_it_was_not_in_force_then(bring, version):
    bring(PLAIN | {"received_at": "2019-04-24T16:03:40", "replied_at": "2019-04-24T16:10:00"})
    assert Case.get().guarantee == version
    assert set(verdicts().values()) == {"kept"}


def test_a_miss_stands_in_the_history_at_the_second_it_happened(bring):
    bring(PLAIN | {"replied_at": "2026-08-25T09:00:00"})
    misses = Event.select().where(Event.verb == "miss").order_by(Event.id)
    assert [f"{row.at:%a %H:%M:%S}" for row in misses] == ["Thu 06:30:01", "Sat 03:30:01"]  # UTC
    assert [breach.at for breach in Breach.select().order_by(Breach.id)] == [row.at for row in misses]


def test_a_row_without_a_reply_stays_open_and_late_and_is_in_the_queue(bring, office):
    bring(PLAIN | {"reply": "", "replied_at": ""})
    case = Case.get()
    assert (case.state, case.outcome, case.wake_at) == ("received", None, None)
    assert when(case.due_at) == "Thu 2026-08-20 14:30"
    assert set(verdicts().values()) == {"broken"}
    for view in ("open", "late", "unassigned"):
        assert queue.page(office.agent, queue.Wanted(view=view), NOW).rows == [case]


def test_a_row_of_yesterday_still_runs_and_the_watch_judges_it_without_a_letter(bring, office):
    bring(PLAIN | {"received_at": "2026-11-20T17:00:00", "reply": "", "replied_at": ""})
    assert verdicts() == dict.fromkeys(("response", "progress", "plan", "resolution")) | {"plan": "broken"}
    office.id = Case.get().id
    assert when(office.case.wake_at) == "Mon 2026-11-23 10:00"
    office.watch("Thu 2026-12-31 10:00")
    assert set(verdicts().values()) == {"broken"}
    assert "warn" not in office.history()
    assert Letter.select().count() == 0


def test_a_case_just_answered_is_closed_by_the_watch_in_its_time(bring, office):
    bring(PLAIN | {"received_at": "2026-11-20T16:00:00", "replied_at": "2026-11-20T17:00:00"})
    office.id = Case.get().id
    assert office.case.state == "resolved"
    office.watch("Sat 2026-11-28 10:00")
    assert (office.case.state, when(office.case.closed_at)) == ("closed", "Fri 2026-11-27 17:00")


def test_an_import_writes_no_letter_no_alert_no_remedy_and_no_further_round(bring, office):
    bring(PLAIN | {"replied_at": "2026-10-01T09:00:00"}, PLAIN | {"id": "a-2", "reply": "", "replied_at": ""})
    watch.turn(at("Thu 2026-12-31 10:00"))
    assert Letter.select().count() == 0
    assert {breach.remedy for breach in Breach.select()} == {""}
    assert {row.because for row in Deadline.select()} == {"promise"}
    assert {row.target for row in Deadline.select()} == {"response", "progress", "plan", "resolution"}


def test_staff_may_take_up_an_open_one_and_it_leaves_the_queue_when_it_is_answered(bring, office):
    bring(PLAIN | {"reply": "", "replied_at": ""})
    office.id = Case.get().id
    given = {"body": "We look at the lamp", "next_step": "We send somebody", "by_when": at("Tue 2026-11-24 10:00")}
    handling.act(office.case, Verb.RESPOND, office.agent, NOW, Given(**given))
    assert when(office.case.due_at) == "Sat 2026-08-22 11:30"  # the plan, still owed; the response is made good
    office.resolve("Mon 2026-11-23 11:00")
    assert office.case.due_at is None
    assert Letter.select().count() == 0


# --- what a reply is worth


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("留言已收悉", "in_progress"),
        ("网友：您好！您的留言已收悉。2019年1月14日", "in_progress"),
        ("你好！2019年6月13日", "in_progress"),
        ("您的留言已收悉，关于您反映的问题，已转住建局调查处理。", "closed"),
        ("请咨询人社部门。", "closed"),
    ],
)
def test_a_reply_that_only_says_received_is_a_response_and_no_answer(bring, reply, state):
    bring(PLAIN | {"reply": reply})
    assert Case.get().state == state
    assert verdicts()["response"] == "kept"
    assert verdicts()["resolution"] == ("broken" if state == "in_progress" else "kept")


def test_an_answer_of_unknown_moment_breaks_what_was_due_before_it_can_have_come_and_judges_nothing_else(bring):
    bring(CFPB, kind="cfpb")
    assert verdicts() == {"response": "broken", "progress": "void", "plan": "broken", "resolution": "void"}
    assert {row.reason for row in Deadline.select().where(Deadline.verdict == "void")} == {"not_known_when"}
    case = Case.get()
    assert (case.channel, case.outcome, case.subject) == ("phone", "solved_in_part", "Fees nobody told me about")
    assert "published" in Message.get(Message.type == "note").body


@pytest.mark.parametrize(
    ("response", "outcome", "state"),
    [
        ("Closed with explanation", "answered", "closed"),
        ("Closed without relief", "declined", "closed"),
        ("Untimely response", "answered", "closed"),
        ("In progress", None, "received"),
        ("", None, "received"),
    ],
)
def test_an_outcome_claims_no_more_than_the_file_says(bring, response, outcome, state):
    bring(CFPB | {"Company response to consumer": response}, kind="cfpb")
    assert (Case.get().outcome, Case.get().state) == (outcome, state)


def test_where_the_words_are_not_published_what_was_chosen_from_lists_speaks(bring):
    bring(CFPB | {"Consumer complaint narrative": "", "Product": "Mortgage", "Sub-product": "Mortgage"}, kind="cfpb")
    assert Message.get(Message.type == "filed").body == "Mortgage\nFees nobody told me about"


def test_a_city_request_is_answered_when_it_is_closed(bring):
    bring(NYC, kind="nyc311")
    case = Case.get()
    assert (case.subject, case.channel, case.outcome) == ("Noise", "phone", "answered")
    assert when(case.received_at) == "Thu 2026-08-20 23:30"  # New York's half past eleven in the morning
    assert "attended" not in verdicts()  # nobody wrote down when the call was picked up
    assert Message.get(Message.type == "outcome").body == "Closed"


@pytest.mark.parametrize("status", ["In Progress", "Open", "Assigned", "Pending"])
def test_a_city_request_with_a_closing_date_that_is_not_closed_is_open_and_noted(bring, status):
    report = bring(NYC | {"status": status}, kind="nyc311")
    assert dict(report.noted) == {"closed_yet_open": 1}
    assert Case.get().state == "received"


# --- what is refused, and what is only noted


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": " "}, "id_missing"),
        ({"id": "9" * 101}, "id_missing"),
        ({"received_at": "", "reply": "", "replied_at": ""}, "received_missing"),
        ({"received_at": "yesterday"}, "moment_unreadable"),
        ({"received_at": "0019-04-24"}, "moment_unreadable"),
        ({"text": "\u3000\u200b&nbsp;"}, "no_text"),
        ({"replied_at": ""}, "reply_without_moment"),
        ({"reply": ""}, "moment_without_reply"),
        ({"replied_at": "2026-08-20T11:29:59"}, "replied_before_received"),
        ({"received_at": "2026-11-24T10:00:00", "replied_at": "2026-11-24T11:00:00"}, "in_the_future"),
        ({"replied_at": "2026-11-24T11:00:00"}, "in_the_future"),
    ],
)
def test_a_row_that_cannot_be_judged_is_refused_with_the_reason(bring, changed, reason):
    report = bring(PLAIN | changed, PLAIN | {"id": "sound"})
    assert dict(report.refused) == {reason: [2]}
    assert [case.origin for case in Case.select()] == ["zh_complaints:sound"]


def test_the_second_row_of_an_id_is_refused(bring):
    report = bring(PLAIN, PLAIN | {"text": "另一段话"}, PLAIN | {"id": "a-2"})
    assert dict(report.refused) == {"duplicate": [3]}
    assert report.imported == 2


def test_a_row_of_the_wrong_length_is_refused(version, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(written([PLAIN]) + "a-2,too,short\n\n", "utf-8")
    table = importing.read(file)
    work = importing.Import(table, importing.mapping_for(table.columns), version, NOW)
    for row in table.rows:
        work.take(*row)
    assert (work.report.imported, dict(work.report.refused)) == (1, {"ragged": [3]})


def test_midnight_is_believed_and_noted_in_the_case(bring):
    report = bring(PLAIN | {"received_at": "2026-08-20T00:00:00", "replied_at": "2026-08-21"})
    assert dict(report.noted) == {"received_midnight": 1, "replied_midnight": 1}
    assert when(Case.get().received_at) == "Thu 2026-08-20 00:00"
    assert Message.get(Message.type == "note").who == "agent"


# --- once, and only once


def test_the_same_file_again_changes_nothing(bring):
    bring(PLAIN, PLAIN | {"id": "a-2"})
    report = bring(PLAIN, PLAIN | {"id": "a-2"}, PLAIN | {"id": "a-3"})
    assert (report.imported, report.here) == (1, 2)
    assert Case.select().count() == 3


def test_the_same_id_in_another_kind_of_file_is_another_case(bring):
    bring(PLAIN | {"id": "31"})
    bring(CFPB, kind="cfpb")
    assert {case.origin for case in Case.select()} == {"zh_complaints:31", "cfpb:31"}


def test_two_imports_at_once_make_one_case(bring, version):
    table = importing.Table(ZH, [(2, list(PLAIN.values()))])
    slower = importing.Import(table, importing.MAPPINGS["zh_complaints"], version, NOW)
    bring(PLAIN)
    slower.take(*table.rows[0])
    assert (slower.report.imported, slower.report.here) == (0, 1)
    assert Case.select().count() == 1


def test_a_dry_run_foresees_and_keeps_nothing(bring):
    rows = (PLAIN, PLAIN | {"id": "a-2", "reply": "", "replied_at": ""}, PLAIN | {"id": "a-3", "reply": "已收悉"})
    foreseen = bring(*rows, dry_run=True)
    assert Case.select().count() == 0
    assert dict(foreseen.states) == dict(bring(*rows).states)


# --- reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_write_is_read(bring, encoding):
    bring(PLAIN, encoding=encoding)
    assert Case.get().subject == "路灯坏了"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\xff\xff\xff", "encoding"),
        (b'id,title\n1,"' + b"x" * 1_100_000, "no_table"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, raw, reason):
    file = tmp_path / "rows.csv"
    file.write_bytes(raw)
    with pytest.raises(importing.NotReadable, match=reason):
        importing.read(file)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (ZH, "zh_complaints"),
        ((*reversed(ZH), "sentiment"), "zh_complaints"),
        (tuple(CFPB), "cfpb"),
        (tuple(NYC), "nyc311"),
    ],
)
def test_a_file_is_known_by_its_header(columns, name):
    assert importing.mapping_for(columns).name == name


def test_a_file_nobody_knows_is_refused_and_a_wrong_name_says_what_is_lacking():
    with pytest.raises(importing.UnknownFile):
        importing.mapping_for(("id", "score"))
    with pytest.raises(importing.UnknownFile, match="created_date"):
        importing.mapping_for(ZH, "nyc311")


@pytest.mark.parametrize(
    ("cell", "cleaned"),
    [
        ("a&#183;b &amp; c", "a·b & c"),
        ("\u3000\u3000您好\u00a0\u2003！", "您好 ！"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("bell\x07 \x00", "bell"),
        ("-3 stars", "-3 stars"),
    ],
)
def test_cells_are_cleaned_like_what_is_typed(cell, cleaned):
    assert Row(2, {"text": cell}).text("text") == cleaned


def test_a_long_text_comes_in_whole(bring):
    bring(PLAIN | {"text": "路" * 22_000})
    assert len(Message.get(Message.type == "filed").body) == 22_000
