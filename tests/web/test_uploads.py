"""Files: taken in by name and content, drawn anew where they are pictures, given out so that nothing in them runs."""

import warnings
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.actions import attaching
from portal.actions.attaching import MAX_SIZE, clean_name
from portal.store.case import Case
from portal.store.file import File
from portal.store.shelf import Shelf
from portal.web import files
from tests.web.desk import GOOD, Writer, at, faults, text_of

PDF = b"%PDF-1.7\n1 0 obj <</JS (app.alert(1))>> endobj\n%%EOF"
CAMERA = b"CAMERA-AND-PLACE"


def picture(format="JPEG", size=(60, 40), mode="RGB", **saving) -> bytes:
    drawn = BytesIO()
    Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 0).save(drawn, format, **saving)
    return drawn.getvalue()


def with_camera_notes(format: str) -> bytes:
    """A picture, lying on its side, in which everything that can hold a secret holds one."""
    notes = Image.Exif()
    notes[0x0112], notes[0x010F] = 6, CAMERA.decode()
    if format == "JPEG":
        return picture(format, exif=notes, comment=CAMERA, icc_profile=CAMERA)
    if format == "PNG":
        words = PngInfo()
        words.add_text("Comment", CAMERA.decode())
        return picture(format, exif=notes, pnginfo=words)
    return picture(format, exif=notes, xmp=CAMERA)


def moving() -> bytes:
    drawn = BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(drawn, "WEBP", save_all=True, append_images=frames[1:])
    return drawn.getvalue()


@pytest.fixture
def clock(app, monkeypatch):
    def set_to(moment):
        monkeypatch.setitem(app.config, "CLOCK", lambda: moment)

    set_to(at("Thu 2026-08-20 10:00"))
    return set_to


@pytest.fixture
def writer(client, clock):
    writer = Writer(client, clock)
    writer.look()
    return writer


@pytest.fixture
def shelf(app):
    with app.app_context():
        yield files.shelf()


def kept() -> File:
    return File.select().order_by(File.id.desc()).get()


# --- what is taken


@pytest.mark.parametrize(
    ("name", "data", "type"),
    [
        ("leg.jpg", picture(), "image/jpeg"),
        ("leg.JPEG", picture(), "image/jpeg"),
        ("桌腿.png", picture("PNG"), "image/png"),
        ("leg.webp", picture("WEBP"), "image/webp"),
        ("bill.pdf", PDF, "application/pdf"),
        ("note.txt", "退款".encode(), "text/plain"),
        ("note.txt", "退款三个月没有到账".encode("gb18030"), "text/plain"),
        ("note.txt", "退款".encode("utf-16"), "text/plain"),
    ],
)
def test_pictures_pdf_and_text_are_taken_and_go_with_the_case(writer, name, data, type):
    assert writer.send(**GOOD, files=[(name, data)]).status_code == 303
    row = kept()
    assert (row.name, row.type, row.case_id, row.ticket) == (name, type, Case.get().id, None)
    assert row.message.body == GOOD["body"]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_upright_and_without_what_the_camera_noted(writer, shelf, format):
    before = with_camera_notes(format)
    assert CAMERA in before
    writer.send(**GOOD, files=[(f"leg.{format.lower()}", before)])
    data = shelf.path(kept().stored).read_bytes()
    assert CAMERA not in data
    with Image.open(BytesIO(data)) as drawn:
        assert drawn.size == (40, 60)
        assert not drawn.getexif()
        assert not {"comment", "icc_profile", "exif", "xmp"} & set(drawn.info)


