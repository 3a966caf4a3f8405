"""What is missing on a developer's machine is skipped with the command that brings it; in CI it is a failure."""

import pytest

from tests.conftest import missing

INSTALL = "make test-system"


def test_on_ones_own_machine_it_is_skipped(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="chromium is missing"):
        missing("chromium", INSTALL)


def test_in_ci_it_fails(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="chromium is missing"):
        missing("chromium", INSTALL)
