"""The shape of a guarantee's text: which tables and keys it has, and the values they become."""

from dataclasses import dataclass

from portal.core.guarantee_reader import Fault, Table
from portal.core.promise import TARGETS, OnMiss, Promise
from portal.core.terms import (
    CHANNELS,
    KINDS,
    SEVERITIES,
    Criterion,
    Dispute,
    Grading,
    Guarantee,
    Life,
    Organisation,
    Procedure,
    Quality,
    Rate,
    Service,
    Signatory,
    Step,
)

MEASURES = ("solved", "response", "kept", "satisfaction")
PERIODS = ("month", "quarter", "year")
ESCALATIONS = ("supervisor", "admin")


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of a text. Where `faults` is not empty, parts of `guarantee` may be None."""

    top: Table
    guarantee: Guarantee
    promises: tuple[tuple[Table, Promise], ...]  # only those that are whole, each with its place in the text
    rates: tuple[tuple[Table, Rate], ...]
    services: tuple[tuple[Table, Service], ...]
    procedures: tuple[tuple[Table, Procedure], ...]
    is_whole: bool  # whether every promise and rate could be read

    @property
    def faults(self) -> list[Fault]:
        return self.top.faults


def draft(top: Table) -> Draft:
    """Read the whole text; every fault is in `draft.faults`."""
    services = _each(top, "service", "slug", _service)
    known = _known(tuple(service.slug for _, service in services))
    before = len(top.faults)
    promises = _each(top, "promise", "code", lambda table: _promise(table, known))
    rates = _each(top, "rate", "code", lambda table: _rate(table, known), needed=False)
    is_whole = len(top.faults) == before
    procedures = _each(top, "procedure", "code", lambda table: _procedure(table, known), needed=False)
    lines = {
        "services": services,
        "promises": promises,
        "rates": rates,
        "procedures": procedures,
    }
    guarantee = _guarantee(top, {name: _values(pairs) for name, pairs in lines.items()}, known)
    top.close()
    return Draft(top, guarantee, is_whole=is_whole, **lines)


def _known(services: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {"severity": SEVERITIES, "service": services, "kind": KINDS, "channel": CHANNELS}


def _each(top: Table, key: str, named_by: str, build, needed: bool = True) -> tuple:
    """Each table of an array with what became of it; those that could not be read are left out."""
    pairs = [(table, build(table)) for table in top.tables(key, named_by, needed)]
    return tuple((table, value) for table, value in pairs if value is not None)


def _values(pairs: tuple) -> tuple:
    return tuple(value for _, value in pairs)


def _guarantee(top: Table, lines: dict[str, tuple], known: dict) -> Guarantee:
    return Guarantee(
        number=top.number("number"),
        title=top.both("title"),
        organisation=_organisation(top.table("organisation")),
        signatory=_signatory(top.table("signatory")),
        signed_on=top.day("signed_on"),
        published_on=top.day("published_on"),
        effective_on=top.day("effective_on"),
        change_note=top.both("change_note", needed=False),
        author=top.word("author", needed=False),
        approver=top.word("approver", needed=False),
        approval_waived=top.both("approval_waived", needed=False),
        zone=top.zone("zone"),
        notice_days=top.whole("notice_days"),
        weaker_notice_days=top.whole("weaker_notice_days"),
        calendars=top.words("calendars", needed=False),
        grading=_grading(top.table("grading"), known),
        life=_life(top.table("life")),
        dispute=_dispute(top.table("dispute")),
        pledge=top.both("pledge", needed=False),
        quality=_quality(top.table("quality", needed=False)),
        **lines,
    )


def _organisation(table: Table | None) -> Organisation | None:
    return table and table.into(
        Organisation,
        name=table.both("name"),
        address=table.both("address"),
        phone=table.word("phone"),
        email=table.word("email"),
    )


def _signatory(table: Table | None) -> Signatory | None:
    return table and table.into(Signatory, name=table.both("name"), role=table.both("role"))


def _service(table: Table) -> Service | None:
    return table.into(Service, slug=table.slug("slug", longest=40), title=table.both("title"))


def _promise(table: Table, known: dict) -> Promise | None:
    return table.into(
        Promise,
        optional=("calendar",),
        code=table.slug("code"),
        title=table.both("title"),
        applies=table.chosen("for", known),
        target=table.choice("target", TARGETS),
        within=table.within("within"),
        calendar=table.word("calendar", needed=False),
        pauses=table.flag("pauses"),
        repeats=table.flag("repeats"),
        on_miss=_on_miss(table.table("on_miss", needed=False)),
        filled_by_us=table.flag("filled_by_us"),
    )


def _on_miss(table: Table | None) -> OnMiss | None:
    if table is None:
        return OnMiss()
    return table.into(
        OnMiss,
        optional=("again", "escalate", "remedy"),
        again=table.within("again", needed=False),
        escalate=table.choice("escalate", ESCALATIONS, needed=False),
        remedy=table.both("remedy", needed=False),
    )


def _rate(table: Table, known: dict) -> Rate | None:
    return table.into(
        Rate,
        code=table.slug("code"),
        title=table.both("title"),
        measure=table.choice("measure", MEASURES),
        at_least=table.figure("at_least"),
        per=table.choice("per", PERIODS),
        applies=table.chosen("for", known),
        filled_by_us=table.flag("filled_by_us"),
    )


def _grading(table: Table | None, known: dict) -> Grading | None:
    return table and table.into(
        Grading,
        minor=table.both("minor"),
        major=table.both("major"),
        minor_share=table.whole("minor_share"),
        minor_late=table.span("minor_late"),
        major_if=table.chosen("major_if", known | {"target": TARGETS}),
        action_within=table.span("action_within"),
    )


def _life(table: Table | None) -> Life | None:
    return table and table.into(
        Life,
        remind=table.spans("remind"),
        lapse=table.span("lapse"),
        close=table.span("close"),
        reopen=table.span("reopen"),
        link=table.span("link"),
        erase=table.span("erase"),
    )


def _dispute(table: Table | None) -> Dispute | None:
    return table and table.into(
        Dispute,
        negotiation_days=table.whole("negotiation_days", least=1),
        negotiation=table.both("negotiation"),
        arbitration=table.both("arbitration"),
        court=table.both("court"),
    )


def _quality(table: Table | None) -> Quality | None:
    if table is None:
        return None
    criteria = _each(table, "criterion", "code", _criterion)
    _refuse_twins(criteria)
    return table.into(Quality, per_day=table.whole("per_day"), criteria=_values(criteria))


def _criterion(table: Table) -> Criterion | None:
    return table.into(
        Criterion,
        optional=("clause",),
        code=table.slug("code"),
        ask=table.both("ask"),
        clause=table.both("clause", needed=False),
    )


def _refuse_twins(lines: tuple) -> None:
    for place, one in lines:
        if [each.code for _, each in lines].count(one.code) > 1:
            place.fault("duplicate", "code", value=one.code)


def _procedure(table: Table, known: dict) -> Procedure | None:
    steps = _each(table, "step", "code", _step)
    _refuse_twins(steps)
    if not steps and table.has("step"):
        table.fault("empty", "step")
    return table.into(
        Procedure,
        code=table.slug("code"),
        title=table.both("title"),
        applies=table.chosen("for", known),
        steps=_values(steps),
        filled_by_us=table.flag("filled_by_us"),
    )


def _step(table: Table) -> Step | None:
    return table.into(Step, code=table.slug("code", longest=40), title=table.both("title"))
