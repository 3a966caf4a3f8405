"""A questionnaire: a version of it as a value, one that was filled in, and the figures of many (DESIGN.md 1).

Which four things one can be asked is fixed, because figures are made of them: `solved`, `kept_word`, `score` and
`words`. How they are asked, in which order and which of them must be answered is the text's business, in TOML. At
least one choice must be made by hand: a program that follows links and presses buttons must not be able to answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from portal.core.guarantee_reader import Fault, Table, Unreadable, read
from portal.core.terms import Text

CHOICES = {  # what each question can be answered with; words are free
    "solved": ("yes", "in_part", "no"),
    "kept_word": ("yes", "no", "unsure"),
    "score": ("5", "4", "3", "2", "1"),
    "words": (),
}
KEPT_WORD = {"yes": True, "no": False}
LOW = 2  # a score up to this one opens a follow-up
CONTENT = 4  # whoever gives this score or a better one counts as content (CSAT)
DELIGHTED = 5  # on five points only the best score makes a promoter (NPS); up to UNHAPPY it is a detractor
UNHAPPY = 3


class SurveyRefused(ValueError):
    """The text is no questionnaire; `.faults` says why, each with its line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"line {fault.line}: {fault.code}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answers` are the sentences of its choices by their value, empty for words; `hint` may be empty."""

    code: str
    ask: Text
    hint: Text
    needed: bool
    answers: Mapping[str, Text]


@dataclass(frozen=True)
class Questionnaire:
    """One version. `is_open`: anybody may fill it in, without an invitation. `text` is what it was read from."""

    slug: str
    title: Text
    lede: Text
    thanks: Text
    is_open: bool
    questions: tuple[Question, ...]
    text: str

    @cached_property
    def by_code(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions}


@dataclass(frozen=True, slots=True)
class Filled:
    """A questionnaire as somebody filled it in. None and "" are what he left out or could not say."""

    questionnaire: Questionnaire
    solved: str | None = None
    kept_word: bool | None = None
    score: int | None = None
    words: str = ""

    @property
    def is_low(self) -> bool:
        return self.score is not None and self.score <= LOW


# --- reading a text


def parse(text: str) -> Questionnaire:
    """The questionnaire a text says. Raises SurveyRefused with every fault."""
    found, faults = _read(text)
    if faults:
        raise SurveyRefused(faults)
    return found


def check(text: str) -> list[Fault]:
    """Every fault of a text in the order of its lines."""
    return _read(text)[1]


def _read(text: str) -> tuple[Questionnaire | None, list[Fault]]:
    try:
        top = read(text, "survey")
    except Unreadable as unreadable:
        return None, [unreadable.fault]
    pairs = [(table, _question(table)) for table in top.tables("question", "code")]
    _judge(top, pairs)
    found = top.into(
        Questionnaire,
        slug=top.slug("slug"),
        title=top.both("title"),
        lede=top.both("lede"),
        thanks=top.both("thanks"),
        is_open=top.flag("open"),
        questions=tuple(question for _, question in pairs if question),
        text=text,
    )
    return found, sorted(top.faults, key=lambda fault: fault.line)


def _question(table: Table) -> Question | None:
    code = table.choice("code", tuple(CHOICES))
    return table.into(
        Question,
        code=code,
        ask=table.both("ask"),
        hint=table.both("hint", needed=False) or {"en": "", "zh": ""},
        needed=table.flag("needed"),
        answers=_answers(table, CHOICES.get(code or "")),
    )


def _answers(table: Table, values: tuple[str, ...] | None) -> dict[str, Text] | None:
    """A sentence for each choice there is. None where one is missing, or where the question itself is unknown."""
    below = table.table("answers", needed=bool(values)) if values != () else None
    if not values or below is None:
        return {} if values == () else None
    found = {value: below.both(value) for value in values}
    below.close()
    return found if all(found.values()) else None


def _judge(top: Table, pairs: list[tuple[Table, Question | None]]) -> None:
    seen: set[str] = set()
    for table, question in pairs:
        if question and question.code in seen:
            table.fault("duplicate", "code", value=question.code)
        seen.add(question.code if question else "")
    whole = all(question for _, question in pairs)
    if whole and not any(question.needed and question.answers for _, question in pairs):
        top.fault("nothing-to-choose")


# --- figures: `scores` is how often each score was given, {1: 4, 2: 0, …}; None where nobody gave one


def total(scores: Mapping[int, int]) -> int:
    return sum(scores.values())


def average(scores: Mapping[int, int]) -> float | None:
    n = total(scores)
    return sum(score * often for score, often in scores.items()) / n if n else None


def content(scores: Mapping[int, int]) -> int:
    """How many gave a good score: the customers CSAT counts."""
    return sum(often for score, often in scores.items() if score >= CONTENT)


def csat(scores: Mapping[int, int]) -> float | None:
    """Customer satisfaction: the share of good scores, 0 to 1."""
    return share(content(scores), total(scores))


def nps(scores: Mapping[int, int]) -> float | None:
    """The net promoter score as five points allow it: those delighted less those unhappy, -1 to 1."""
    promoters = sum(often for score, often in scores.items() if score >= DELIGHTED)
    detractors = sum(often for score, often in scores.items() if score <= UNHAPPY)
    return share(promoters - detractors, total(scores))


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
