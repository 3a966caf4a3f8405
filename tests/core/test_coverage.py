"""A kind × channel × severity nobody promised anything is listed as a gap."""

from portal.core.coverage import gaps, rows, unpromised
from portal.core.guarantee import parse
from tests.core.guarantees import guarantee, promise


def of(*promises: str):
    return parse(guarantee(*promises))


def test_a_promise_for_every_case_leaves_no_gap():
    assert gaps(of(promise("a"))) == ()
    assert len(list(rows(of(promise("a"))))) == 35


def test_each_kind_and_channel_without_a_promise_is_a_row():
    found = gaps(of(promise("a", for_='{ kind = ["complaint", "enquiry", "suggestion", "praise"] }')))
    assert {row.kind for row in found} == {"feedback"}
    assert len(found) == 7
    assert set(found[0].cells) == {"nothing"}


def test_a_severity_of_its_own_may_be_all_there_is():
    found = gaps(of(promise("a", for_='{ severity = ["urgent", "major"] }')))
    assert len(found) == 35
    assert found[0].cells == ("nothing", "nothing", "nothing", "promised", "promised")


def test_another_promise_without_a_first_response_is_a_gap_of_its_own():
    assert gaps(of(promise("a", target="plan")))[0].cells == ("no-response",) * 5


def test_what_only_follows_from_another_promise_fills_no_gap():
    after = promise("a", target="remedy") + promise("b", target="follow_up")
    assert gaps(of(after))[0].cells == ("nothing",) * 5


def test_what_one_service_is_promised_fills_no_gap_of_the_others():
    assert len(gaps(of(promise("a", for_='{ service = "repairs" }')))) == 35


def test_customers_are_told_where_nothing_is_promised_when_they_write():
    version = of(promise("a", for_='{ channel = ["web", "email", "phone", "chat", "counter", "letter"] }'))
    assert unpromised(version)["praise"] == ("social",)
    assert unpromised(of(promise("a"))) == {}
