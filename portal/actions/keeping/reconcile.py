"""Whether everything that is kept agrees: cases, history, promises, letters and files. Each check is one sentence.

A check that fails is asked once more of fresh rows inside a transaction: while the portal runs, a case may have moved
between the reading of two of its tables.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from portal.core.case import OPEN, State
from portal.store import books, erasure
from portal.store import case as cases
from portal.store import file as files
from portal.store import mail as mails
from portal.store.books import Book
from portal.store.db import transaction
from portal.store.file import File
from portal.store.mail import Mail
from portal.store.shelf import Shelf

#: A file is on the shelf before its row is written; so long that may take.
YOUNG = timedelta(hours=1)
PIECE = 1024 * 1024
AT_ONCE = 500

Found = Iterator[str]


def case(book: Book) -> list[str]:
    """What does not agree in this case, each in a sentence that begins with its reference."""
    return [f"{book.case.reference}: {said}" for check in CHECKS for said in check(book)]


def again(book: Book) -> Book:
    """The same case as it is now, in one piece."""
    with transaction():
        return books.of([cases.reread(book.case)])[0]


# --- history


def _history(book: Book) -> Found:
    filed = [event for event in book.events if event.verb == "file"]
    if len(filed) != 1:
        yield f"its history says {len(filed)} times that it was filed."
    if book.events and book.events[-1].state != book.case.state:
        yield f"it is {book.case.state}, and the last line of its history says {book.events[-1].state}."
    if not any(message.type == "filed" for message in book.messages):
        yield "the words it was filed with are missing."


def _ending(book: Book) -> Found:
    case = book.case
    if (case.state == State.CLOSED) != (case.closed_at is not None):
        yield f"it is {case.state}, and the moment of its closing is {case.closed_at}."
    if (case.state in OPEN) != (case.outcome is None):
        yield f"it is {case.state}, and its outcome is {case.outcome}."


def _asking(book: Book) -> Found:
    asking = sum(message.asks and message.answered_at is None for message in book.messages)
    if asking != (book.case.state == State.WAITING):
        yield f"it is {book.case.state}, and {asking} questions or plans wait for the customer."


def _joining(book: Book) -> Found:
    case = book.case
    if (case.merged_into_id is None) != (case.outcome != "duplicate"):
        yield f"its outcome is {case.outcome}, and it was joined with case number {case.merged_into_id}."
    if case.merged_into_id is not None:
        reference, further = books.references([case.merged_into_id]).get(case.merged_into_id, ("", None))
        if not reference or case.id in (case.merged_into_id, further):
            yield "it was joined with itself, or with a case that is not there."


def _belonging(book: Book) -> Found:
    steps = [event for event in book.events if event.verb in ("link", "unlink")]
    told = int(steps[-1].detail) if steps and steps[-1].verb == "link" else None
    if told != book.case.incident_id:
        yield f"it belongs to incident {book.case.incident_id}, and its history says {told}."


# --- promises


def _verdicts(book: Book) -> Found:
    missed = {event.deadline for event in book.events if event.verb == "miss"}
    registered = {breach.deadline_id for breach in book.breaches}
    for round in book.deadlines:
        named = f"round {round.round} of {round.target} in cycle {round.cycle}"
        if (round.verdict is None) != (round.judged_on is None):
            yield f"{named} has the verdict {round.verdict} and the day {round.judged_on}."
        if round.verdict == "kept" and (round.met_at is None or (round.due_at and round.met_at > round.due_at)):
            yield f"{named} is called kept, and was done at {round.met_at}, due {round.due_at}."
        if round.verdict == "broken" and round.met_at and round.due_at and round.met_at <= round.due_at:
            yield f"{named} is called broken, and was done in time."
        broken = "broken" in (round.verdict, round.ruling)
        if broken and round.id not in registered:
            yield f"{named} was broken and is not in the register."
        if round.id in missed | registered and not broken:
            yield f"{named} was missed, and its verdict is {round.verdict}."


def _signposts(book: Book) -> Found:
    kept = (book.case.due_at, book.case.wake_at)
    for name, is_, should in zip(("is due", "wakes"), kept, book.signposts, strict=True):
        if is_ != should:
            yield f"{SIGNPOST} it {name} at {is_}, and the rules say {should}."


#: How a sentence about signposts begins: they can be set anew.
SIGNPOST = "its signpost says that"


# --- letters and erased cases


def _receipt(book: Book) -> Found:
    case = book.case
    if case.email and not case.imported and not any(letter.kind == "received" for letter in book.letters):
        yield "no receipt was written for it."


def _letters(book: Book) -> Found:
    for letter in book.letters:
        if letter.state == "queued" and letter.try_at is None:
            yield f"letter {letter.id} waits to be sent, and nobody will try."
        if (letter.state in ("sent", "undelivered")) != (letter.sent_at is not None) and letter.state != "queued":
            yield f"letter {letter.id} is {letter.state}, and was sent at {letter.sent_at}."


def _erased(book: Book) -> Found:
    if book.case.erased_at is None:
        return
    left = {
        "words": any(message.body or message.next_step for message in book.messages),
        "answers": any(answer.words for answer in book.answers),
        "names": any(getattr(book.case, column) for column in erasure.PERSONAL),
        "files": bool(book.files),
        "letters": any(letter.text for letter in book.letters if letter.try_at is None),
        "mail": any(mail.words or mail.sender or mail.stored for mail in book.mails),
        "drafts of replies": bool(book.drafts),
        "words in the search index": book.indexed,
        "numbers made of its words": book.compared,
    }
    for what in (name for name, there in left.items() if there):
        yield f"it was erased, and {what} are left."


CHECKS: tuple[Callable[[Book], Found], ...] = (
    _history,
    _ending,
    _asking,
    _joining,
    _belonging,
    _verdicts,
    _signposts,
    _receipt,
    _letters,
    _erased,
)


def set_signposts(book: Book) -> None:
    """Set both signposts of the case as the rules say."""
    with transaction():
        books.set_signposts(book.case, *book.signposts)


# --- files


def file(row: File, shelf: Shelf) -> str:
    """What is wrong with the bytes of this row, in a sentence; "" where nothing is. A row that was cleared away since
    it was read is nothing wrong."""
    path = shelf.path(row.stored)
    found = _sha256(path) if path.is_file() else None
    if found == row.sha256 or not files.known([row.stored]):
        return ""
    return f"file {row.id} ({row.stored}): its bytes are {'not those it had' if found else 'not on the shelf'}."


def original(row: Mail, shelf: Shelf) -> str:
    """What is wrong with the original of this mail, in a sentence; "" where nothing is."""
    path = shelf.path(row.stored)
    found = _sha256(path) if path.is_file() else None
    if found == row.sha256 or not mails.known_originals([row.stored]):
        return ""
    return f"mail {row.id} ({row.stored}): its original is {'not what it was' if found else 'not on the shelf'}."


def orphans(shelf: Shelf, now: datetime) -> Iterator[str]:
    """The names on the shelf that no row knows: a crash came between the file and its row."""
    names = list(shelf.names(now - YOUNG))
    for some in (names[i : i + AT_ONCE] for i in range(0, len(names), AT_ONCE)):
        yield from sorted(set(some) - files.known(some) - mails.known_originals(some))


def _sha256(path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