@pytest.mark.parametrize(
    ("format", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L")]
)
def test_a_picture_of_any_mode_can_be_drawn_anew(writer, format, mode):
    assert writer.send(**GOOD, files=[(f"leg.{format.lower()}", picture(format, mode=mode))]).status_code == 303


def test_a_picture_under_the_name_of_another_sort_gets_its_true_suffix(writer):
    writer.send(**GOOD, files=[("leg.png", picture("JPEG"))])
    assert kept().name == "leg.jpg"


def test_the_second_picture_a_phone_hides_in_a_jpeg_stays_behind(writer, shelf):
    drawn = BytesIO()
    Image.new("RGB", (30, 20)).save(drawn, "MPO", save_all=True, append_images=[Image.new("RGB", (3, 2), "blue")])
    assert writer.send(**GOOD, files=[("leg.jpg", drawn.getvalue())]).status_code == 303
    with Image.open(shelf.path(kept().stored)) as alone:
        assert (alone.format, alone.size) == ("JPEG", (30, 20))


# --- what is not


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("setup.exe", b"MZ\x90\x00", "we take pictures (JPEG, PNG, WebP), PDF and plain text"),
        ("page.html", b"<script>alert(1)</script>", "we take pictures"),
        ("leg.svg", b"<svg onload='alert(1)'/>", "we take pictures"),
        ("leg.gif", picture("GIF"), "we take pictures"),
        ("no-suffix", picture(), "we take pictures"),
        (".jpg", picture(), "we take pictures"),
        ("a.pdf\x00.html", PDF, "we take pictures"),
        ("\u200b.htaccess", b"words", "we take pictures"),
        ("leg.jpg", b"<script>alert(1)</script>", "what is in it is not what its name says"),
        ("leg.jpg", PDF, "what is in it is not what its name says"),
        ("bill.pdf", picture(), "what is in it is not what its name says"),
        ("note.txt", picture(), "what is in it is not what its name says"),
        ("note.txt", b"MZ\x90\x00\x03", "what is in it is not what its name says"),
        ("leg.png", b"\x89PNG\r\n\x1a\n" + b"nothing", "the picture is damaged"),
        ("leg.jpg", picture(size=(400, 400))[:900], "the picture is damaged"),
        ("leg.webp", moving(), "it is a moving picture"),
        ("empty.txt", b"", "the file is empty"),
        ("large.txt", b"x" * (MAX_SIZE + 1), "it is larger than 10 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_named_with_the_reason(writer, name, data, why):
    back = writer.send(**GOOD, files=[(name, data)])
    assert back.status_code == 422
    assert why in faults(back)["files"]
    assert "broken leg" in back.text
    assert Case.select().count() == File.select().count() == 0


@pytest.mark.parametrize("size", [(13_000, 13_000), (20_000_001, 1)])
def test_a_small_file_that_unfolds_into_a_giant_picture_is_refused_by_its_header(writer, size):
    with warnings.catch_warnings(), Image.new("1", size) as giant:
        packed = BytesIO()
        giant.save(packed, "PNG")
    assert len(packed.getvalue()) < 100_000
    back = writer.send(**GOOD, files=[("flood.png", packed.getvalue())])
    assert "more than 20 million points" in faults(back)["files"]


def test_where_the_disk_is_nearly_full_files_are_declined_and_nothing_else(app, shelf):
    full = Shelf(shelf.folder, reserve=1 << 62)
    with pytest.raises(attaching.NotTaken) as refused:
        attaching.keep(attaching.Offered("note.txt", b"words"), "t", full, at("Thu 2026-08-20 10:00"))
    with app.test_request_context():
        assert files.fault(refused.value).startswith("“note.txt” was not added: we cannot store files just now")


# --- while the form comes back


def test_good_files_wait_while_the_form_comes_back(writer):
    back = writer.send(body="Broken", files=[("leg.jpg", picture()), ("setup.exe", b"MZ")])
    assert "“setup.exe” was not added" in faults(back)["files"]
    assert "leg.jpg" in back.text
    assert writer.send(**GOOD).status_code == 303
    assert [file.name for file in Case.get().files] == ["leg.jpg"]


def test_a_waiting_file_can_be_taken_back(writer, shelf):
    writer.send(files=[("a.txt", b"a"), ("b.txt", b"b")])
    first = File.get(File.name == "a.txt")
    writer.send(**GOOD, remove=first.id)
    assert [file.name for file in Case.get().files] == ["b.txt"]
    assert not shelf.path(first.stored).exists()


def test_nobody_takes_back_the_files_of_another_form(writer, app, clock):
    writer.send(files=[("a.txt", b"a")])
    stranger = Writer(app.test_client(), clock)
    stranger.look()
    stranger.send(**GOOD, remove=kept().id)
    assert File.select().count() == 1
    assert File.get().case is None


def test_the_same_file_sent_again_is_one_file(writer):
    for _ in range(3):
        writer.send(body="", files=[("leg.jpg", picture())])
    writer.send(**GOOD, files=[("leg.jpg", picture())])
    assert File.select().count() == 1


def test_there_is_room_for_five(writer):
    back = writer.send(**GOOD, files=[(f"{n}.txt", b"%d" % n) for n in range(7)])
    assert "“5.txt” was not added: there is room for 5 files." in faults(back)["files"]
    assert "“6.txt” was not added" in faults(back)["files"]
    assert writer.send(**GOOD).status_code == 303
    assert Case.get().files.count() == 5


def test_after_a_day_what_waited_is_cleared_away_and_what_belongs_to_a_case_is_not(writer, shelf, clock):
    writer.send(**GOOD, files=[("mine.txt", b"mine")])
    writer.look()
    writer.send(files=[("left.txt", b"left")])
    left, now = kept(), at("Thu 2026-08-20 10:00")
    assert attaching.sweep(shelf, now + timedelta(hours=23)) == 0
    assert attaching.sweep(shelf, now + timedelta(hours=25)) == 1
    assert not shelf.path(left.stored).exists()
    assert shelf.path(File.get().stored).read_bytes() == b"mine"


def test_what_a_crash_left_on_the_shelf_is_cleared_away(db, tmp_path):
    shelf = Shelf(tmp_path, reserve=0)
    orphan = shelf.put(b"nobody's")
    (tmp_path / "half.part").write_bytes(b"half")
    later = at("Sat 2099-08-22 10:00")
    assert attaching.sweep(shelf, later) == 1
    assert list(tmp_path.iterdir()) == []
    assert orphan not in list(shelf.names(later))


# --- on the shelf and back out


def test_a_stored_name_says_nothing_and_leads_nowhere_else(tmp_path):
    shelf = Shelf(tmp_path, reserve=0)
    name = shelf.put(b"words")
    assert len(name) == 32
    assert shelf.path(name).read_bytes() == b"words"
    for path in ("../kept.db", "", "a" * 33, "A" * 32, f"{name}\n", f"/{name}"):
        with pytest.raises(ValueError, match="no name of a stored file"):
            shelf.path(path)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("桌腿 照片.jpg", "桌腿 照片.jpg"),
        ("C:\\Users\\li\\leg.jpg", "leg.jpg"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("evil\u202egpj.exe.txt", "evilgpj.exe.txt"),
        ("e\u0301.txt", "é.txt"),
        (" .leg.jpg. ", "leg.jpg"),
        ('a"b<c>.txt', "a_b_c_.txt"),
        ("\ud800.txt", "txt"),
        ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_language_and_loses_what_misleads(typed, shown):
    assert clean_name(typed) == shown


@pytest.mark.parametrize(
    ("name", "data"), [("桌腿.jpg", picture()), ("bill.pdf", PDF), ("x.txt", b"<script>1</script>")]
)
def test_a_file_is_given_out_as_a_download_in_which_nothing_runs(writer, name, data):
    link = writer.send(**GOOD, files=[(name, data)]).location
    given = writer.client.get(f"{link}/files/{kept().id}")
    assert given.status_code == 200
    assert given.mimetype == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert given.headers["Cache-Control"] == "no-store"


def test_no_file_without_its_case(writer, app):
    link = writer.send(**GOOD, files=[("a.txt", b"a")]).location
    address = f"{link}/files/{kept().id}"
    assert app.test_client().get(address).status_code == 403
    other = Writer(writer.client, writer.clock)
    other.look()
    foreign = other.send(**GOOD | {"body": "Another"}).location
    assert writer.client.get(f"{foreign}/files/{kept().id}").status_code == 404


def test_a_file_the_shelf_has_lost_is_a_404_and_no_fault(writer, shelf):
    link = writer.send(**GOOD, files=[("a.txt", b"a")]).location
    shelf.remove(kept().stored)
    assert writer.client.get(f"{link}/files/{kept().id}").status_code == 404


def test_the_page_of_the_case_lists_them(writer):
    link = writer.send(**GOOD, files=[("桌腿.jpg", picture())]).location
    assert "桌腿.jpg" in text_of(writer.client.get(link).text)
