"""The sentence for each fault of the file with the company's own words for letters."""

from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

SENTENCES = {
    "not-toml": _l("This is not TOML from here on. Everything else is checked once this is mended."),
    "no-letter": _l("There is no letter “%(value)s”. There are: %(known)s."),
    "no-language": _l("[%(letter)s.%(value)s]: letters are written in en and zh only."),
    "no-table": _l("“%(value)s” must be a table, such as [received.en]."),
    "no-part": _l("[%(letter)s] has no sentence “%(part)s” that can be said otherwise. It has: %(known)s."),
    "no-text": _l("[%(letter)s] %(part)s: write the words in quotation marks, or take the line out."),
    "too-long": _l("[%(letter)s] %(part)s has room for %(most)s characters."),
    "no-subject": _l("[%(letter)s] %(part)s: a subject is one line of plain words."),
    "unprintable": _l("[%(letter)s] %(part)s holds a character that cannot be printed."),
    "looks-quoted": _l(
        "[%(letter)s] %(part)s: a line that begins with two spaces looks like the customer's own words, and a line "
        "with nothing but an address looks like our link. Write it into a sentence."
    ),
    "open-brace": _l("[%(letter)s] %(part)s: between braces stands one name, such as {reference}."),
    "no-name": _l("[%(letter)s] %(part)s knows no {%(value)s}. It knows: %(known)s."),
    "name-missing": _l(
        "[%(letter)s] %(part)s must name {%(value)s}: a promise may be said in other words, and not left out."
    ),
}


def line(fault) -> str:
    """“Line 12: …”"""
    return _("Line %(line)s: %(sentence)s", line=fault.line, sentence=str(SENTENCES[fault.code]) % fault.facts)
