import pytest

from tests.actions.office import Office


@pytest.fixture
def office(app) -> Office:
    with app.app_context():
        yield Office()
