"""The sentence for each fault of a guarantee's text, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from portal.core.guarantee import Fault
from portal.words.translated import get_locale
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

EXPECTED = {
    "text": _l("a text in quotation marks"),
    "languages": _l('both languages: { en = "…", zh = "…" }'),
    "number": _l("a whole number without quotation marks"),
    "document number": _l("a number or a text in quotation marks"),
    "figure": _l("a number without quotation marks"),
    "flag": _l("true or false, without quotation marks"),
    "date": _l("a date without quotation marks, such as 2026-12-31"),
    "words": _l("a text in quotation marks, or a list of such texts"),
    "table": _l("a table"),
    "tables": _l("tables under double brackets, such as [[promise]]"),
}

#: What is wrong with the writing itself.
PROBLEMS = {
    "string": _l("a text that begins with a quotation mark does not end with one"),
    "character": _l("here is a character that no text file has"),
    "value": _l("what stands behind the equals sign is no value; a text needs quotation marks"),
    "newline": _l("a line says one thing only, and here something more stands behind it"),
    "key": _l("a line reads: name = value"),
    "twice": _l("this name stands here for the second time"),
    "bracket": _l("a bracket is opened and not closed"),
    "escape": _l("a backslash within a text is written twice"),
    "other": _l("nothing can be made of it"),
}

LANGUAGES = {"en": _l("English"), "zh": _l("Chinese")}

# The words of the file itself (keys, targets, values) stay as they are written there: the reader must find them.
SENTENCES = {
    "not-toml": _l("This is not TOML from here on: %(problem)s. Everything else is checked once this is mended."),
    "too-much-text": _l(
        "This text has %(length)s characters. A guarantee that people can read has %(most)s at the most."
    ),
    "missing": _l("%(place)s needs the line “%(key)s”."),
    "unknown-key": _l("%(place)s has a line “%(key)s” that means nothing here. %(near)s"),
    "wrong-type": _l("%(place)s: “%(key)s” must be %(expected)s."),
    "empty": _l("%(place)s: “%(key)s” is empty. Write something, or take the line out."),
    "no-language": _l("%(place)s: “%(key)s” has no %(language)s text. Write it in both languages."),
    "unknown-language": _l("%(place)s: “%(key)s” has a text in “%(language)s”. Only en and zh are shown."),
    "not-a-slug": _l(
        "%(place)s: “%(value)s” cannot be used as a code. Use small letters, digits and single hyphens, "
        "such as “complaint-plan”."
    ),
    "not-a-number": _l(
        "The number “%(value)s” cannot stand in an address. Use up to 40 letters, digits, dots and hyphens, "
        "at least one of them a digit, such as “2026-1”."
    ),
    "too-small": _l("%(place)s: “%(key)s” is %(value)s. It must be %(least)s or more."),
    "too-large": _l("%(place)s: “%(key)s” is too large. It must be %(most)s or less."),
    "slug-too-long": _l("%(place)s: the code “%(value)s” is longer than %(most)s characters. Shorten it."),
    "unlikely-date": _l(
        "%(place)s: “%(key)s” is %(value)s. A date of a guarantee lies between the years %(first)s and %(last)s."
    ),
    "unknown-value": _l("%(place)s: “%(value)s” is not a %(key)s. Use one of: %(known)s. %(near)s"),
    "unknown-zone": _l("“%(value)s” is not a time zone. Use a name such as “Asia/Shanghai” or “Europe/Berlin”."),
    "unknown-time": _l(
        "%(place)s: “%(value)s” is not a time. Write a whole number above zero and a unit: “30 minutes”, "
        "“2 working hours”, “3 working days”, “10 days”."
    ),
    "too-long": _l("%(place)s: “%(value)s” is more than 50 years. Nobody can be held to that."),
    "not-plain-time": _l("%(place)s: “%(value)s” needs a calendar, but this time has none. Use hours or days."),
    "duplicate": _l("%(place)s: the code “%(value)s” is used twice. Give each line its own."),
    "unlisted-calendar": _l("%(place)s counts on the calendar “%(value)s”. Add it to the list “calendars” at the top."),
    "unknown-calendar": _l("There is no calendar “%(value)s”. %(calendars)s"),
    "unreachable": _l(
        "%(place)s: “%(value)s” on the calendar “%(calendar)s” is never over, or only after more than 50 years. "
        "Nobody can be held to that."
    ),
    "no-calendar": _l(
        '%(place)s: “%(value)s” cannot be counted without a calendar. Add calendar = "…", or use real time '
        "such as “2 hours”."
    ),
    "given-is-no-promise": _l(
        "%(place)s is about “given”, the dates staff give in their messages. Such a date is its own promise; "
        "take this one out."
    ),
    "may-not-pause": _l("%(place)s: only plan and resolution may pause, not %(target)s. Take out “pauses”."),
    "may-not-repeat": _l("%(place)s: only progress may repeat, not %(target)s. Take out “repeats”."),
    "attended-elsewhere": _l("%(place)s: only on the phone and at the counter can somebody be attended to."),
    "remedy-of-a-remedy": _l(
        "%(place)s is itself about a remedy, so it cannot owe another one. Take the remedy out of “on_miss”."
    ),
    "ambiguous": _l(
        "%(place)s and “%(other)s” both promise a %(target)s and neither is the more specific: for %(case)s "
        "nobody could say which one holds. Make one of them name something more, or something else."
    ),
    "ambiguous-procedure": _l(
        "%(place)s and “%(other)s” are both the checklist for %(case)s, and neither is the more specific. Make one of "
        "them name something more, or something else."
    ),
    "remedy-untimed": _l(
        "%(place)s owes a remedy when it is missed, but for %(case)s no promise says by when it comes. "
        'Add a promise with target = "remedy".'
    ),
    "rate-out-of-range": _l("%(place)s: %(value)s cannot be reached. It must be above %(low)s and at most %(high)s."),
    "remind-twice": _l("[life] remind: a case lapses only after two reminders, so give at least two times."),
    "lapse-before-reminder": _l("[life]: the reminders must come one after the other, and “lapse” after the last."),
    "link-too-short": _l("[life] link: the private link must live at least as long as a case can be reopened."),
    "erased-too-soon": _l("[life] erase: a case must not be erased while it can still be reopened."),
    "waived-among-many": _l(
        "The text says that there is no second person, but %(number)s supervisors and administrators work here. "
        "One of them who did not write it approves it."
    ),
    "no-author": _l("Nobody is named as the author. Say who wrote it."),
    "name-too-long": _l("“%(key)s” has room for %(most)s characters. Shorten the name."),
    "no-approver": _l(
        "Nobody approved this. A second person must, or the text must say in “approval_waived” why there is none."
    ),
    "same-person": _l(
        "“%(value)s” is both author and approver. A second person must approve, or the text must say in "
        "“approval_waived” why there is none."
    ),
    "published-another-day": _l(
        "The text says it is published on %(value)s, but the day it is published is %(on)s. "
        "Correct “published_on” or take it out."
    ),
    "published-in-the-past": _l(
        "The text says it is published on %(value)s, which has passed: today is %(on)s. "
        "Correct “published_on” or take it out."
    ),
    "signed-after-published": _l("It is signed on %(signed)s, after it is published on %(published)s."),
    "effective-before-published": _l(
        "It takes effect on %(effective)s, before it is published on %(published)s. Nobody can keep a promise "
        "that was not made yet."
    ),
    "weaker-notice-shorter": _l(
        "“weaker_notice_days” is shorter than “notice_days”. What weakens a promise needs the longer notice."
    ),
    "number-taken": _l("The number “%(value)s” was published already. Give this version a new one."),
    "no-change-note": _l("A change says what it changes: add “change_note” in both languages."),
    "notice-too-short": _l(
        "It takes effect %(given)s days after it is published, but %(needed)s days of notice were promised: "
        "on %(earliest)s at the earliest. %(weaker)s"
    ),
    "nothing-to-choose": _l(
        "%(place)s must ask for at least one choice: add “needed = true” to a question with answers, so that no "
        "program that follows links can answer in a customer’s name."
    ),
    "note-no-response": _l("Nobody promises a response to: %(kind)s by %(channels)s."),
    "note-filled-by-us": _l("Figures filled in by us, to be confirmed by you: %(codes)s."),
    "note-approval-waived": _l("No second person approved this: %(reason)s"),
    "note-last-year": _l(
        "The calendar “%(calendar)s” knows the holidays up to %(year)s. Later moments are provisional until "
        "the next year is entered."
    ),
    "note-double-day": _l(
        "In the calendar “%(calendar)s” %(day)s is both a holiday and a make-up working day. It counts as worked."
    ),
}


def sentence(fault: Fault) -> str:
    """What is wrong and what to do about it."""
    facts = {name: str(value) for name, value in fault.facts.items()}
    return (str(SENTENCES[fault.code]) % (facts | _worded(fault.facts))).strip()


def line(fault: Fault) -> str:
    """The sentence with the number of its line before it."""
    return (
        _("Line %(line)s: %(sentence)s", line=fault.line, sentence=sentence(fault)) if fault.line else sentence(fault)
    )


def _worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Those placeholders that are words of ours, not of the file."""
    return {name: write(facts) for name, fact, write in WRITERS if fact in facts}


