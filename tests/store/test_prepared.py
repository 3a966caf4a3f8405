"""A query whose SQL is written once gives what peewee would give, for whatever values."""

from datetime import UTC, datetime, timedelta

from peewee import fn

from portal.store.person import Person, Team
from portal.store.prepared import prepared

NOW = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)


def hire(name: str, role: str = "agent", **more) -> Person:
    return Person.create(email=f"{name.lower()}@example.com", name=name, public_name=name, role=role, **more)


@prepared
def named(role: str, name: str):
    return Person.select().where(Person.role == role, Person.name == name)


@prepared
def with_team(person_id: int):
    return Person.select(Person, Team).left_outer_join(Team).where(Person.id == person_id)


@prepared
def initials():
    return Person.select(Person.id, fn.SUBSTR(Person.name, 1, 1).alias("initial")).order_by(Person.id)


@prepared
def any_of(*ids: int):
    return Person.select().where(Person.id.in_(ids)).order_by(Person.id)


@prepared
def rename(person_id: int, name: str, again: str):
    return Person.update(name=name).where(Person.id == person_id, Person.name != again)


def test_each_value_goes_to_its_own_place(db):
    chen = hire("Chen")
    assert [row.id for row in named("agent", "Chen")] == [chen.id]
    assert named("Chen", "agent") == []
    assert named.first("agent", "Zhao") is None


def test_of_a_dozen_values_none_is_left_out(db):
    ids = [hire(f"Chen{number}").id for number in range(12)]
    assert [row.id for row in any_of(*ids)] == ids
    assert [row.id for row in any_of(*[ids[-1]] * 12)] == ids[-1:]


def test_a_row_is_as_it_was_written_and_unchanged(db):
    chen = hire("Chen", retired_at=NOW)
    read = named.first("agent", "Chen")
    assert read.__data__ == Person.get_by_id(chen.id).__data__
    assert not read.dirty_fields
    read.name = "Zhao"
    read.save()
    assert Person.get_by_id(chen.id).name == "Zhao"


def test_no_row_before_the_first_one_does_no_harm(db):
    assert named("supervisor", "Wang") == []
    assert named.first("supervisor", hire("Wang", "supervisor").name).role == "supervisor"


def test_a_row_brings_along_what_was_joined(db):
    chen = hire("Chen", team=Team.create(name="Shop"))
    assert with_team.first(chen.id).__rel__["team"].name == "Shop"
    assert with_team.first(hire("Zhao").id).team is None


def test_a_column_that_is_no_field_is_there_too(db):
    hire("Chen")
    hire("Zhao")
    assert [row.initial for row in initials()] == ["C", "Z"]


def test_a_change_says_how_many_rows_it_touched(db):
    chen = hire("Chen")
    assert rename.change(chen.id, "Zhao", "Zhao") == 1
    assert rename.change(chen.id, "Zhao", "Zhao") == 0
    assert Person.get_by_id(chen.id).name == "Zhao"


def test_what_somebody_else_wrote_first_stands(db):
    one = hire("Chen")
    other = Person.get_by_id(one.id)
    one.retired_at, other.retired_at = NOW, NOW + timedelta(hours=1)
    assert one.change_once("retired_at")
    assert not other.change_once("retired_at")
    assert Person.get_by_id(one.id).retired_at == NOW
