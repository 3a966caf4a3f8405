"""What every answer says to the browser, refusals and faults included; and what a request cannot talk us into."""

import re

import pytest

from portal.store.db import db
from portal.store.letter import Letter
from portal.web.site import HEADERS, PRIVATE

EVIL = "evil.example"
#: (method, path, options): one way to each kind of answer that is no page.
REFUSALS = [
    ("GET", "/no-such-page", 404),
    ("GET", "/s/nothing", 404),
    ("POST", "/", 405),
    ("TRACE", "/find", 405),
    ("POST", "/staff/sign-in", 400),
    ("GET", "/staff/queue", 303),
    ("POST", "/find", 422),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/kept.css", 200),
    ("GET", "/bootstrap/static/css/bootstrap.min.css", 200),
    ("GET", "/guarantee.json", 200),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/metrics", 404),
    ("OPTIONS", "/find", 200),
]


def missing(response) -> list[str]:
    """The headers of the house this answer lacks; a download may have a stricter policy of its own."""
    policy = response.headers.get("Content-Security-Policy", "")
    others = [
        name for name in HEADERS if name != "Content-Security-Policy" and response.headers.get(name) != HEADERS[name]
    ]
    shut = "frame-ancestors 'none'" in policy and ("default-src 'self'" in policy or "default-src 'none'" in policy)
    return others if shut and "unsafe" not in policy else [*others, "Content-Security-Policy"]


@pytest.mark.parametrize(("method", "path", "status"), REFUSALS)
def test_every_kind_of_answer_carries_the_headers(town, method, path, status):
    answer = town.stranger().open(path, method=method, read=False)
    assert answer.status_code == status
    assert missing(answer) == []


def test_every_page_of_every_person_carries_the_headers(looks):
    for url, answer in looks.answers:
        assert missing(answer) == [], url
        private = url.startswith(PRIVATE)
        assert ("noindex" in answer.headers.get("X-Robots-Tag", "")) is private, url
        if url.startswith(("/s/", "/staff")):
            assert answer.headers["Cache-Control"] == "no-store", url


def test_what_is_sent_back_to_who_typed_it_is_in_no_cache(town):
    for form in [form for form in town.forms if form.method == "post"]:
        answer = town.app.test_client().post(form.action, data={"body": "x", "email": "x"}, read=False)
        if answer.status_code not in (302, 303):
            assert answer.headers.get("Cache-Control") == "no-store", f"{form} {answer.status_code}"


def test_too_much_at_once_carries_the_headers(town):
    too_much = town.app.config["MAX_CONTENT_LENGTH"] + 1
    answer = town.stranger().post("/file/complaint", environ_overrides={"CONTENT_LENGTH": str(too_much)}, read=False)
    assert answer.status_code == 413
    assert missing(answer) == []


def test_words_that_cost_too_much_to_read_are_not_read(town):
    """Escaped, each sign is a piece of its own to Python; in parts the same words are welcome."""
    words, client = {"body": "&" * 1_500_000}, town.stranger()
    assert client.post("/file/complaint", data=words, read=False).status_code == 413
    answer = client.post("/file/complaint", data=words, content_type="multipart/form-data", read=False)
    answer.request.environ["wsgi.input"].close()  # a large one is a temporary file of the test's own
    assert answer.status_code == 422


def test_a_fault_of_ours_carries_the_headers_and_shows_no_line_of_code(town, monkeypatch):
    def broken():
        raise RuntimeError("the words of li@example.com at /s/secret")

    monkeypatch.setitem(town.app.view_functions, "home.show", broken)
    monkeypatch.setitem(town.app.config, "TESTING", False)
    answer = town.stranger().get("/")
    assert answer.status_code == 500
    assert missing(answer) == []
    assert answer.headers["Cache-Control"] == "no-store"
    for leak in ("Traceback", "RuntimeError", "li@example.com", ".py"):
        assert leak not in answer.text


def test_a_cookie_is_for_the_browser_alone(town):
    """Every cookie that any page or form sets."""
    answers = [town.stranger().get("/staff/sign-in"), town.stranger().get("/?lang=zh")]
    answers += [town.stranger().post(f"{link}/open") for link in town.links.values()]
    for answer in answers:
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie


# --- a false name


NAMES = (
    EVIL,
    f"{EVIL}:80",
    f"localhost@{EVIL}",
    f"localhost.{EVIL}",
    f"localhost:80@{EVIL}",
    f"localhost\t{EVIL}",
    "",
    "[::1",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", ["/", "/s/x", "/staff/sign-in", "/static/kept.css", "/dev/mail", "/nothing"])
def test_a_site_called_by_another_name_answers_in_a_sentence(town, name, path):
    answer = town.stranger().get(path, headers={"Host": name}, read=False)
    assert answer.status_code == 400
    assert "It is at http://localhost." in answer.text
    assert EVIL not in answer.text
    assert missing(answer) == []


LIES = (
    {"X-Forwarded-Host": EVIL},
    {"Forwarded": f"host={EVIL}"},
    {"X-Original-URL": f"//{EVIL}"},
    {"X-Host": EVIL},
    {"Host": "localhost:6666"},
)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: next(iter(lie)))
def test_no_header_moves_a_link_or_a_redirect_to_another_house(town, lie):
    """Links for a lost password, lost links, a case just filed: in no letter, page or redirect."""
    client = town.app.test_client(use_cookies=False)
    told = []
    with db.atomic() as undone:
        for form in [
            form for form in town.forms if form.endpoint in ("find.send", "staff.door.forgotten", "file.send")
        ]:
            fields = {field.name: field.value for field in form.fields if field.sort == "hidden"}
            fields |= {"email": "chen@example.com" if "staff" in form.action else "li@example.com", "body": "It leaks"}
            answer = client.post(form.action, data=fields, headers={"Cookie": form.cookie} | lie, read=False)
            assert answer.status_code == 303, form
            told += [answer.location, answer.text]
        told += [letter.text for letter in Letter.select()]
        undone.rollback()
    for url, cookie in list(town.pages)[:20]:
        answer = client.get(url, headers={"Cookie": cookie} | lie, read=False)
        told += [answer.text, answer.location or ""]
    assert not [text for text in told if EVIL in text or "6666" in text]


ELSEWHERE = (
    f"//{EVIL}",
    f"/\\{EVIL}",
    f"https://{EVIL}/staff/",
    f"https:{EVIL}",
    f"/staff/\t//{EVIL}",
    f"/staff/\r\nLocation: https://{EVIL}",
    f"/staff/@{EVIL}",
    f"/staff//{EVIL}",
    "/staff/%0d%0aSet-Cookie:x=1",
    "/staff/" + "a" * 5000,
    "javascript:alert(1)",
)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_after_the_sign_in_one_is_still_in_this_house(town, where):
    browser = town.colleague("agent")
    answer = browser.get("/staff/sign-in", query_string={"next": where})
    assert re.fullmatch(r"/staff/[!-~]*", answer.location)
    assert EVIL not in answer.location or answer.location.startswith("/staff//")
    assert "Set-Cookie" not in answer.location
