"""A guarantee is data: read whole, refused with every fault and its line, asked for the promises of a case."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core.calendar import WorkingCalendar
from portal.core.guarantee import GuaranteeRefused, Publishing, check, effective_on, notes, parse, weakened
from portal.core.promise import Within
from tests.core.guarantees import guarantee, line_of, promise

DESK = WorkingCalendar.from_dict(
    {"tz": "Asia/Shanghai", "years": [2025, 2026], "week": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}}
)
CALENDARS = {"desk": DESK}


def faults(text: str, standing=(), publishing=None) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in check(text, CALENDARS, standing, publishing)]


def facts(text: str, code: str, **more) -> dict:
    return next(fault.facts for fault in check(text, CALENDARS, **more) if fault.code == code)


def chosen(text: str, **case) -> dict[str, str]:
    return {target: found.code for target, found in parse(text).select(**case).items()}


# What a text becomes


def test_a_text_becomes_values():
    version = parse(guarantee(number='"HP-2026-1"', signed_on="2025-12-18"))
    assert version.number == "HP-2026-1"
    assert version.organisation.name == {"en": "Pine", "zh": "松"}
    assert version.signed_on == date(2025, 12, 18)
    assert str(version.zone) == "Asia/Shanghai"
    assert [service.slug for service in version.services] == ["orders", "repairs"]
    assert version.promise("response").within == Within(2, "working_hours")
    assert version.promise("other") is None
    assert version.service("repairs").title["zh"] == "维修"


def test_the_times_of_a_cases_life_are_so_many_times_24_hours():
    life = parse(guarantee()).life
    assert life.remind == (timedelta(days=2), timedelta(days=5))
    assert (life.lapse, life.close, life.reopen) == (timedelta(days=10), timedelta(days=7), timedelta(days=30))
    assert (life.link, life.erase) == (timedelta(days=365), timedelta(days=1095))


def test_a_promise_may_name_one_value_or_a_list():
    version = parse(guarantee(promise("a", for_='{ kind = "enquiry", channel = ["web", "email"] }')))
    assert version.promises[0].applies == {"kind": {"enquiry"}, "channel": {"web", "email"}}


def test_what_a_miss_brings_is_read():
    text = guarantee(
        promise("a", on_miss='{ again = "1 working day", escalate = "supervisor", remedy = { en = "x", zh = "y" } }'),
        promise("b", target="remedy"),
    )
    on_miss = parse(text).promise("a").on_miss
    assert on_miss.again == Within(1, "working_days")
    assert on_miss.escalate == "supervisor"
    assert on_miss.remedy == {"en": "x", "zh": "y"}


def test_a_sound_text_has_no_faults():
    assert faults(guarantee()) == []


# The most specific promise wins

SEVERITY = promise("severity", for_='{ severity = "urgent" }')
SERVICE = promise("service", for_='{ service = "repairs" }')
KIND = promise("kind", for_='{ kind = "complaint" }')
CHANNEL = promise("channel", for_='{ channel = "web" }')
KIND_CHANNEL = promise("kind-channel", for_='{ kind = "complaint", channel = "web" }')
EVERYTHING = promise("every-case")
ALL = guarantee(EVERYTHING, CHANNEL, KIND, KIND_CHANNEL, SERVICE, SEVERITY)


@pytest.mark.parametrize(
    ("case", "winner"),
    [
        ({"kind": "praise", "channel": "phone"}, "every-case"),
        ({"kind": "praise", "channel": "web"}, "channel"),
        ({"kind": "complaint", "channel": "phone"}, "kind"),
        ({"kind": "complaint", "channel": "web"}, "kind-channel"),
        ({"kind": "complaint", "channel": "web", "service": "orders"}, "kind-channel"),
        ({"kind": "complaint", "channel": "web", "service": "repairs"}, "service"),
        ({"kind": "complaint", "channel": "web", "service": "repairs", "severity": "urgent"}, "severity"),
        ({"kind": "complaint", "channel": "web", "severity": "general"}, "kind-channel"),
    ],
)
def test_severity_beats_service_beats_kind_beats_channel(case, winner):
    assert faults(ALL) == []
    assert chosen(ALL, **case) == {"response": winner}


def test_the_order_of_the_lines_decides_nothing():
    backwards = guarantee(SEVERITY, SERVICE, KIND_CHANNEL, KIND, CHANNEL, EVERYTHING)
    case = {"kind": "complaint", "channel": "web", "service": "repairs"}
    assert chosen(backwards, **case) == chosen(ALL, **case)


def test_each_target_has_its_own_winner():
    text = guarantee(EVERYTHING, KIND, promise("plan", target="plan", for_='{ kind = "complaint" }'))
    assert chosen(text, kind="complaint", channel="web") == {"response": "kind", "plan": "plan"}
    assert chosen(text, kind="praise", channel="web") == {"response": "every-case"}


def test_a_case_nobody_promised_anything_gets_nothing():
    assert chosen(guarantee(KIND), kind="praise", channel="web") == {}


def test_an_unsorted_case_is_in_no_severity():
    assert chosen(guarantee(SEVERITY), kind="complaint", channel="web", severity="") == {}


def test_gaps_are_the_cases_nobody_promised_a_response():
    gaps = parse(guarantee(KIND)).gaps()
    assert ("praise", "web") in gaps
    assert ("complaint", "web") not in gaps


# Faults: each with its line

SHUT = WorkingCalendar.from_dict({"tz": "Asia/Shanghai", "exceptions": {"2026-02-14": [["09:00", "12:00"]]}})


@pytest.mark.parametrize(
    ("text", "calendar", "expected"),
    [
        (guarantee(promise("a", within="25000 working hours")), DESK, [("within", "unreachable")]),
        (
            guarantee(promise("a", within="1 hour", on_miss='{ again = "3000 working days" }')),
            DESK,
            [("on_miss", "unreachable")],
        ),
        (guarantee(promise("a", within="2900 working days")), DESK, [("within", "unreachable")]),
        (guarantee(promise("a", within="2500 working days")), DESK, []),
        (guarantee(promise("a", within="1 working minute")), SHUT, [("within", "unreachable")]),
        (guarantee(promise("a", within="50 hours")), SHUT, []),
    ],
)
def test_a_time_that_never_ends_is_refused(text, calendar, expected):
    found = [(fault.line, fault.code) for fault in check(text, {"desk": calendar})]
    assert found == [(line_of(text, start), code) for start, code in expected]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# " + "x" * 1_000_000, "too-much-text"),
        ("a = " + "[" * 5_000, "not-toml"),
        ("a = " + "9" * 5_000, "not-toml"),
        (guarantee(notice_days="9" * 4000), "too-large"),
        (guarantee(effective_on="9999-12-31"), "unlikely-date"),
        (guarantee(signed_on="0001-01-01"), "unlikely-date"),
        (guarantee(promise("a" * 61)), "slug-too-long"),
        (guarantee().replace('"orders"', f'"{"o" * 41}"'), "slug-too-long"),
    ],
)
def test_what_no_guarantee_needs_is_refused_with_a_sentence(text, code):
    assert [fault.code for fault in check(text, CALENDARS)] == [code]


BROKEN = [
    ("a key that is missing", guarantee().replace('phone = "400"\n', ""), "[organisation]", "missing"),
    ("a key nobody knows", guarantee(promise("a", calender='"desk"')), "calender", "unknown-key"),
    ("a key of the head nobody knows", guarantee(colour='"red"'), "colour", "unknown-key"),
    ("a text that is none", guarantee(zone="8"), "zone", "wrong-type"),
    ("a number that is a yes", guarantee(notice_days="true"), "notice_days", "wrong-type"),
    ("a date that is a moment", guarantee(signed_on="2026-01-01T10:00:00"), "signed_on", "wrong-type"),
    ("an empty text", guarantee(zone='" "'), "zone", "empty"),
    ("a title without Chinese", guarantee(title='{ en = "x" }'), "title", "no-language"),
    ("a title without English", guarantee(title='{ zh = "x" }'), "title", "no-language"),
    ("a title in a third language", guarantee(title='{ en = "x", zh = "x", de = "x" }'), "title", "unknown-language"),
    ("a number that cannot stand in an address", guarantee(number='"no. 1/2"'), "number", "not-a-number"),
    ("a number without a digit", guarantee(number='"history"'), "number", "not-a-number"),
    ("a negative notice", guarantee(notice_days="-1"), "notice_days", "too-small"),
    ("a zone that is none", guarantee(zone='"Asia/Peking"'), "zone", "unknown-zone"),
    ("a code with blanks", guarantee(promise("my promise")), "code", "not-a-slug"),
    ("a target nobody knows", guarantee(promise("a", target="answer")), "target", "unknown-value"),
    ("a kind nobody knows", guarantee(promise("a", for_='{ kind = "complain" }')), "for", "unknown-value"),
    ("a dimension nobody knows", guarantee(promise("a", for_='{ tier = "vip" }')), "for", "unknown-key"),
    ("a service not on the list", guarantee(promise("a", for_='{ service = "cakes" }')), "for", "unknown-value"),
    ("a list without values", guarantee(promise("a", for_="{ kind = [] }")), "for", "empty"),
    ("a time that is none", guarantee(promise("a", within="soon")), "within", "unknown-time"),
    ("a time of nothing", guarantee(promise("a", within="0 hours")), "within", "unknown-time"),
    ("a unit nobody knows", guarantee(promise("a", within="2 weeks")), "within", "unknown-time"),
    ("a time beyond 50 years", guarantee(promise("a", within="60000 days")), "within", "too-long"),
    ("working time without a calendar", guarantee(promise("a", calendar="")), "within", "no-calendar"),
    ("days without a calendar", guarantee(promise("a", within="10 days", calendar="")), "within", "no-calendar"),
    (
        "a new time without a calendar",
        guarantee(promise("a", within="1 hour", calendar="", on_miss='{ again = "1 working day" }')),
        "on_miss",
        "no-calendar",
    ),
    ("a calendar not on the list", guarantee(promise("a", calendar='"shop"')), "calendar =", "unlisted-calendar"),
    ("a calendar there is not", guarantee(calendars='["desk", "shop"]'), "calendars", "unknown-calendar"),
    ("a promise about given dates", guarantee(promise("a", target="given")), "target", "given-is-no-promise"),
    ("a response that pauses", guarantee(promise("a", pauses="true")), "pauses", "may-not-pause"),
    ("a plan that repeats", guarantee(promise("a", target="plan", repeats="true")), "repeats", "may-not-repeat"),
    (
        "somebody attended to by e-mail",
        guarantee(promise("a", target="attended", for_='{ channel = ["phone", "email"] }')),
        "for",
        "attended-elsewhere",
    ),
    (
        "a remedy nobody timed",
        guarantee(promise("a", on_miss='{ remedy = { en = "x", zh = "y" } }')),
        "on_miss",
        "remedy-untimed",
    ),
    (
        "a remedy for a remedy",
        guarantee(promise("a", target="remedy", on_miss='{ remedy = { en = "x", zh = "y" } }')),
        "on_miss",
        "remedy-of-a-remedy",
    ),
    (
        "somebody unknown to escalate to",
        guarantee(promise("a", on_miss='{ escalate = "mum" }')),
        "on_miss",
        "unknown-value",
    ),
    ("one reminder only", guarantee(remind='["2 days"]'), "remind", "remind-twice"),
    ("a lapse before the last reminder", guarantee(lapse='"4 days"'), "lapse", "lapse-before-reminder"),
    ("a life on working time", guarantee(close='"7 working days"'), "close", "not-plain-time"),
    ("a link shorter than the reopening", guarantee(link='"20 days"'), "link", "link-too-short"),
    ("an erasure before the reopening ends", guarantee(erase='"20 days"'), "erase", "erased-too-soon"),
    ("one person alone", guarantee(author='"Ann Li"', approver='" ann li "'), "approver", "same-person"),
    (
        "effective before it is published",
        guarantee(published_on="2026-03-02", effective_on="2026-03-01"),
        "effective_on",
        "effective-before-published",
    ),
    (
        "signed after it is published",
        guarantee(published_on="2026-03-02", signed_on="2026-03-03"),
        "signed_on",
        "signed-after-published",
    ),
    (
        "a shorter notice for the worse",
        guarantee(weaker_notice_days="3"),
        "weaker_notice_days",
        "weaker-notice-shorter",
    ),
]


@pytest.mark.parametrize(("what", "text", "start", "code"), BROKEN, ids=[row[0] for row in BROKEN])
def test_each_fault_is_found_on_its_line(what, text, start, code):
    assert faults(text) == [(line_of(text, start), code)]


@pytest.mark.parametrize("text", ["number = ", "[[promise", 'a = "x"\na = "y"', "=", "number = 1\n\x00"])
def test_what_is_no_toml_is_one_fault_with_its_line(text):
    found = check(text, CALENDARS)
    assert [fault.code for fault in found] == ["not-toml"]
    assert found[0].line >= 1


def test_the_empty_text_misses_everything():
    assert {fault.facts["key"] for fault in check("", CALENDARS)} >= {"number", "title", "promise", "life", "service"}


def test_every_fault_is_found_in_one_run():
    text = guarantee(
        promise("a", target="answer"),
        promise("b", within="soon"),
        promise("b", calendar='"shop"', on_miss='{ remedy = { en = "x", zh = "y" } }'),
        number='"no. 1/2"',
        title='{ en = "x" }',
        lapse='"1 day"',
        zone='"Asia/Peking"',
    )
    assert faults(text) == [
        (line_of(text, "number"), "not-a-number"),
        (line_of(text, "title"), "no-language"),
        (line_of(text, "zone"), "unknown-zone"),
        (line_of(text, "lapse"), "lapse-before-reminder"),
        (line_of(text, "target", 1), "unknown-value"),
        (line_of(text, "within", 2), "unknown-time"),
        (line_of(text, "calendar =", 3), "unlisted-calendar"),
        (line_of(text, "on_miss"), "remedy-untimed"),
    ]


def test_parse_refuses_with_all_faults():
    with pytest.raises(GuaranteeRefused) as refused:
        parse(guarantee(number='"no. 1/2"', title='{ en = "x" }'))
    assert [fault.code for fault in refused.value.faults] == ["not-a-number", "no-language"]
    assert "line 1: not-a-number" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "promise = 1",
        "promise = [1, 2]",
        "promise = []",
        "[promise]\ncode = 1",
        "life = 3",
        "life = { remind = [1, 2] }",
        "calendars = [[]]",
        "[[promise]]\ncode = 1\ntitle = []\nfor = 7\nwithin = {}\non_miss = 1\npauses = 'x'",
        "[[promise]]\non_miss = { again = 1, remedy = 'x' }",
        "[[rate]]\nat_least = 'x'",
        "[[rate]]\nat_least = nan",
        "[grading]\nmajor_if = { target = 3 }",
        "[life]\nlapse = '999999999999999999999999999999 days'",
    ],
)
def test_no_text_however_odd_breaks_the_check(text):
    assert check(text, CALENDARS)


def test_a_misspelt_word_is_met_with_the_right_one():
    assert facts(guarantee(promise("a", calender='"desk"')), "unknown-key")["near"] == "calendar"
    assert facts(guarantee(promise("a", target="respons")), "unknown-value")["near"] == "response"


def test_a_code_used_twice_is_refused_at_its_second_place():
    text = guarantee(promise("a"), promise("a", target="plan"))
    assert faults(text) == [(line_of(text, "code", 2), "duplicate")]


def test_a_service_listed_twice_is_refused():
    text = guarantee().replace('slug = "repairs"', 'slug = "orders"')
    assert faults(text) == [(line_of(text, "slug", 2), "duplicate")]


def test_two_promises_that_name_the_same_and_overlap_are_refused_with_the_case_that_shows_it():
    text = guarantee(
        promise("a", for_='{ kind = ["enquiry", "complaint"], channel = "web" }'),
        promise("b", for_='{ kind = "complaint", channel = ["web", "email"] }'),
    )
    assert faults(text) == [(line_of(text, "for", 2), "ambiguous")]
    found = facts(text, "ambiguous")
    assert (found["name"], found["other"]) == ("b", "a")
    assert found["case"] == {"kind": "complaint", "channel": "web"}


@pytest.mark.parametrize(
    "other",
    [
        promise("b", for_='{ kind = "enquiry", channel = "web" }'),
        promise("b", for_='{ kind = "complaint" }'),
        promise("b", target="plan", for_='{ kind = "complaint", channel = "web" }'),
    ],
)
def test_two_promises_that_never_meet_on_equal_terms_are_fine(other):
    assert faults(guarantee(promise("a", for_='{ kind = "complaint", channel = "web" }'), other)) == []


def test_a_remedy_must_be_timed_for_every_case_that_can_be_owed_one():
    owed = promise("a", on_miss='{ remedy = { en = "x", zh = "y" } }')
    half = promise("b", target="remedy", for_='{ kind = "complaint" }')
    assert [code for _, code in faults(guarantee(owed, half))] == ["remedy-untimed"]
    assert facts(guarantee(owed, half), "remedy-untimed")["case"]["kind"] != "complaint"
    assert faults(guarantee(owed, promise("b", target="remedy"))) == []
    only_complaints = promise("a", for_='{ kind = "complaint" }', on_miss='{ remedy = { en = "x", zh = "y" } }')
    assert faults(guarantee(only_complaints, half)) == []


@pytest.mark.parametrize(
    ("measure", "at_least", "code"),
    [
        ("solved", "101", "rate-out-of-range"),
        ("kept", "0", "rate-out-of-range"),
        ("satisfaction", "5.5", "rate-out-of-range"),
        ("kept", "nan", "wrong-type"),
        ("kept", "inf", "wrong-type"),
    ],
)
def test_a_rate_nobody_can_reach_is_refused(measure, at_least, code):
    rate = f"""[[rate]]
