"""How a letter looks: its text as HTML. The text is the truth; this only sets it.

The first sentence leads, what people typed is set off, promises are a list, the link is a button, and what stands
beneath the link is the small print. Nothing is fetched from anywhere, and the colours are kept apart from pure black
and white, which mail programs turn into each other at night.
"""

import re

from portal.mail import paper
from portal.mail.draft import SURVEY
from portal.store.letter import Letter

LINK_LINE = re.compile(r"https?://[\x21-\x7e]+")
ITEM = re.compile(r"(?:- |\d\. )(.+)")
QUOTED = "  "
BUTTON = {
    "en": {"invite": "Choose a password", "reset": "Choose a password", SURVEY: "Tell us", "": "Open the page"},
    "zh": {"invite": "设置密码", "reset": "设置密码", SURVEY: "去评价", "": "打开页面"},
}
STOP = {"en": "Do not ask me again", "zh": "不再接收问卷"}


def html_of(letter: Letter, text: str) -> str:
    """The same words as HTML: paragraphs, lists, quoted words, the link as a button."""
    buttons = BUTTON.get(letter.language, BUTTON["en"])
    return paper.html(
        language={"zh": "zh-CN"}.get(letter.language, letter.language),
        subject=letter.subject,
        button=buttons.get(letter.kind, buttons[""]),
        stop=STOP.get(letter.language, STOP["en"]) if letter.kind == SURVEY else "",
        blocks=_set(re.split(r"\n{2,}", text.strip("\n"))),
    )


def _set(parts: list[str]) -> list[dict]:
    """Each part with its sort; the first leads, and beneath the link the print is small."""
    blocks = [{"leads": False} | _block(part) for part in parts]
    blocks[0]["leads"] = blocks[0]["sort"] == "paragraph"
    linked = False
    for block in blocks:
        block["small"] = linked
        if linked and block["sort"] == "link" and "/unsubscribe/" in block["lines"][0]:
            block["sort"] = "stop"
        linked = linked or block["sort"] == "link"
    if sum(block["sort"] == "link" for block in blocks) > 1:  # the links of several cases: all of them are the letter
        blocks = [block | {"small": False} for block in blocks]
    return blocks


def _block(part: str) -> dict:
    lines = part.split("\n")
    if len(lines) == 1 and LINK_LINE.fullmatch(part):
        return {"sort": "link", "lines": lines}
    if all(line.startswith(QUOTED) for line in lines):
        return {"sort": "words", "lines": [line.removeprefix(QUOTED) for line in lines]}
    heading = [line for line in lines if not ITEM.fullmatch(line)]
    items = [found[1] for line in lines if (found := ITEM.fullmatch(line))]
    if items and len(heading) <= 1 and lines[: len(heading)] == heading:
        return {"sort": "list", "lines": heading, "items": items, "counted": lines[-1][0].isdigit()}
    return {"sort": "paragraph", "lines": lines}
