"""Drafts of the next version of the guarantee: the text as it stands, who wrote in it, and who approved which text."""

from peewee import JOIN, CharField, ForeignKeyField, IntegerField, TextField

from portal.store.db import InstantField, Row
from portal.store.guarantee import Guarantee
from portal.store.person import Person
from portal.store.prepared import prepared


class Draft(Row):
    """`version` is the lock: it grows with each change. An approval counts for the text of `approved_hash` alone."""

    toml = TextField()
    hash = CharField(max_length=64)
    version = IntegerField(default=1)
    author = ForeignKeyField(Person, backref="drafts", index=False)
    writers = TextField()  # the ids of everybody who ever wrote in it, separated by spaces
    made_at = InstantField()
    changed_by = ForeignKeyField(Person, backref="+", index=False)
    changed_at = InstantField()
    approver = ForeignKeyField(Person, null=True, backref="+", index=False)
    approved_at = InstantField(null=True)
    approved_hash = CharField(max_length=64, null=True)
    guarantee = ForeignKeyField(Guarantee, null=True, backref="+", index=False)  # what it was published as
    discarded_at = InstantField(null=True)

    @property
    def is_approved(self) -> bool:
        """Whether this very text was approved; a comma changed since then, and it is not."""
        return self.approved_hash is not None and self.approved_hash == self.hash

    @property
    def lost_its_approval(self) -> bool:
        return self.approved_hash is not None and self.approved_hash != self.hash

    @property
    def writer_ids(self) -> frozenset[int]:
        return frozenset(int(number) for number in self.writers.split())

    @property
    def is_open(self) -> bool:
        return self.guarantee_id is None and self.discarded_at is None


def by_id(draft_id: int) -> Draft | None:
    """One draft with its people, however it ended. One query."""
    return _by_id.first(draft_id)


@prepared
def _by_id(draft_id: int):
    return _with_people().where(Draft.id == draft_id)


def open_ones() -> list[Draft]:
    """The drafts somebody may still publish, the one changed last first."""
    rows = _with_people().where(Draft.guarantee.is_null(), Draft.discarded_at.is_null())
    return list(rows.order_by(Draft.changed_at.desc(), Draft.id.desc()))


def _with_people():
    author, changed_by, approver = Person.alias(), Person.alias(), Person.alias()
    names = [(one.id, one.name, one.public_name) for one in (author, changed_by, approver)]
    rows = Draft.select(Draft, *names[0], *names[1], *names[2])
    rows = rows.join_from(Draft, author, on=(Draft.author == author.id), attr="author")
    rows = rows.join_from(Draft, changed_by, on=(Draft.changed_by == changed_by.id), attr="changed_by")
    return rows.join_from(Draft, approver, JOIN.LEFT_OUTER, on=(Draft.approver == approver.id), attr="approver")
