"""Questionnaires in their versions, and the answers: one for each cycle of a case."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal.store.case import Case
from portal.store.db import InstantField, Row


class Survey(Row):
    slug = CharField(max_length=40)
    version = IntegerField()
    toml = TextField()

    class Meta:
        indexes = ((("slug", "version"), True),)


class Answer(Row):
    survey = ForeignKeyField(Survey, null=True)
    case = ForeignKeyField(Case, null=True, index=False)
    cycle = IntegerField(default=1)
    solved = CharField(max_length=8, null=True)
    kept_word = BooleanField(null=True)
    score = IntegerField(null=True)
    words = TextField(default="")
    at = InstantField()

    class Meta:
        indexes = ((("case", "cycle"), True),)
