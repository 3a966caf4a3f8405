"""What holds for every page: headers, language, and pages that say what happened when something fails."""

import gzip
import re
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException, default_exceptions

from portal.web import errors, language, site
from tests import demo_guarantee

STATIC = Path(__file__).parents[2] / "static"


@pytest.fixture
def refusing(app):
    """Ask the house for a page that is refused with this status."""

    def ask(code, **request):
        with app.test_request_context("/", **request):
            page, status, headers = errors.answer(default_exceptions[code]())
            return page, status, headers

    return ask


def test_every_answer_says_what_the_browser_may_do(client):
    headers = client.get("/no-such-page").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "hidden"), [("/s/abc", True), ("/staff/queue", True), ("/find", True), ("/no-such-page", False)]
)
def test_private_rooms_are_kept_out_of_search_engines(client, path, hidden):
    assert ("X-Robots-Tag" in client.get(path).headers) is hidden


def test_a_personal_page_is_in_no_cache(app):
    with app.test_request_context("/"):
        site.personal()
        assert app.process_response(app.make_response("words")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "language"),
    [
        ("", "", "", "en"),
        ("", "", "zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("", "", "fr", "en"),
        ("", "zh", "en", "zh-CN"),
        ("en", "zh", "zh", "en"),
        ("xx", "zh", "en", "zh-CN"),
        ("zh", "", "en", "zh-CN"),
    ],
)
def test_the_language_is_what_was_asked_then_remembered_then_accepted(client, asked, remembered, accepted, language):
    if remembered:
        client.set_cookie("lang", remembered)
    page = client.get(f"/no-such-page?lang={asked}", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}">' in page


def test_a_language_once_asked_for_is_remembered(client):
    client.get("/no-such-page?lang=zh")
    assert '<html lang="zh-CN">' in client.get("/no-such-page").text
    client.get("/no-such-page?lang=klingon")
    assert '<html lang="zh-CN">' in client.get("/no-such-page").text


def test_the_language_switch_keeps_the_rest_of_the_address(app):
    with app.test_request_context("/find?q=退款&q=a%26b&lang=en"):
        assert language.language_url("zh") == "?q=%E9%80%80%E6%AC%BE&q=a%26b&lang=zh"


@pytest.mark.parametrize("code", sorted(errors.PAGES))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_refusal_has_a_page_of_its_own(refusing, code, lang):
    page, status, headers = refusing(code, query_string={"lang": lang})
    assert status == code
    assert headers["Cache-Control"] == "no-store"
    assert page.count("<h1>") == 1
    if lang == "en":
        assert str(errors.PAGES[code].kept) in page.replace("&#39;", "'")


def test_a_refusal_without_a_page_of_its_own_gets_the_nearest_one(refusing):
    assert refusing(418)[1] == 418
    assert "We could not read that" in refusing(418)[0]
    assert "Something broke on our side" in refusing(502)[0]


def test_a_fault_of_ours_has_a_number_that_is_in_the_log(refusing, caplog):
    page = refusing(500)[0]
    number = re.search(r"<dd>([0-9A-F]{8})</dd>", page)[1]
    assert f"Fault {number}" in caplog.text


def test_what_was_typed_is_given_back_but_no_secret(refusing):
    form = {"body": "The pump is <b>cold</b>", "password": "correct horse battery", "urgent": "yes"}
    page = refusing(400, method="POST", data=form)[0]
    assert "The pump is &lt;b&gt;cold&lt;/b&gt;</textarea>" in page
    assert "horse" not in page
    assert page.count("<textarea") == 1


def test_a_form_too_large_to_read_is_not_read_again(refusing):
    page = refusing(413, method="POST", data={"body": "x" * errors.READABLE})[0]
    assert "<textarea" not in page


def test_a_refusal_keeps_what_it_must_say(app, client):
    answer = client.post("/static/kept.css")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_files_asked_for_by_their_print_are_kept_for_a_year(app, client):
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("kept.css")
        bootstrap = app.jinja_env.globals["bootstrap_css"]()
    for url in (address, bootstrap):
        assert "immutable" in client.get(url).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/kept.css").headers["Cache-Control"]


def test_the_address_of_a_file_knows_where_the_site_stands(app):
    asset = app.jinja_env.globals["asset"]
    for place in ("", "/promises", ""):
        with app.test_request_context(base_url=f"http://localhost{place}/"):
            assert asset("kept.css").startswith(f"{place}/static/kept.css?v=")


def test_files_come_compressed_to_those_who_can_read_them_so(client):
    plain = client.get("/static/kept.css")
    packed = client.get("/static/kept.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_only_pages_without_a_secret_come_compressed(client):
    for path in ("/", "/guarantee", "/scorecard", "/privacy"):
        page = client.get(path, headers={"Accept-Encoding": "gzip"}, read=False)
        assert page.headers["Content-Encoding"] == "gzip", path
        assert not re.search(rb'name="(csrf_token|ticket)"', gzip.decompress(page.data)), path
    for path in ("/file/complaint", "/find", "/staff/sign-in"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}).headers, path


def test_what_a_first_visit_loads_is_small(client):
    """Below 60 KB, so that it opens on a phone in a cellar."""
    page = client.get("/").text
    files = re.findall(r'(?:href|src)="((?:/static|/bootstrap)[^"]+)"', page)
    packed = [client.get(file, headers={"Accept-Encoding": "gzip"}).data for file in files]
    assert len(files) >= 5
    assert sum(map(len, packed)) + len(page.encode()) < 60_000


def test_a_redirect_among_the_exceptions_stays_one():
    assert errors.answer(HTTPException()) is not None


# The colours (WCAG 2.2, 1.4.3 and 1.4.11): words reach 4.5 : 1 on what they stand on, frames of controls 3 : 1.

WORDS = [
    (word, surface)
    for word, surfaces in {
        "ink": "paper sheet sunk accent-wash good-wash bad-wash hold-wash",
        "soft": "paper sheet sunk accent-wash hold-wash",
        "accent": "paper sheet accent-wash",
        "accent-deep": "paper sheet",
        "good": "good-wash sheet",
        "bad": "bad-wash sheet paper",
        "hold": "hold-wash sheet",
        "on-accent": "accent accent-deep",
    }.items()
    for surface in surfaces.split()
]
FRAMES = [("edge", "sheet"), ("edge", "paper"), ("accent", "paper"), ("bad", "sheet")]


def palettes():
    css = (STATIC / "kept.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (#\w{6});", css.split("@media")[0]))
    dark = light | dict(re.findall(r"--([\w-]+): (#\w{6});", css.split("@media")[1]))
    return {"light": light, "dark": dark}


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_frames_stand_out_from_what_they_stand_on(scheme):
    colours = palettes()[scheme]
    for pairs, least in ((WORDS, 4.5), (FRAMES, 3.0)):
        for front, back in pairs:
            found = contrast(colours[front], colours[back])
            assert found >= least, f"--{front} on --{back} is {found:.2f} : 1 in the {scheme} scheme"


def test_whoever_finds_no_page_is_told_where_to_call(client, now):
    assert "You can also call us" not in client.get("/nowhere").text
    version = demo_guarantee.publish(now).version
    assert f"You can also call us: {version.organisation.phone}." in client.get("/nowhere").text
