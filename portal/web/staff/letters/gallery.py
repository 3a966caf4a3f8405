"""The gallery: every letter with sample facts, in both languages, as it would go out now; and which of its sentences
the company may say otherwise, and does."""

from functools import cached_property
from itertools import groupby

from flask import Blueprint, Response, abort, current_app, g, render_template

from portal.core.terms import Guarantee
from portal.mail import look, wording
from portal.mail.draft import ACCOUNT, CUSTOMER, LOST_LINKS, SURVEY, Draft
from portal.mail.samples import KINDS, Sample, with_links
from portal.store import guarantee
from portal.store.letter import Letter
from portal.web.staff import framed
from portal.words.translated import lazy_gettext as _l

bp = Blueprint("gallery", __name__, url_prefix="/letters/gallery")

LANGUAGES = {"en": _l("English"), "zh": _l("Chinese")}
READERS = {"customer": _l("To customers"), "staff": _l("To staff"), "account": _l("About accounts")}


@bp.get("")
def show() -> str:
    """All letters, by who reads them."""
    letters = [_Shown(letter) for letter in KINDS]  # in the order of a case's life
    letters.sort(key=lambda letter: list(READERS).index(letter.reader))
    rooms = [(READERS[reader], list(found)) for reader, found in groupby(letters, key=lambda letter: letter.reader)]
    return render_template("staff/letters/gallery.html", rooms=rooms, tongues=LANGUAGES)


@bp.get("/<letter>")
def letter(letter: str) -> str:
    return render_template("staff/letters/sample.html", letter=_letter_or_404(letter), tongues=LANGUAGES)


@bp.get("/<letter>/<any(en, zh):spoken>.html")
def html(letter: str, spoken: str) -> Response:
    """Only the letter's own HTML, for the frame on its page."""
    return framed.letter(_letter_or_404(letter).html(spoken))


class _Shown:
    """One letter in both languages."""

    def __init__(self, kind: str):
        self.kind = kind

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        return {language: Sample(_in_force(), g.now, language).one(self.kind) for language in LANGUAGES}

    @property
    def reader(self) -> str:
        if self.kind in ACCOUNT:
            return "account"
        return "customer" if self.kind in (*CUSTOMER, LOST_LINKS, SURVEY) else "staff"

    def subject(self, language: str) -> str:
        return self.drafts[language].subject

    def text(self, language: str) -> str:
        return with_links(self.drafts[language].text, current_app.config["KEPT"].public_url)

    def html(self, language: str) -> str:
        draft = self.drafts[language]
        return look.html_of(Letter(kind=draft.kind, language=language, subject=draft.subject), self.text(language))

    def sentences(self, language: str) -> list[dict]:
        """Each sentence that may be said otherwise: as it ships, and in the company's own words."""
        own = current_app.config["WORDING"].get((language, self.kind), {})
        parts = wording.parts(self.kind, language).values()
        return [{"part": part, "own": own.get(part.name, ""), "may": sorted(part.may)} for part in parts]

    @property
    def own(self) -> int:
        """How many of its sentences the company says in its own words."""
        return sum(bool(sentence["own"]) for language in LANGUAGES for sentence in self.sentences(language))


def _in_force() -> Guarantee | None:
    """The guarantee the samples are told by; read once for a page."""
    if "in_force" not in g:
        g.in_force = guarantee.in_force(g.now)
    return g.in_force


def _letter_or_404(letter: str) -> _Shown:
    return _Shown(letter) if letter in wording.letters() else abort(404)
