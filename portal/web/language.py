"""Which language a reader gets: what he asked for, else what he asked for last time, else what his browser says."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from babel.support import Translations
from flask import Flask, Request, Response, g, request
from flask_babel import Babel, Domain
from jinja2 import Environment
from wtforms.i18n import messages_path

from portal.words.translated import catalogue, get_locale

#: Our code, the language's name for itself, and the tag that goes into HTML.
LANGUAGES = (("en", "English", "en"), ("zh", "中文", "zh-CN"))
CODES = tuple(code for code, _name, _tag in LANGUAGES)
COOKIE = "lang"
YEAR = 365 * 24 * 3600


class Sentences(Domain):
    """The catalogue is looked up once a request, not once a sentence: a page of the queue has a thousand of them."""

    def get_translations(self):
        kept = g.get("_flask_babel")  # flask-babel's own notes about this request; `force_locale` clears this one
        found = getattr(kept, "babel_translations", None)
        if found is None:
            found = super().get_translations()
            if kept is not None:
                kept.babel_translations = found
        return found


class AskedInALanguage(Request):
    """What a form says by itself: its library would read its whole catalogue anew for each page."""

    @property
    def wtforms_translations(self) -> Translations:
        return _of_forms(get_locale().language)


@cache
def _of_forms(language: str) -> Translations:
    return Translations.load(messages_path(), [language], domain="wtforms")


def init(app: Flask) -> None:
    babel = Babel(app, default_locale="en", locale_selector=chosen)
    babel.domain_instance = Sentences()
    _say(app.jinja_env)
    app.jinja_env.globals |= {"html_lang": html_lang, "languages": lambda: LANGUAGES, "language_url": language_url}
    app.jinja_env.filters["in_language"] = in_language
    app.after_request(_remember)


def _say(templates: Environment) -> None:
    """As flask-babel lets templates speak, but on the shortest way: a page has a hundred sentences."""
    templates.install_gettext_callables(
        lambda one: catalogue().ugettext(one),
        lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    templates.globals["_"] = templates.globals["gettext"]


def chosen() -> str:
    """`en` or `zh`. `g.language` is set by a view that knows better, such as a letter's preview."""
    for code in (g.get("language"), request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in CODES:
            return code
    return request.accept_languages.best_match(CODES) or "en"


def html_lang() -> str:
    """The tag of the page's language, for `<html lang>`."""
    return "zh-CN" if get_locale().language == "zh" else "en"


def in_language(text: Mapping[str, str] | None) -> str:
    """What a guarantee says in both languages ({"en", "zh"}), in the reader's; in the other one where it is missing."""
    text = text or {}
    return text.get(get_locale().language) or next(iter(text.values()), "")


def language_url(code: str) -> str:
    """The address of this same page in the other language, with everything else it was asked. Relative: a refused
    private link is not repeated in the page that refuses it."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"?{urlencode([*asked, ('lang', code)])}"


def _remember(response: Response) -> Response:
    """The one thing a GET may change: the reader's own choice of language."""
    code = request.args.get("lang")
    if code in CODES and code != request.cookies.get(COOKIE):
        keep(response, code)
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
        response.content_language.add(html_lang())
    return response


def keep(response: Response, code: str) -> Response:
    """From now on this browser gets this language."""
    response.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
