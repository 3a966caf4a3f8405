"""Everything a person reads is there in Chinese: the catalogue against the sources, the sources against literals."""

import ast
import importlib.util
import re
import tomllib
from collections import Counter

import pytest
from flask_babel import force_locale
from flask_wtf import FlaskForm
from jinja2 import nodes
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import Email, InputRequired, Length

from tests.house import FILES, ROOT, TEMPLATES
from tests.house import nodes as all_in
from tests.house import page as taken_apart

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
CHINESE = "[\u4e00-\u9fff]"
#: The same in both languages.
SAME = {"PDF", "%(size)s MB", "%(size)s kB", "%(yours)s %(reference)s"}
#: Shows how a line of a guarantee's own file is written.
QUOTED = re.compile(r'\w+ = "')
#: One thing, one word: what is not said, and what is said instead.
WORDS = {
    "你": "您",
    "案件": "个案",
    "工单": "个案",
    "期限": "时限",
    "截止": "时限",
    "专属": "进度链接",
    "升级处理": "请主管介入",
    "补偿": "补救",
    "违诺": "失约",
}
ALLOWED = {"可以重新办理的期限已过": "时限"}


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def chinese(tool):
    return tool.catalogue(tool.PO)


def pairs(catalogue):
    """(English, Chinese) of each message, a plural by each of its English forms."""
    for message in catalogue:
        for english in message.id if isinstance(message.id, tuple) else (message.id,):
            told = message.string if isinstance(message.string, str) else message.string[0]
            if english:
                yield english, told


def letters():
    return {file: file.read_text("utf-8") for file in sorted((TEMPLATES / "letters" / "zh").iterdir())}


def shipped():
    """What the guarantees, questionnaires and calendars that ship say in Chinese."""
    for file in sorted((ROOT / "portal" / "guarantees").rglob("*.toml")):
        yield from _in_chinese(tomllib.loads(file.read_text("utf-8")))


def _in_chinese(told):
    if isinstance(told, dict):
        yield from [told["zh"]] if "zh" in told else ()
    for value in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _in_chinese(value)


# --- the catalogue


def test_the_catalogue_is_in_step_with_the_sources(tool, chinese, monkeypatch):
    monkeypatch.chdir(ROOT)
    source = tool.extracted()
    missing = list(tool.untranslated(source, chinese))
    assert not missing, "\n".join(["Write these in Chinese, then `make translations`:", *missing])
    gone = [message.id for message in chinese if message.id and source.get(message.id) is None]
    assert not gone, f"Nothing says these any more; `make translations` takes them out: {gone}"
    assert not chinese.obsolete, "`make translations` takes out what nothing says any more."


def test_the_compiled_catalogue_is_that_of_the_text(tool, chinese):
    assert tool.MO.read_bytes() == tool.compiled(chinese), (
        "Run `make translations`: messages.mo is older than the text."
    )


def test_nothing_is_empty_or_a_guess(chinese):
    wrong = [message.id for message in chinese if message.id and (message.fuzzy or not message.string)]
    assert not wrong, f"Write these in Chinese: {wrong}"
    assert chinese.num_plurals == 1


def test_each_placeholder_is_kept(chinese):
    wrong = [
        (e, z) for e, z in pairs(chinese) if _placeholders(e) - _placeholders(z) or _placeholders(z) - _placeholders(e)
    ]
    assert not wrong, f"A placeholder is lost or made up: {wrong}"


def test_a_percent_sign_is_doubled(chinese):
    """A template fills in each of its sentences, even where there is nothing to fill in."""
    wrong = [text for pair in pairs(chinese) for text in pair if "%" in PLACEHOLDER.sub("", text)]
    assert not wrong, f"Write %%: {wrong}"


def _placeholders(text: str) -> Counter:
    return Counter(PLACEHOLDER.findall(text))


def test_what_stays_english_is_meant_to(chinese):
    same = {english for english, told in pairs(chinese) if english == told}
    assert same == SAME


# --- how Chinese is set


MARKS = {
    "marks": (f"{CHINESE}[,;:!?()]|[,;:!?()]{CHINESE}", "Between Chinese words stand full-width marks: ，；：！？（）"),
    "stop": (f"{CHINESE}\\.(?!\\w)", "A Chinese sentence ends with 。"),
    "figures": (
        rf"{CHINESE} +\d+{CHINESE}|(?<![\w. -])\d+ +{CHINESE}",
        "No space between figures and words: 3个工作小时",
    ),
    "spaces": (f"{CHINESE} +{CHINESE}", "No space between Chinese words"),
    "latin": (f"{CHINESE}[A-Za-z]|[A-Za-z]{CHINESE}", "A space between Latin letters and Chinese words: PDF 或图片"),
    "quotes": ("['\"]", "Quotation marks are “”"),
}


@pytest.mark.parametrize("mark", MARKS)
def test_the_marks_are_chinese(chinese, mark):
    pattern, rule = MARKS[mark]
    texts = [PLACEHOLDER.sub(_stands_for, told) for english, told in pairs(chinese) if not QUOTED.search(english)]
    texts += [_said(line) for text in letters().values() for line in text.splitlines()]
    texts += shipped()
    wrong = [text for text in texts if re.search(pattern, text)]
    assert not wrong, f"{rule}: {wrong}"


