"""The places in a canned reply."""

from portal.core.canned import filled, unknown

FACTS = {"name": "Li Lei", "reference": "K7Q-3FM-9", "due": "Fri 21 Aug, 18:00"}


def test_places_are_filled_in_both_languages():
    assert filled("Dear {name}, {reference} is due {due}.", FACTS) == "Dear Li Lei, K7Q-3FM-9 is due Fri 21 Aug, 18:00."
    assert filled("{name}您好：编号{reference}。", FACTS) == "Li Lei您好：编号K7Q-3FM-9。"


def test_what_has_no_fact_stays_as_it_is_written():
    assert filled("{me} and {nobody}", FACTS) == "{me} and {nobody}"


def test_a_name_with_braces_is_not_filled_again():
    assert filled("{name}", {"name": "{due}", "due": "today"}) == "{due}"


def test_a_slip_in_a_place_is_found():
    assert unknown("Dear {nmae}, dear {name}, {nmae} {}") == ["nmae", ""]
    assert unknown("Dear {name}: {reference} {service} {order_number} {received} {due} {me}") == []


def test_a_brace_alone_is_no_place():
    assert unknown("if (x) { return }\n} {") == [" return "]
    assert filled("a { b", FACTS) == "a { b"
