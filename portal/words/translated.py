"""Our sentences in the reader's language.

flask-babel finds its notes about a request anew for each sentence, which takes longer than the translation, and a page
has hundreds. Here it is asked once a request, and once more where `force_locale` has cleared its notes.
"""

from babel import Locale
from babel.support import NullTranslations
from flask import g
from flask_babel import LazyString, get_domain
from flask_babel import get_locale as ask_for_locale


def gettext(sentence: str, /, **values: object) -> str:
    said = catalogue().ugettext(sentence)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    return catalogue().ungettext(one, many, num) % ({"num": num} | values)


def lazy_gettext(sentence: str, /, **values: object) -> LazyString:
    return LazyString(gettext, sentence, **values)


def get_locale() -> Locale | None:
    """None where nobody reads."""
    return _noted("babel_locale") or ask_for_locale()


def catalogue() -> NullTranslations:
    return _noted("babel_translations") or get_domain().get_translations()


def _noted(name: str):
    try:
        return getattr(g._flask_babel, name)
    except (AttributeError, RuntimeError):  # nothing was said in this request yet, or there is none
        return None
