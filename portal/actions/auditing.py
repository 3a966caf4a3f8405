"""The reader's own trail beyond the page of a case: the only thing reading changes."""

from datetime import datetime

from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.person import Person


def read_file(case: Case, file_id: int, person: Person, now: datetime) -> None:
    Audit.create(at=now, person=person, verb="file_read", case=case, detail=f"file {file_id}")


def read_letter(letter: Letter, person: Person, now: datetime) -> None:
    Audit.create(at=now, person=person, verb="letter_read", case=letter.case_id, detail=f"letter {letter.id}")


def exported(person: Person, now: datetime) -> None:
    Audit.create(at=now, person=person, verb="audit_exported")