def _place(facts: Mapping[str, Any]) -> str:
    section, name = facts["section"], facts["name"]
    if section == "guarantee":
        return _("The guarantee")
    if section == "survey":
        return _("The questionnaire")
    if name:
        return _("%(section)s “%(name)s”", section=section, name=name)
    return f"[{section}]"


def _near(facts: Mapping[str, Any]) -> str:
    return _("Did you mean “%(near)s”?", near=facts["near"]) if facts["near"] else ""


def _case(facts: Mapping[str, Any]) -> str:
    case = ", ".join(f"{name} = {value}" for name, value in facts["case"].items())
    return case or _("every case")


def _weaker(facts: Mapping[str, Any]) -> str:
    codes = ", ".join(facts["weaker"])
    return _("It weakens: %(codes)s.", codes=codes) if codes else ""


def _known_calendars(facts: Mapping[str, Any]) -> str:
    known = facts["known"]
    return _("There are: %(known)s.", known=known) if known else _("None is entered yet.")


def _reason(facts: Mapping[str, Any]) -> str:
    reason = facts["reason"]
    return reason if isinstance(reason, str) else reason[str(get_locale()) if str(get_locale()) in reason else "en"]


WRITERS = (  # the placeholder, the fact it is made from, and how
    ("place", "section", _place),
    ("near", "near", _near),
    ("case", "case", _case),
    ("weaker", "weaker", _weaker),
    ("calendars", "known", _known_calendars),
    ("reason", "reason", _reason),
    ("problem", "problem", lambda facts: str(PROBLEMS[facts["problem"]])),
    ("expected", "expected", lambda facts: str(EXPECTED[facts["expected"]])),
    ("language", "language", lambda facts: str(LANGUAGES.get(facts["language"], facts["language"]))),
)
