"""What a colleague should look at once more before it goes to a customer: rude, empty or unfinished words.

A worry holds nothing up: whoever read it may send the words as they are. So the lists hold what nearly always hurts
(“calm down”, 这是规定) or says nothing (“留言已收悉” is no answer), and need not hold everything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ANSWERS = ("respond", "progress", "resolve")  # what must say more than that something arrived
FEW = 20  # letters; less is in no language


@dataclass(frozen=True, slots=True)
class Worry:
    """One thing to look at: a code of this module's, and the words it is about, if it is about some."""

    code: str
    about: str = ""


def _any(*patterns: str) -> re.Pattern:
    return re.compile("|".join(patterns), re.IGNORECASE)


# No run is read again from each of its places: a text may be 20 000 times 一. So of 二十五天 the end, 五天, will do.
_SENTENCE = re.compile(r"[^。！？!?.；;\n]+")
_CLAUSE = re.compile(r"[^,，、:：]+")
_FIGURE = re.compile(r"[0-9０-９]|[一二三四五六七八九十两](?:天|日|点|小时|分钟|元)|[周星期礼拜][一二三四五六日天]")
_HAN = re.compile(r"[㐀-鿿]")
_LETTER = re.compile(r"[^\W\d_]")

_POLITE = _any(
    r"^\W*(dear|hello|hi|good (morning|afternoon|evening))\b",
    r"\b(thank you|thanks|sorry|we apologi[sz]e|(kind|best|warm) regards|sincerely|for (any|the) inconvenience)\b",
    r"尊敬的|您好|你好|^\W*亲\W*$|感谢|谢谢|抱歉|对不起|不便|谅解|理解|此致|敬礼|祝您|顺祝",
)
_HOLLOW = _any(
    r"\b(received|got) (your|the|it)\b",
    r"\bhas been (received|noted|recorded|forwarded|passed on)\b",
    r"\b(will|shall|'ll) (get back|look into|contact|reply|respond|answer|handle|process|investigate|deal|follow up)\b",
    r"\bis being (processed|handled|looked into|dealt with)\b",
    r"\b(noted|be patient|bear with us|your patience|attaches? great importance|take this seriously)\b",
    r"收悉|已收到|收到(了)?[您你]|我们收到了|^\W*(收到|已阅)\W*$|已阅|已转",
    r"已(经)?(知悉|记录|登记|反馈|上报)|尽快|尽早|耐心等待|正在(处理|核实|跟进|了解)",
    r"高度重视|后续|稍后|与[您你]联系|会(处理|核实|跟进)",
)
_HARSH = _any(
    r"\bcalm down\b",
    r"\bas (I|we)( have|'ve)? (already )?(told|said|explained)\b",
    r"\byou (should|could) have\b",
    r"\byou (failed|neglected|forgot) to\b",
    r"\byour own (fault|problem|mistake)\b",
    r"\byour fault\b",
    r"\bnot (my|our) (problem|fault|job|concern|business)\b",
    r"\bnothing (I|we) can do\b",
    r"\b(ridiculous|nonsense|stupid|idiots?|liars?)\b",
    r"\bstop (complaining|writing|calling)\b",
    r"\bread the (manual|terms|contract|small print)\b",
    r"\byou people\b",
    r"冷静(一下|一点|点)|请[您你]?冷静|别激动|自己看|与我们无关|随便[您你]|是[您你]的(责任|问题)|不归我们管|不是我们的(问题|责任)|早就(说过|告诉)|说过(多少|好几)遍|无理取闹|这是规定|爱莫能助",
    r"[您你]自己(的问题|造成|没有|不)|[您你]应该早|为什么不早|别再|胡说|胡闹|愚蠢|笨|没什么好说",
)
_VAGUE = _any(
    r"\b(as soon as possible|asap|shortly|soon|in due course|before long|at the earliest)\b",
    r"尽快|尽早|稍后|近期|不日|第一时间|过几天|大概",
)
_SHOUTED = re.compile(r"[!！]{2,}|(?:\b[A-Z]{2,}\b[\s,]*){3,}")
_GAP = re.compile(r"\[[^\]\n]{1,60}\]|［[^］\n]{1,60}］|\{[^{}\n]{1,60}\}|_{3,}|\b[Xx]{3,}\b")
_PLAIN_YOU = re.compile(r"你")


def worries(body: str, next_step: str, verb: str, language: str) -> tuple[Worry, ...]:
    """What to look at once more in one message. `language` is the customer's: en or zh."""
    said = f"{body}\n{next_step}"
    hollow = verb in ANSWERS and _is_hollow(body)
    of_time = (Worry("hollow"),) if hollow else _of_time(said)
    return tuple(dict.fromkeys((*_of_words(said), *of_time, *_of_a_language(said, language))))


def _of_words(said: str) -> Iterator[Worry]:
    for code, pattern in (("gap", _GAP), ("harsh", _HARSH), ("shouted", _SHOUTED)):
        yield from (Worry(code, found[0].strip()) for found in pattern.finditer(said))


def _of_time(said: str) -> Iterator[Worry]:
    undated = [one for one in _SENTENCE.findall(said) if not _FIGURE.search(one)]
    yield from (Worry("vague", found[0]) for one in undated if (found := _VAGUE.search(one)))


def _is_hollow(body: str) -> bool:
    sentences = [one for one in _SENTENCE.findall(body) if one.strip()]
    return bool(sentences) and not any(map(_says_something, sentences))


def _says_something(sentence: str) -> bool:
    """A figure or a date does, and so does a clause that is neither polite nor hollow."""
    clauses = [one for one in _CLAUSE.findall(sentence) if _LETTER.search(one)]
    said = [one for one in clauses if not (_POLITE.search(one) or _HOLLOW.search(one))]
    return bool(said or _FIGURE.search(sentence))


def _of_a_language(said: str, language: str) -> Iterator[Worry]:
    letters, han = len(_LETTER.findall(said)), len(_HAN.findall(said))
    mostly_han = han * 2 > letters
    if letters >= FEW and mostly_han != (language == "zh"):
        yield Worry("other_language")
    if language == "zh" and _PLAIN_YOU.search(said):
        yield Worry("plain_you", "你")
