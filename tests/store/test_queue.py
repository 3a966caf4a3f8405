"""The queue's order and its pages, its lists and filters, and whom it shows what."""

from datetime import timedelta

import pytest

from portal.core import reference
from portal.store import queue, search
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.person import Person
from portal.store.queue import Place, Wanted

REFERENCES = iter(range(10**6))


@pytest.fixture
def lin(db) -> Person:
    return hire("Lin", "agent")


@pytest.fixture
def wang(db) -> Person:
    return hire("Wang", "supervisor")


def hire(name: str, role: str) -> Person:
    return Person.create(email=f"{name}@example.com", name=name, public_name=name, role=role)


def case(now, due: int | None = None, **columns) -> Case:
    """A case whose next promise is due in so many minutes; without them every clock stands still."""
    moments = {"received_at": now, "cycle_at": now, "due_at": now + timedelta(minutes=due) if due is not None else None}
    named = {"reference": reference.written(f"{next(REFERENCES):07}"), "link_key": "k", "kind": "complaint"}
    return Case.create(**(moments | named | columns))


def subjects(person, now, view="open", **wanted) -> list[str]:
    return [row.subject for row in queue.page(person, Wanted(view, **wanted), now).rows]


def test_the_promise_due_next_stands_first_and_late_ones_before_it(lin, now):
    for due, subject in ((30, "later"), (-5, "late"), (10, "soon"), (10, "soon too")):
        case(now, due, subject=subject)
    assert subjects(lin, now) == ["late", "soon", "soon too", "later"]


LISTS = [
    ("open", ["late", "hers", "nobody's"]),
    ("late", ["late"]),
    ("mine", ["hers"]),
    ("unassigned", ["late", "nobody's"]),
    ("waiting", ["told", "asked"]),
    ("undated", ["forgotten"]),
    ("closed", ["closed today", "closed before"]),
]


@pytest.mark.parametrize(("view", "expected"), LISTS)
def test_each_list_holds_what_its_name_says(lin, now, view, expected):
    day = timedelta(days=1)
    case(now, -5, subject="late")
    case(now, 10, subject="hers", owner=lin, state="in_progress")
    case(now, 20, subject="nobody's")
    case(now, subject="asked", state="waiting", wake_at=now + 2 * day)
    case(now, subject="told", state="resolved", wake_at=now + day)
    case(now, subject="forgotten", state="in_progress")
    case(now, subject="closed before", state="closed", closed_at=now - day)
    case(now, subject="closed today", state="closed", closed_at=now)
    assert subjects(lin, now, view) == expected


@pytest.mark.parametrize(
    ("columns", "verdict", "there"),
    [
        ({}, "broken", True),
        ({}, "kept", False),
        ({"cycle": 2}, "broken", False),  # that was before the customer came back
        ({"state": "closed"}, "broken", False),
    ],
)
def test_an_open_case_with_a_broken_promise_is_among_the_late_ones_whatever_date_it_has_now(
    lin, now, columns, verdict, there
):
    one = case(now, 600, subject="failed", **columns)
    Deadline.create(
        case=one, cycle=1, target="response", round=1, because="promise", start_at=now, due_at=now, verdict=verdict
    )
    assert subjects(lin, now, "late") == (["failed"] if there else [])


def test_a_closed_case_that_still_owes_something_stays_in_the_queue(lin, now):
    case(now, 10, subject="owes a call", state="closed", closed_at=now)
    assert subjects(lin, now) == ["owes a call"]


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"kind": "enquiry"}, ["enquiry"]),
        ({"state": "in_progress"}, ["hers"]),
        ({"severity": "urgent"}, ["urgent"]),
        ({"severity": "none"}, ["hers", "enquiry"]),
        ({"service": "delivery"}, ["urgent"]),
        ({"owner": "none"}, ["urgent", "enquiry"]),
        ({"kind": "complaint", "owner": "none"}, ["urgent"]),
    ],
)
def test_filters_narrow_the_list(lin, now, filter, expected):
    case(now, 1, subject="urgent", severity="urgent", service="delivery")
    case(now, 2, subject="hers", owner=lin, state="in_progress")
    case(now, 3, subject="enquiry", kind="enquiry")
    assert subjects(lin, now, **filter) == expected


