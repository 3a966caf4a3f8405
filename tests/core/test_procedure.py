"""The special procedure: which list holds for a case, what is refused of it, and how far it is."""

from types import SimpleNamespace

import pytest

from portal.core.comparison import compare
from portal.core.guarantee import GuaranteeRefused, parse
from portal.core.procedure import ticked
from tests.core.guarantees import guarantee, line_of, promise


def procedure(code: str, applies: str, *steps: str) -> str:
    """One list as TOML, with a step of each of these codes."""
    head = f'[[procedure]]\ncode = "{code}"\ntitle = {{ en = "A list", zh = "清单" }}\nfor = {applies}\n'
    return head + "".join(step(each) for each in steps) + "\n"


def step(code: str) -> str:
    return f'\n[[procedure.step]]\ncode = "{code}"\ntitle = {{ en = "Do {code}", zh = "做" }}\n'


MAJOR = procedure("major", '{ severity = "major" }', "call", "review")
URGENT = procedure("urgent", '{ severity = "urgent" }', "call")


def read(*procedures: str):
    return parse(guarantee(promise("response"), *procedures))


# --- which one holds


def test_a_case_has_the_list_its_guarantee_names_for_it():
    version = read(MAJOR, URGENT)
    assert version.procedure_for(severity="major").code == "major"
    assert [one.code for one in version.procedure_for("complaint", "web", "urgent").steps] == ["call"]
    assert version.procedure_for("complaint", "web", "general") is None
    assert version.procedure_for() is None


def test_the_more_specific_list_holds():
    burnt = procedure("burnt", '{ severity = "major", service = "repairs" }', "cool")
    version = read(MAJOR, burnt)
    assert version.procedure_for(severity="major", service="repairs").code == "burnt"
    assert version.procedure_for(severity="major", service="orders").code == "major"


def test_a_guarantee_needs_no_list():
    assert read().procedures == ()


# --- what is refused


@pytest.mark.parametrize(
    ("procedures", "fault", "start", "nth"),
    [
        ((MAJOR, MAJOR.replace("review", "call")), "duplicate", "code", 6),
        ((procedure("major", '{ severity = "grave" }', "call"),), "unknown-value", "for", 1),
        ((procedure("major", '{ severity = "major" }'),), "missing", "[[procedure]]", 1),
        ((MAJOR + "step = 1\n",), "unknown-key", "step", 1),
        ((MAJOR, procedure("other", '{ severity = ["major", "urgent"] }', "cool")), "ambiguous-procedure", "for", 2),
        ((MAJOR.replace(', zh = "做"', ""),), "no-language", "title", 6),
    ],
)
def test_each_fault_is_named_with_its_line(procedures, fault, start, nth):
    text = guarantee(promise("response"), *procedures)
    with pytest.raises(GuaranteeRefused) as refused:
        parse(text)
    assert (fault, line_of(text, start, nth)) in [(one.code, one.line) for one in refused.value.faults]


def test_a_list_without_a_step_is_none():
    text = guarantee(promise("response"), procedure("major", "{}") + "step = []\n")
    with pytest.raises(GuaranteeRefused) as refused:
        parse(text)
    assert [(one.code, one.facts["key"]) for one in refused.value.faults] == [("empty", "step")]


# --- what a change of it means


SMALL = procedure("small", '{ severity = "major", kind = "complaint" }', "call")
LARGE = procedure("large", '{ severity = "major", kind = "complaint" }', "call", "review", "visit")
GRAVE = MAJOR.replace('code = "major"', 'code = "grave"')
LOST_AND_WON = ["reworded", "weaker", "stricter"]
CHANGES = [
    ((MAJOR,), (MAJOR,), [], ()),
    ((MAJOR,), (), ["weaker"], ("major",)),
    ((MAJOR,), (procedure("major", '{ severity = "major" }', "call"),), ["weaker"], ("major",)),
    ((MAJOR,), (MAJOR.replace("severity", "kind").replace('"major" }', '"complaint" }'),), LOST_AND_WON, ("major",)),
    ((), (MAJOR,), ["stricter"], ()),
    ((URGENT,), (procedure("urgent", '{ severity = "urgent" }', "call", "tell"),), ["stricter"], ()),
    ((URGENT,), (URGENT.replace("Do call", "Ring up"),), ["reworded"], ()),
    ((MAJOR,), (MAJOR, SMALL), ["weaker"], ("major",)),  # it stands before the other one for complaints
    ((MAJOR, LARGE), (MAJOR,), ["weaker"], ("large",)),
    (
        (MAJOR, LARGE),
        (LARGE, MAJOR, SMALL.replace("kind", "channel").replace("complaint", "web")),
        ["weaker"],
        ("major",),
    ),
    ((MAJOR, SMALL), (MAJOR,), ["stricter"], ()),  # what holds in its place has more
    ((MAJOR,), (MAJOR, LARGE), ["stricter"], ()),
    ((MAJOR,), (GRAVE,), ["reworded"], ()),
    ((URGENT, MAJOR), (), ["weaker", "weaker"], ("urgent", "major")),
]


@pytest.mark.parametrize(("before", "now", "verdicts", "weaker"), CHANGES)
def test_a_step_less_is_less(before, now, verdicts, weaker):
    compared = compare(read(*now), read(*before))
    assert [term.verdict for term in compared.terms] == verdicts
    assert compared.weakened == weaker


# --- how far it is


def history(*lines: str):
    """“step:call” for each line, with its place."""
    return [SimpleNamespace(at=n, verb=each.split(":")[0], detail=each.split(":")[1]) for n, each in enumerate(lines)]


@pytest.mark.parametrize(
    ("lines", "done"),
    [
        ((), {}),
        (("file:severity=major", "log:remedy"), {}),
        (("step:call", "step:review"), {"call": 0, "review": 1}),
        (("step:call", "step:call"), {"call": 0}),
        (("step:call", "step:-call"), {}),
        (("step:call", "step:-call", "note:", "step:call"), {"call": 3}),
        (("step:-call",), {}),
    ],
)
def test_a_step_is_done_from_its_tick_until_it_is_taken_back(lines, done):
    assert {code: line.at for code, line in ticked(history(*lines)).items()} == done
