"""A backup taken while people file, put back in another place: every case that was answered before is there."""

import itertools
import tarfile
import time

import pytest

from tests.faults.processes.books import Books
from tests.faults.processes.counts import count
from tests.faults.processes.crowd import Crowd
from tests.faults.processes.place import Place

ACKNOWLEDGED = count(40, 1000)
NUMBERS = itertools.count(1)


@pytest.fixture
def another(request, place, tmp_path):
    """Gives `another(**settings)`: a new place with an empty database of the same kind, of which nothing runs."""

    def new(**settings):
        number = next(NUMBERS)
        folder = tmp_path / f"another{number}"
        folder.mkdir()
        url = f"sqlite:///{folder}/kept.db"
        if place.database_url.startswith("postgresql"):
            url = request.getfixturevalue("postgresql_server")(f"another{number}")
        return Place(folder, url, **settings)

    return new


def test_a_backup_under_load_holds_everything_answered_before_it_began(place, another, tmp_path, figures):
    place.web()
    place.worker()
    with Crowd(place.url) as crowd:
        crowd.wait_for_more(ACKNOWLEDGED)
        before = set(crowd.acknowledged)
        began = time.monotonic()
        place.flask("backup", str(tmp_path / "all.tar.gz"))
        seconds, during = time.monotonic() - began, len(crowd.acknowledged) - len(before)
        crowd.wait_for_more(3)
    assert during, "Nobody filed while the backup was made."
    restored = another()
    restored.flask("restore", str(tmp_path / "all.tar.gz"))
    books = Books(restored.database_url, restored.folder)
    missing = before - books.by_words().keys()
    figures(answered_before=len(before), filed_meanwhile=during, seconds=f"{seconds:.1f}", missing=len(missing))
    assert not missing
    assert (books.halves(), books.lost_files()) == ([], [])
    assert "Everything agrees." in restored.flask("reconcile")
    assert "Everything agrees." in place.flask("reconcile")


def test_an_archive_is_for_its_owner_only_holds_no_keys_and_is_not_written_over(place, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    said = place.flask("backup", str(folder))
    (archive,) = folder.iterdir()
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "The keys that sign the private links are not in it." in said
    with tarfile.open(archive) as tar:
        assert {name.partition("/")[0] for name in tar.getnames()} <= {
            "database.sqlite",
            "database.sql",
            "files",
            "manifest.json",
        }
    assert f"{archive} is there already" in place.refused("backup", archive)


def test_what_is_there_is_not_lost_by_a_slip(place, tmp_path):
    archive = tmp_path / "all.tar.gz"
    place.flask("backup", str(archive))
    assert "There is something here already" in place.refused("restore", archive)
    assert "Restored as of" in place.flask("restore", "--force", str(archive))
    assert "Everything agrees." in place.flask("reconcile")


def test_a_damaged_archive_is_refused_and_changes_nothing(place, another, tmp_path):
    archive = tmp_path / "all.tar.gz"
    place.flask("backup", str(archive))
    whole, fresh = archive.read_bytes(), another()
    middle = len(whole) // 2
    another_byte = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    for damaged in (whole[:-200], another_byte, b"PK\x03\x04 something else"):
        archive.write_bytes(damaged)
        assert "Nothing was changed." in fresh.refused("restore", archive)
    archive.write_bytes(whole)
    assert "Restored as of" in fresh.flask("restore", str(archive))


def test_a_killed_backup_leaves_no_archive(place, tmp_path):
    archive = tmp_path / "all.tar.gz"
    process = place.start_flask("backup", str(archive))
    while not list(tmp_path.glob(".all.tar.gz.*")) and process.alive:
        time.sleep(0.001)
    process.kill()
    assert process.ended() == 0 or not archive.exists()


def test_with_keys_the_links_work_in_the_new_place(tmp_path):
    here, there = (Place(tmp_path / name, f"sqlite:///{tmp_path}/{name}/kept.db") for name in ("here", "there"))
    for place in (here, there):
        place.folder.mkdir()
        del place.environment["SECRET_KEYS"]
    here.opened()
    key = (here.folder / "secret_keys").read_text()
    here.flask("backup", "--with-keys", str(tmp_path / "all.tar.gz"))
    there.flask("restore", str(tmp_path / "all.tar.gz"))
    assert (there.folder / "secret_keys").read_text() == key
