import pytest

from portal.store.case import Case
from tests.web.staff.cases.page import FILED, NOW, Page


@pytest.fixture
def case(office, clock) -> Case:
    """A complaint of half an hour ago."""
    clock.at(NOW)
    return office.file(FILED, name="Li Lei", subject="Broken table leg", wish="A new leg")


@pytest.fixture
def page(desk, case):
    """`page(person)`: the case in his browser."""
    return lambda person: Page(desk(person), case)


@pytest.fixture
def chen(page, office) -> Page:
    return page(office.agent)


@pytest.fixture
def wang(page, office) -> Page:
    """The supervisor's."""
    return page(office.supervisor)