def _stands_for(placeholder: re.Match) -> str:
    """Amounts become a figure; what else is filled in may be of any kind."""
    return "3" if placeholder[0] == "%(num)d" else "\0"


def _said(line: str) -> str:
    """A line of a letter without its instructions."""
    return re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}|\".*?\"", "\0", line)


@pytest.mark.parametrize(("word", "instead"), WORDS.items())
def test_one_word_for_each_thing(chinese, word, instead):
    texts = [*(told for _, told in pairs(chinese)), *letters().values(), *shipped()]
    wrong = [text for text in texts if word in text and not any(phrase in text for phrase in ALLOWED)]
    assert not wrong, f"We say {instead}, not {word}: {wrong}"


# --- what is said without asking the catalogue


SPEAKING = {"_", "_l", "gettext", "ngettext", "lazy_gettext"}
#: Whose first argument, or `message`, a person reads.
TOLD = {"flash", "ValidationError", "StopValidation", "Needed", "InputRequired", "DataRequired", "Length", "notice"}
FIELD = re.compile(r"[A-Z]\w*Field|choice|SelectChoice")
SENTENCE = re.compile(r"[A-Z][a-z’]+(\W|$)")


def test_no_form_speaks_past_the_catalogue():
    modules = [module for module in FILES if module.startswith(("portal.web", "portal.words", "portal.actions"))]
    wrong = [f"{module}:{line}: {text}" for module in modules for line, text in _spoken_literals(module)]
    assert not wrong, "\n".join(["Ask the catalogue, _('…') or _l('…'):", *wrong])


def _spoken_literals(module: str):
    for call in (node for node in all_in(module) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in TOLD or FIELD.fullmatch(name):
            said = [
                *call.args[:3],
                *(word.value for word in call.keywords if word.arg in ("message", "label", "description")),
            ]
            yield from ((node.lineno, node.value) for node in said if _reads_as_a_sentence(node))


def _reads_as_a_sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SENTENCE.match(node.value))


PAGES = [file for file in sorted(TEMPLATES.rglob("*.html")) if "letters" not in file.parts]
ATTRIBUTES = re.compile(r"""\b(?:aria-label|alt|placeholder|title)=["']([^"'{]*[A-Za-z]{2}[^"'{]*)["']""")
#: Names that are the same in every language.
NAMES = re.compile(r"SHA-256|JSON|CSV")


@pytest.mark.parametrize("page", PAGES, ids=lambda file: file.relative_to(TEMPLATES).as_posix())
def test_no_page_speaks_past_the_catalogue(page):
    source = page.read_text("utf-8")
    wrong = [*_bare_words(source), *ATTRIBUTES.findall(source), *_bare_arguments(taken_apart(page))]
    assert not wrong, f"Ask the catalogue, {{{{ _('…') }}}}: {wrong}"


def _bare_words(source: str) -> list[str]:
    """What stands between the tags of a page as plain text."""
    said = re.sub(r"{% block (main|body)_class %}.*?{% endblock %}", "", source)
    said = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "\0", said, flags=re.DOTALL)
    said = re.sub(r"<!--.*?-->|<(svg|script|style)\b.*?</\1>|<[^>]*>", "\0", said, flags=re.DOTALL)
    texts = [text.strip() for text in said.split("\0") if not text.endswith('="')]
    return [text for text in texts if re.search(f"[A-Za-z]{{2}}|{CHINESE}", NAMES.sub("", text))]


def _bare_arguments(page: nodes.Template) -> list[str]:
    """Sentences that a macro is given without asking the catalogue."""
    asked = [call for call in page.find_all((nodes.Call, nodes.Getitem)) if _speaks(call)]
    known = {id(text) for call in asked for text in call.find_all(nodes.Const)}
    texts = [text.value for text in page.find_all(nodes.Const) if id(text) not in known and isinstance(text.value, str)]
    return [text for text in texts if SENTENCE.match(text) and not text.endswith("Field")]


def _speaks(call: nodes.Call | nodes.Getitem) -> bool:
    """Whether the texts in it are looked up: in the catalogue, or as the name of a thing."""
    return isinstance(call, nodes.Getitem) or (isinstance(call.node, nodes.Name) and call.node.name in SPEAKING)


# --- WTForms


class Asked(FlaskForm):
    """Fields without a sentence of ours."""

    class Meta:
        csrf = False

    needed = StringField(validators=[InputRequired()])
    number = IntegerField()
    chosen = RadioField(choices=[SelectChoice("a", "a")])
    short = StringField(validators=[Length(max=1)])
    address = StringField(validators=[Email()])


def test_what_wtforms_says_by_itself_is_chinese(house):
    typed = MultiDict({"needed": "", "number": "x", "chosen": "b", "short": "long", "address": "no"})
    with house.test_request_context(), force_locale("zh"):
        form = Asked(typed)
        form.validate()
        wrong = {name: told for name, told in form.errors.items() if not re.search(CHINESE, "".join(map(str, told)))}
        assert set(form.errors) == set(typed)
    assert not wrong