code = "rate"
title = {{ en = "x", zh = "y" }}
measure = "{measure}"
at_least = {at_least}
per = "month"
"""
    assert [found for _, found in faults(guarantee() + rate)] == [code]


# Who approves

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # already Mon 2026-03-02 in Shanghai


def test_who_publishes_outranks_what_the_text_says():
    text = guarantee(author='"Ann"', approver='"Bo"')
    assert faults(text, publishing=Publishing("Ann", "Bo", AT)) == []
    assert [code for _, code in faults(text, publishing=Publishing("Ann", "Ann", AT))] == ["same-person"]
    assert [code for _, code in faults(text, publishing=Publishing("Ann", None, AT))] == ["no-approver"]


def test_one_person_may_publish_alone_only_where_the_text_says_so():
    text = guarantee(approval_waived='{ en = "We are one person.", zh = "仅有一人。" }')
    assert faults(text, publishing=Publishing("Ann", "Ann", AT)) == []
    assert faults(text, publishing=Publishing("Ann", None, AT)) == []


def test_a_text_is_published_on_the_day_it_names():
    text = guarantee(published_on="2026-03-01")
    assert [code for _, code in faults(text, publishing=Publishing("Ann", "Bo", AT))] == ["published-another-day"]


def trial(at=AT) -> Publishing:
    """A text nobody publishes yet, judged as if it were published now."""
    return Publishing("", None, at, is_trial=True)


def test_a_draft_needs_no_second_person_yet():
    assert faults(guarantee(), publishing=trial()) == []
    both = guarantee(author='"Ann"', approver='"Ann"')
    assert [code for _, code in faults(both, publishing=trial())] == ["same-person"]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ({"effective_on": "2026-03-01"}, "effective-before-published"),
        ({"published_on": "2026-03-01"}, "published-in-the-past"),
        ({"published_on": "2026-03-02"}, None),
        ({"published_on": "2026-03-05", "effective_on": "2026-03-05"}, None),
    ],
)
def test_a_version_dated_in_the_past_is_refused(head, code):
    assert [found for _, found in faults(guarantee(**head), publishing=trial())] == ([code] if code else [])


def test_two_people_of_one_name_are_two():
    assert faults(guarantee(), publishing=Publishing("Wang Wei", "Wang Wei", AT, are_two=True)) == []


def test_names_have_an_end_and_an_author_a_name():
    found = [code for _, code in faults(guarantee(), publishing=Publishing(" ", "B" * 121, AT))]
    assert sorted(found) == ["name-too-long", "no-author"]


# Notice

NOTE = '{ en = "Changed", zh = "修改" }'
BEFORE = parse(guarantee(promise("a", within="4 working hours"), promise("b", target="plan", within="48 hours")))


def change(*promises: str, **head: str) -> str:
    return guarantee(*promises, **({"number": '"2"', "change_note": NOTE} | head))


STRONGER = [promise("a", within="2 working hours"), promise("b", target="plan", within="48 hours")]
WEAKER = [promise("a", within="4 working hours"), promise("b", target="plan", within="49 hours")]


def test_the_first_version_may_take_effect_at_once():
    text = guarantee(published_on="2026-03-02", effective_on="2026-03-02")
    assert faults(text) == []
    assert effective_on(parse(guarantee()), (), ON) == ON


def test_a_change_needs_a_note_and_a_number_of_its_own():
    text = guarantee(promise("a", within="1 hour"), promise("b", target="plan", within="1 hour"))
    assert {code for _, code in faults(text, standing=(BEFORE,))} == {"number-taken", "no-change-note"}


def test_a_number_is_never_used_twice():
    publishing = Publishing("Ann", "Bo", AT, taken=frozenset({"1", "2"}))
    assert [code for _, code in faults(change(*STRONGER), (BEFORE,), publishing)] == ["number-taken"]


@pytest.mark.parametrize(
    ("lines", "effective", "expected"),
    [
        (STRONGER, "2026-03-16", ["notice-too-short"]),
        (STRONGER, "2026-03-17", []),
        (WEAKER, "2026-03-17", ["notice-too-short"]),
        (WEAKER, "2026-03-31", ["notice-too-short"]),
        (WEAKER, "2026-04-01", []),
    ],
)
def test_a_change_waits_for_its_notice_and_a_weaker_promise_longer(lines, effective, expected):
    text = change(*lines, published_on="2026-03-02", effective_on=effective)
    assert [code for _, code in faults(text, standing=(BEFORE,))] == expected


def test_the_notice_names_the_earliest_day_and_what_is_weakened():
    text = change(*WEAKER, effective_on="2026-03-10")
    found = facts(text, "notice-too-short", standing=(BEFORE,), publishing=Publishing("Ann", "Bo", AT))
    assert (found["given"], found["needed"], found["earliest"]) == (8, 30, date(2026, 4, 1))
    assert found["weaker"] == ("b",)


def test_the_notice_that_binds_a_change_is_the_one_promised_before():
    text = change(*STRONGER, published_on="2026-03-02", effective_on="2026-03-03", notice_days="0")
    assert [code for _, code in faults(text, standing=(BEFORE,))] == ["notice-too-short"]


def test_nobody_gets_round_the_longer_notice_in_two_steps():
    """A weaker version is announced; the next one only weakens what is in force."""
    announced = parse(change(*WEAKER))
    text = change(*WEAKER, number='"3"', published_on="2026-03-02", effective_on="2026-03-20")
    assert faults(text, standing=(announced,)) == []
    assert [code for _, code in faults(text, standing=(announced, BEFORE))] == ["notice-too-short"]
    assert effective_on(parse(change(*WEAKER)), (announced, BEFORE), ON) == date(2026, 4, 1)


def test_a_change_without_a_day_takes_effect_as_soon_as_its_notice_allows():
    assert effective_on(parse(change(*STRONGER)), (BEFORE,), ON) == date(2026, 3, 17)
    assert effective_on(parse(change(*WEAKER)), (BEFORE,), ON) == date(2026, 4, 1)


REMEDY = promise("r", target="remedy", within="5 working days")
OWED = '{ remedy = { en = "x", zh = "y" } }'
COMPARED = [
    ("the same", promise("a"), promise("a"), False),
    ("another name", promise("a"), promise("b"), False),
    ("less time", promise("a"), promise("a", within="1 working hour"), False),
    ("more time", promise("a"), promise("a", within="3 working hours"), True),
    ("other units, less time", promise("a"), promise("a", within="90 working minutes"), False),
    ("real time instead of working time", promise("a"), promise("a", within="2 hours"), False),
    ("working time instead of real time", promise("a", within="2 hours"), promise("a"), True),
    ("days instead of hours", promise("a"), promise("a", within="1 working day"), True),
    ("taken out", promise("a"), promise("a", for_='{ kind = "complaint" }'), True),
    ("made wider", promise("a", for_='{ kind = "complaint" }'), promise("a"), False),
    ("other hours", promise("a"), promise("a", calendar='"shop"'), True),
    (
        "slower for one kind only",
        promise("a"),
        promise("a") + promise("b", within="9 working hours", for_='{ kind = "praise" }'),
        True,
    ),
    ("it may pause now", promise("a", target="plan"), promise("a", target="plan", pauses="true"), True),
    (
        "it repeats no more",
        promise("a", target="progress", repeats="true"),
        promise("a", target="progress"),
        True,
    ),
    ("a remedy less", promise("a", on_miss=OWED) + REMEDY, promise("a") + REMEDY, True),
    ("a remedy more", promise("a") + REMEDY, promise("a", on_miss=OWED) + REMEDY, False),
]


@pytest.mark.parametrize(("what", "old", "new", "is_weaker"), COMPARED, ids=[row[0] for row in COMPARED])
def test_what_weakens_a_promise(what, old, new, is_weaker):
    calendars = '["desk", "shop"]'
    before, after = parse(guarantee(old, calendars=calendars)), parse(guarantee(new, calendars=calendars))
    assert bool(weakened(after, before)) is is_weaker


# Notes


def test_notes_tell_what_is_worth_knowing_before_publishing():
    text = guarantee(
        promise("a", for_='{ kind = ["complaint", "enquiry", "suggestion", "praise"] }', filled_by_us="true"),
        approval_waived='{ en = "Alone", zh = "一人" }',
    )
    found = {note.code: note.facts for note in notes(parse(text), CALENDARS)}
    assert found["note-no-response"]["kind"] == "feedback"
    assert found["note-filled-by-us"] == {"codes": "a"}
    assert found["note-last-year"] == {"calendar": "desk", "year": 2026}
    assert "note-approval-waived" in found


def test_a_date_that_is_both_holiday_and_make_up_day_counts_as_worked_and_is_noted():
    free, worked = {"2026-02-14": [], "2026-02-16": []}, {"2026-02-14": [["09:00", "12:00"]]}
    for sources in ([free, worked], [worked, free]):
        desk = WorkingCalendar.from_dict({"tz": "Asia/Shanghai", "exceptions": sources})
        assert desk.is_working_day(date(2026, 2, 14))
        assert not desk.is_working_day(date(2026, 2, 16))
        found = {note.code: note.facts for note in notes(parse(guarantee()), {"desk": desk})}
        assert found["note-double-day"] == {"calendar": "desk", "day": date(2026, 2, 14)}
