"""Lives of cases nobody would think of: what may be done is done at random, through the gate, and the watch watches."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from portal.actions import customer, handling, intake, moves, watch
from portal.actions.intake import Filing
from portal.core import case as core
from portal.core.case import Given, Role, Verb
from portal.store import case as cases
from portal.store.case import Case
from portal.store.sheet import Sheet
from tests.actions.office import TICKETS, Office
from tests.core.moments import at

FIRST = at("Thu 2026-01-15 09:00")
CHANNELS = ("web", "web", "email", "phone", "counter", "chat")
KINDS = ("complaint", "complaint", "enquiry", "suggestion", "praise")
ENDS = (Verb.ERASE, Verb.WITHDRAW, Verb.DISMISS, Verb.MERGE)  # seldom, or every life is short
NEEDS_MORE = (Verb.MERGE, Verb.ANSWER, Verb.ASSIGN)


def live(office: Office, random: Random, verbs: int) -> datetime:
    """One case with so many attempts at something; when it was last looked at."""
    now = _file(office, random)
    for _ in range(verbs):
        now += _a_while(random)
        _watch(now, random)
        _do_something(office, random, now)
    return now


def rest(until: datetime) -> None:
    """Nobody does anything until then but the watch, with every case."""
    while (wakes := cases.next_wake()) and wakes <= until:
        watch.turn(wakes)


def _file(office: Office, random: Random) -> datetime:
    received = FIRST + timedelta(minutes=random.randrange(60 * 24 * 150))
    channel = random.choice(CHANNELS)
    spoken = channel in ("phone", "counter")
    typed = received + timedelta(minutes=random.choice((0, 10, 600)) if spoken else 0)
    attended = received + timedelta(seconds=random.choice((5, 25, 200))) if spoken and random.random() < 0.7 else None
    urgent = random.random() < 0.2
    filing = Filing(f"{next(TICKETS):032x}", random.choice(KINDS), "Words", channel=channel, email="li@example.com")
    filing = replace(filing, urgent=urgent, urgent_reason="It burns" if urgent else "")
    answered = _answered(received, typed, random) if spoken and random.random() < 0.3 else None
    spot = moves.OnTheSpot(attended, spoken and random.random() < 0.5, answered)
    who = moves.Actor.staff(office.agent) if spoken else moves.CUSTOMER
    intake.file(filing, typed, who, received, spot)
    return typed


def _answered(received: datetime, typed: datetime, random: Random) -> moves.Said:
    """What was said before it was typed, at once or not."""
    moment = received + random.random() * (typed - received)
    given = Given(body="Words", next_step="Something", by_when=typed + timedelta(days=random.randrange(1, 9)))
    return moves.Said(moment.replace(microsecond=0), Verb.RESPOND, given)


def _a_while(random: Random) -> timedelta:
    minutes = random.choice((0, random.randrange(90), 60 * random.randrange(60), 1440 * random.randrange(12)))
    return timedelta(minutes=minutes, seconds=random.randrange(2))


def _watch(until: datetime, random: Random) -> None:
    """The watch, seldom a little late."""
    while (case := _last()).wake_at and case.wake_at <= until:
        watch.turn(min(until, case.wake_at + timedelta(seconds=random.choice((0, 0, 3, 1000)))))


def _last() -> Case:
    return Case.select().order_by(Case.id.desc()).get()


def _do_something(office: Office, random: Random, now: datetime) -> None:
    """Something the table allows. Where what came with it does not fit, it is refused like anybody's."""
    role = random.choice((Role.CUSTOMER, Role.AGENT, Role.AGENT, Role.SUPERVISOR))
    case, facts = _last(), Sheet(_last()).facts()
    verb = _chosen(core.verbs(facts, role, now), random)
    if verb is None:
        return
    given = _given(verb, facts.owed, random, now)
    person = office.supervisor if role is Role.SUPERVISOR else office.agent
    try:
        if role is Role.CUSTOMER:
            customer.act(case, verb, now, given)
        else:
            handling.act(case, verb, person, now, given)
    except (core.Refused, moves.Overtaken):
        pass


def _chosen(verbs: Sequence[Verb], random: Random) -> Verb | None:
    likely = [verb for verb in verbs if verb not in NEEDS_MORE and (verb not in ENDS or random.random() < 0.3)]
    return random.choice(likely) if likely else None


def _given(verb: Verb, owed: Sequence[str], random: Random, now: datetime) -> Given:
    said = Given("Words", "We look into it", now + timedelta(hours=random.randrange(1, 200)))
    if verb is Verb.RECLASSIFY:
        severity = random.choice((None, "", "general", "complex", "urgent", "major"))
        return replace(said, kind=random.choice((None, "enquiry", "complaint")), severity=severity, service="delivery")
    if verb is Verb.LOG:
        done = _last().received_at
        return replace(said, target=random.choice(owed), at=max(done, now - timedelta(minutes=random.randrange(300))))
    outcomes = ("solved", "declined", "answered", "not_ours", "spam", "struck", "upheld")
    targets = ("response", "plan", "resolution", "progress")
    return replace(
        said,
        outcome=random.choice(outcomes),
        target=random.choice(targets),
        severity="general",
        email="mended@example.com",
        step=random.choice(("call", "relief", "-call", "review")),
    )
