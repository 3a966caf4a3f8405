"""What attackers type, and how they send it: odd words for one field, odd shapes for a whole form.

An odd word that can be seen begins with FIRST and ends with LAST, so that a page that gives it back can be told from
one that lost it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from tests.faults.town import Field, Form

FIRST, LAST = "anfang", "ende"
SCRIPT = "<script>alert(1)</script>"
WORDS: dict[str, str | bytes] = {
    "nothing": "",
    "spaces": " \t\r\n ",
    "NUL": f"{FIRST}\0{LAST}",
    "controls": FIRST + "".join(map(chr, (*range(32), *range(127, 160)))) + LAST,
    "half a surrogate": FIRST.encode() + b"\xed\xa0\x80" + LAST.encode(),
    "no UTF-8": FIRST.encode() + b"\xff\xfe\xc0\xaf\x80" + LAST.encode(),
    "a megabyte": FIRST + "x" * 1_000_000 + LAST,
    "line breaks": f"{FIRST}\r\nBcc: victim@example.com\r\n\r\n{LAST}",
    "from right to left": f"{FIRST}\u202e\u2066gpj.exe\u061c{LAST}",
    "emoji": f"{FIRST}👩‍👩‍👧‍👦🏳️‍🌈\U0010ffff{LAST}",
    "nothing to see": "\u200b\u200d\ufeff\u2060\u00ad",
    "templates": f"{FIRST}{{{{7*7}}}}${{7*7}}#{{7*7}}{{% raw %}}%(x)s%s{LAST}",
    "a place for a link": f"{FIRST}\n{{{{link}}}}\n{{{{link K7Q-3FM-9}}}}\n{LAST}",
    "markup": f"{FIRST}{SCRIPT}\"'><img src=x onerror=alert(1)>{LAST}",
    "SQL": f"{FIRST}' OR '1'='1'; --\" \\ % _ * {LAST}",
    "9 000 Chinese characters": FIRST + "退款" * 4500 + LAST,
    "accents": FIRST + "a" + "\u0301" * 3000 + LAST,
    "letters that unfold": FIRST + "\ufdfa" * 900 + LAST,
    "no characters": f"{FIRST}\ufffe\uffff\U0001fffe{LAST}",
    "a long number": "9" * 5000,
    "2 to the 64": str(2**64),
    "below nothing": "-1",
    "other digits": "٣٣٣",
    "two addresses": "a@example.com, b@example.com",
    "a domain that is none": "a@[127.0.0.1]",
    "an address with a name": '"x\r\nBcc: y@example.com" <a@example.com>',
    "the year 1": "0001-01-01T00:00",
    "the year 9999": "9999-12-31T23:59",
    "the end of the years": "2099-12-31T23:59",
    "30 February": "2026-02-30T10:00",
    "an hour there is not": "2026-08-28T25:61",
    "null": "null",
    "a path": "/../../etc/passwd\\..\\",
    "a script as address": "javascript:alert(1)//http://x",
}
EXTRAS = {
    "role": "admin",
    "state": "closed",
    "due_at": "1",
    "owner": "1",
    "reference": "AAA-AAA-A",
    "link_key": "0" * 32,
    "severity": "urgent",
    "outcome": "solved",
    "verdict": "kept",
    "sealed": "0",
    "received_at": "0",
    "person": "1",
    "id": "1",
    "case": "1",
    "version": "99",
    "password": "a harbour full of pines",
}
ASKED = (
    "lang",
    "q",
    "view",
    "state",
    "kind",
    "severity",
    "service",
    "owner",
    "after",
    "before",
    "next",
    "format",
    "urgent",
)
GOOD = {
    "email": "li@example.com",
    "phone": "+86 138 0013 8000",
    "by_when": "2026-08-28T17:00",
    "at": "2026-08-20T14:55",
    "password": "a harbour full of pines",
    "sure": "y",
}


@dataclass(frozen=True)
class Attack:
    """One request. `kept` are the words that must still be there if the form comes back."""

    name: str
    form: Form
    body: bytes
    content_type: str = "application/x-www-form-urlencoded"
    kept: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.form}: {self.name}"


#: An attack that is written out only if it is sent: most are not, and some are megabytes.
Planned = Callable[[], Attack]


def good(field: Field) -> str:
    """What a friendly person would have in this field."""
    return GOOD.get(field.name) or (f"Typed as {field.name}" if field.typed else field.value)


def filled(form: Form) -> dict[str, str]:
    """The form as a friendly person sends it, without files and without its other buttons."""
    return {field.name: good(field) for field in form.fields if field.sort not in ("file", "submit", "checkbox")}


def typed(form: Form, without: str = "") -> tuple[str, ...]:
    return tuple(good(field) for field in form.fields if field.typed and field.name != without)


# --- one odd word in one field


def in_field(form: Form, field: Field) -> list[Planned]:
    return [partial(word_in, form, field, name) for name in WORDS]


def word_in(form: Form, field: Field, name: str) -> Attack:
    odd = WORDS[name]
    seen = isinstance(odd, bytes) or odd.startswith(FIRST)
    kept = (FIRST, LAST) if seen and field.typed else ()
    body = urlencode(filled(form) | {field.name: odd}).encode()
    return Attack(f"{name} as {field.name}", form, body, kept=kept + typed(form, without=field.name))


def in_address(page: Form) -> list[Planned]:
    """The same odd word for everything any page looks for in its address."""
    short = {name: odd for name, odd in WORDS.items() if len(odd) < 10_000}  # servers refuse longer addresses
    return [partial(word_in_address, page, name) for name in short]


def word_in_address(page: Form, name: str) -> Attack:
    return Attack(name, page, urlencode(dict.fromkeys(ASKED, WORDS[name])).encode())


def as_address(page: Form) -> list[Attack]:
    """Addresses that no program of ours writes."""
    return [
        Attack("raw bytes", page, b"q=\xe4\xff&lang=\xff\x01&\xc0\xaf=1"),
        Attack("places there are not", page, f"after={2**70}-1&before={10**30}&view=..&owner={2**40}".encode()),
        Attack("places far away", page, f"after={'9' * 11}-{'9' * 11}&before={2**63}".encode()),
    ]


# --- odd shapes of the whole form


def in_each_shape(form: Form) -> list[Planned]:
    return [partial(shape, form) for shape in SHAPES]


def empty(form: Form) -> Attack:
    return Attack("nothing at all", form, b"")


def doubled(form: Form) -> Attack:
    pairs = [(name, value) for name, value in filled(form).items() for value in (value, "again")]
    return Attack("each field twice", form, urlencode(pairs).encode(), kept=typed(form))


def lists(form: Form) -> Attack:
    names = ("{}[]", "{}[0]", "{}[a][b]", "{}.x")
    pairs = [(name.format(field), value) for field, value in filled(form).items() for name in names]
    return Attack("lists", form, urlencode(pairs).encode())


def extra(form: Form) -> Attack:
    return Attack("extra fields", form, urlencode(EXTRAS | filled(form)).encode(), kept=typed(form))


def many(form: Form) -> Attack:
    pairs = urlencode([(f"field{number}", "x") for number in range(3000)])
    return Attack("3 000 fields", form, f"{urlencode(filled(form))}&{pairs}".encode(), kept=typed(form))


def as_json(form: Form) -> Attack:
    return Attack("JSON", form, json.dumps(filled(form)).encode(), "application/json")


def as_text(form: Form) -> Attack:
    return Attack("plain text", form, urlencode(filled(form)).encode(), "text/plain")


def of_no_type(form: Form) -> Attack:
    return Attack("no type", form, urlencode(filled(form)).encode(), "")


def of_a_strange_charset(form: Form) -> Attack:
    strange = "application/x-www-form-urlencoded; charset=utf-16"
    return Attack("a strange charset", form, urlencode(filled(form)).encode(), strange, kept=typed(form))


def without_boundary(form: Form) -> Attack:
    return Attack("parts without boundary", form, b"--x\r\n\r\nx", "multipart/form-data")


def cut_off(form: Form) -> Attack:
    body, content_type = parts(filled(form))
    return Attack("parts cut off", form, body[: len(body) * 2 // 3], content_type)


def of_too_many_parts(form: Form) -> Attack:
    body, content_type = parts(filled(form) | {f"part{number}": "x" for number in range(250)})
    return Attack("250 parts", form, body, content_type)


def all_files(form: Form) -> Attack:
    """Each field is sent as if it were a file; only the guards are what they are."""
    guards = {name: value for name, value in filled(form).items() if name in ("csrf_token", "ticket")}
    files = {name: a_file(b"typed", f"{name}.txt") for name in filled(form) if name not in guards}
    return Attack("words sent as files", form, *parts(guards | files))


def guards_as_files(form: Form) -> Attack:
    files = {name: a_file(value.encode(), "x.txt") for name, value in filled(form).items()}
    return Attack("everything sent as files", form, *parts(files))


def no_file(form: Form) -> Attack:
    return Attack("words as file", form, *parts(filled(form) | {"files": "words"}), kept=typed(form))


def odd_files(form: Form) -> Attack:
    """Names too long, empty, misleading; content that is empty, cut off or something else."""
    names = ("n" * 50_000 + ".txt", "\u202egpj.exe", "..\\..\\a.png", "a.pdf\0.html", ".txt", "x.svg", "a.txt", "b.jpg")
    contents = (b"", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"<svg onload=alert(1)>", b"\0" * 100, b"words", b"RIFF")
    files = [a_file(content, name) for name, content in zip(names, contents, strict=True)]
    body, content_type = parts(filled(form) | {"files": files})
    return Attack("odd files", form, body, content_type, kept=typed(form))


SHAPES = (
    *(empty, doubled, lists, extra, many, as_json, as_text, of_no_type, of_a_strange_charset),
    *(without_boundary, cut_off, of_too_many_parts, all_files, guards_as_files, no_file, odd_files),
)


def a_file(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), name)


def parts(data: dict) -> tuple[bytes, str]:
    stream, _length, boundary = stream_encode_multipart(data)
    return stream.read(), f'multipart/form-data; boundary="{boundary}"'