def test_the_owner_filter_takes_a_person(lin, wang, now):
    case(now, 1, subject="hers", owner=lin)
    case(now, 2, subject="his", owner=wang)
    assert subjects(wang, now, owner=str(lin.id)) == ["hers"]


@pytest.mark.parametrize("words", ["退款", "table leg", "LEG", "broken Zhou", "li@example.com"])
def test_words_names_and_addresses_are_found_in_any_state(lin, now, words):
    found = case(now, subject="要求退款", state="closed", closed_at=now, email="li@example.com")
    search.add(found, "The table leg is broken", "要求退款", "Zhou broken")
    case(now, 5, subject="another")
    assert subjects(lin, now, words=words) == ["要求退款"]


def test_what_is_found_can_be_narrowed(lin, now):
    for kind in ("complaint", "enquiry"):
        search.add(case(now, 5, subject=kind, kind=kind), "退款")
    assert subjects(lin, now, words="退款", kind="enquiry") == ["enquiry"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("agent", ["open"]),
        ("supervisor", ["open", "sealed", "about an agent"]),
        ("admin", ["open", "sealed", "about an agent", "about a supervisor"]),
        ("auditor", ["open", "sealed", "about an agent", "about a supervisor"]),
    ],
)
def test_a_sealed_complaint_is_seen_by_those_who_may(lin, wang, now, role, expected):
    case(now, 1, subject="open")
    case(now, 2, subject="sealed", sealed=True)
    case(now, 3, subject="about an agent", sealed=True, about=lin)
    case(now, 4, subject="about a supervisor", sealed=True, about=wang)
    for words in ("open", "sealed", "about"):
        search.add(Case.get(Case.subject.startswith(words)), "word")
    reader = hire("Reader", role)
    assert subjects(reader, now) == expected
    assert queue.count(reader, Wanted(), now) == len(expected)
    assert set(subjects(reader, now, words="word")) <= set(expected)


def test_pages_follow_one_another_without_a_gap_and_lead_back(lin, now):
    for number in range(120):
        case(now, number // 3, subject=f"{number:03}")  # three at each moment: the id decides
    read, place, firsts = [], None, []
    while True:
        page = queue.page(lin, Wanted(), now, after=place)
        read += [row.subject for row in page.rows]
        firsts.append(page)
        if page.next is None:
            break
        place = page.next
    assert read == [f"{number:03}" for number in range(120)]
    assert [len(page.rows) for page in firsts] == [50, 50, 20]
    back = queue.page(lin, Wanted(), now, before=firsts[2].previous)
    assert [row.id for row in back.rows] == [row.id for row in firsts[1].rows]
    assert (back.previous, back.next) == (firsts[1].previous, firsts[1].next)
    first = queue.page(lin, Wanted(), now, before=back.previous)
    assert [row.id for row in first.rows] == [row.id for row in firsts[0].rows]
    assert first.previous is None


def test_the_newest_stands_first_among_the_closed_and_pages_go_on_from_there(lin, now):
    for number in range(60):
        case(now, subject=f"{number:03}", state="closed", closed_at=now - timedelta(minutes=number))
    first = queue.page(lin, Wanted("closed"), now)
    second = queue.page(lin, Wanted("closed"), now, after=first.next)
    assert [row.subject for row in first.rows + second.rows] == [f"{number:03}" for number in range(60)]
    back = queue.page(lin, Wanted("closed"), now, before=second.previous)
    assert [row.subject for row in back.rows] == [row.subject for row in first.rows]


def test_a_place_beyond_the_end_is_an_empty_page(lin, now):
    case(now, 1)
    assert queue.page(lin, Wanted(), now, after=Place(10**11, 1)).rows == []


def test_nobody_counts_further_than_a_thousand(lin, now, monkeypatch):
    monkeypatch.setattr(queue, "MANY", 3)
    for number in range(6):
        case(now, number)
    assert queue.count(lin, Wanted(), now) == 4
