"""What staff do to a case. Two people on one case: the second is told, and keeps his text."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from peewee import IntegrityError

from portal.actions import moves
from portal.actions.moves import Actor, Overtaken
from portal.core.case import MOVES, Given, Refused, Role, Verb
from portal.mail.draft import NEWS
from portal.store import canned, event, letter, reply_draft
from portal.store import case as cases
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.deadline import Deadline, of_cases
from portal.store.file import File
from portal.store.letter import Letter
from portal.store.person import Person


def act(
    case: Case,
    verb: Verb,
    person: Person,
    now: datetime,
    given: Given | None = None,
    files: Iterable[File] = (),
    seen: int | None = None,
    who: Actor | None = None,
) -> Case:
    """One verb of staff. `who`: in whose name, if not in his own. `seen` is the id of the last event on the page the
    person acted from: when a customer or a colleague did something since, Overtaken is raised and nothing changes. What
    the watch did meanwhile does not count.
    """
    who = who or Actor.staff(person)
    with transaction():
        try:
            moved = _once(case, seen, verb, who, now, given or Given(), files)
        except (Overtaken, IntegrityError):
            # The watch may have moved the case in this very instant, or the same form came twice; that is no reason to
            # trouble anybody. A colleague may have, too: so it is read anew first and asked about then, and whoever
            # comes later meets the lock.
            moved = _once(cases.reread(case), seen, verb, who, now, given or Given(), files)
        Audit.create(at=now, person=person, verb=verb, case=case)
    return moved


def say(
    case: Case,
    verb: Verb,
    person: Person,
    now: datetime,
    given: Given,
    files: Iterable[File] = (),
    seen: int | None = None,
    canned_id: int | None = None,
) -> Case:
    """A verb by which something is said to the customer: his draft of it is gone, and the canned reply it began with
    was used once more. What is said in a case that is hidden from somebody is counted nowhere he could read it."""
    with transaction():
        counts = canned_id and not (case.sealed or case.about_id) and moves.unsent(case, given) is not None
        said = act(case, verb, person, now, given, files, seen)
        reply_draft.forget(case, person)
        if counts:
            canned.count_use(canned_id, now)
    return said


#: What a customer says of his case that somebody else may write down for him, where he left no address.
RELAYED = (Verb.ACCEPT, Verb.DECLINE, Verb.NOT_SOLVED, Verb.WITHDRAW, Verb.REPLY)


def relay(case: Case, verb: Verb, person: Person, now: datetime, body: str, seen: int | None = None) -> Case:
    """What a customer said by word of mouth whom nobody can write to: his own verb, entered by this colleague. Words
    for which the verb has no room are kept as a note. Raises Refused where he has an address: then he says it himself.
    """
    if case.email or verb not in RELAYED:
        raise Refused(verb, "says_it_himself")
    with transaction():
        moved = act(case, verb, person, now, Given(body=body), seen=seen, who=Actor(Role.CUSTOMER, person))
        if not MOVES[verb].writes:
            moves.move(moved, Verb.NOTE, Actor.staff(person), now, Given(body=body))
    return moved


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a verb would do: the letter the customer would get (None: he has no e-mail), and which rounds it meets."""

    letter: Letter | None
    meets: tuple[Deadline, ...]


def foresee(
    case: Case, verb: Verb, person: Person, now: datetime, given: Given, files: Iterable[File] = ()
) -> Foreseen:
    """What would come of this verb, exactly: it is done by the gate, in a transaction that is taken back.

    Raises Refused, as the verb itself would, and Overtaken where somebody is at the case in this very moment.
    """
    given = replace(given, ticket="")  # it may be there already, and a ticket is there once
    try:
        return _foresee(case, verb, person, now, given, files)
    except Overtaken:
        return _foresee(case, verb, person, now, given, files)


def _foresee(case, verb, person, now, given, files) -> Foreseen:
    with transaction() as taken_back:
        before = {row.id: row.text for row in letter.of(case)}
        moves.move(cases.reread(case), verb, Actor.staff(person), now, given, files)
        written = [row for row in letter.of(case) if row.recipient == case.email and before.get(row.id) != row.text]
        met = tuple(row for row in of_cases([case.id]) if row.met_at == now)
        taken_back.rollback()
    wanted = [row for row in written if row.kind in (MOVES[verb].letter, NEWS)]
    return Foreseen(wanted[-1] if wanted else None, met)


def _once(case, seen, verb, who, now, given, files) -> Case:
    given = moves.unsent(case, given)
    if given is None:
        return case
    if seen is not None and event.somebody_acted_since(case, seen):
        raise Overtaken
    return moves.move(case, verb, who, now, given, files)


def read(case: Case, person: Person, now: datetime) -> None:
    """The reader's own trail: who opened this case."""
    Audit.create(at=now, person=person, verb="read", case=case)


def print_slip(case: Case, person: Person, now: datetime) -> None:
    """The reader's own trail: who had the customer's private link shown, to print it."""
    Audit.create(at=now, person=person, verb="slip", case=case)
