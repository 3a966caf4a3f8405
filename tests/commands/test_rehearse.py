"""`flask guarantee rehearse`: what a manager reads at the terminal before he signs."""

import pytest

from portal.store import guarantee as versions
from tests.actions.lives import rest
from tests.actions.office import Office
from tests.conftest import rolled_back
from tests.core.moments import at

NOW = at("Fri 2026-08-28 12:00")


@pytest.fixture
def run(app, monkeypatch):
    def call(*arguments):
        monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)
        return app.test_cli_runner().invoke(args=["guarantee", "rehearse", *map(str, arguments)])

    return call


@pytest.fixture(scope="module")
def answered(house):
    """Twelve complaints of Thursday 10:00, each with its plan on Friday at 16:00: after 30 hours."""
    with rolled_back(), house.app_context():
        office = Office()
        for _ in range(12):
            office.file("Thu 2026-08-20 10:00")
            office.respond("Thu 2026-08-20 11:00")
            office.propose("Fri 2026-08-21 16:00")
        rest(NOW)
        yield versions.history()[0]


@pytest.fixture
def stricter(answered, tmp_path):
    file = tmp_path / "draft.toml"
    file.write_text(answered.toml.replace('within = "48 hours"', 'within = "24 hours"'), "utf-8")
    return file


def test_each_promise_is_told_as_it_would_have_been_beside_what_it_is(run, stricter):
    answer = run(stricter, "--months", "3")
    assert answer.exit_code == 0, answer.output
    assert "12 cases were received since Monday 1 June 2026." in answer.output
    assert "Rehearsed by their own version, 12 of 12 cases come out exactly as they were judged." in answer.output
    plan = answer.output[answer.output.index("complaint-plan: 48 hours → 24 hours") :].splitlines()
    assert plan[1].strip().startswith("would have been kept: 0 of 12: 0")
    assert plan[2].strip().startswith("was kept: 12 of 12: 100")
    assert plan[3].strip() == "−100.0 points"


def test_the_version_in_force_says_what_the_scorecard_says(run, answered):
    answer = run(answered.number)
    assert answer.exit_code == 0, answer.output
    assert "as before" in answer.output
    assert "points" not in answer.output


def test_it_speaks_chinese(run, stricter):
    assert "按此稿会守住：0/12" in run(stricter, "--lang", "zh").output


def test_what_cannot_be_rehearsed_is_refused_with_a_sentence(run, answered, tmp_path):
    file = tmp_path / "draft.toml"
    file.write_text(answered.toml.replace('within = "48 hours"', 'within = "soon"'), "utf-8")
    answer = run(file)
    assert answer.exit_code == 1
    assert "“soon” is not a time" in answer.output
    assert "A text with faults cannot be rehearsed." in answer.output
    assert "There is no such guarantee here, and no such file. Published: HP-2026-1." in run("HP-9").output
    assert run(answered.number, "--months", "0").exit_code == 2
