"""The environment makes itself once, again when the requirements change, and says what is missing."""

import importlib.util
import shutil
import sys

import pytest

from tests.house import ROOT


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """tools/environment.py on a folder of its own, with pip's commands written down instead of run."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.txt", "requirements-pg.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "STAMP", str(tmp_path / ".venv" / "installed"))
    monkeypatch.setattr(module, "PYTHON", shutil.which("true"))
    return module


def test_it_installs_once_and_again_when_a_requirement_changes(environment, tmp_path, capsys):
    environment.install(["requirements.txt"])
    assert "Installing requirements.txt (once" in capsys.readouterr().err
    environment.install(["requirements.txt"])
    assert capsys.readouterr().err == ""
    (tmp_path / "requirements.txt").write_text("another==1\n")
    environment.install(["requirements.txt"])
    assert "Installing requirements.txt" in capsys.readouterr().err


def test_the_tests_need_more_than_the_run(environment, capsys):
    environment.install(environment.wanted("run"))
    capsys.readouterr()
    environment.install(environment.wanted("test"))
    assert "Installing requirements-pg.txt, requirements-dev.txt (once" in capsys.readouterr().err


def test_the_driver_comes_with_the_database_that_needs_it(environment, monkeypatch):
    assert environment.wanted("run") == ["requirements.txt"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/kept")
    assert environment.wanted("run") == ["requirements.txt", "requirements-pg.txt"]


def test_a_failed_installation_is_told_and_not_stamped(environment, monkeypatch, capsys):
    monkeypatch.setattr(environment, "PYTHON", shutil.which("false"))
    with pytest.raises(SystemExit):
        environment.install(["requirements.txt"])
    assert "The requirements could not be installed" in capsys.readouterr().err
    assert environment.stamp() == set()


def test_an_old_python_is_told_what_is_needed(environment, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit):
        environment.use_a_newer_python()
    assert "Python 3.11 or newer is needed, and this is 3.9." in capsys.readouterr().err


def test_a_missing_venv_is_told_with_the_command_that_brings_it(environment, monkeypatch, capsys):
    monkeypatch.setattr(environment, "works", lambda: False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        environment.make_the_environment()
    assert "sudo apt install python3-venv" in capsys.readouterr().err
