"""A test client that reads every HTML page it fetches, as a visitor with a keyboard or a screen reader would.

A page that fails is no failure of the one test that happened to fetch it: the message says how to mend the page.
"""

import re
from collections.abc import Iterator
from html import unescape

from flask.testing import FlaskClient

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
TOKENS = {"csrf_token", "ticket"}
#: What these do, the address alone allows: no cookie gives a right that another site could misuse.
UNGUARDED = re.compile(r"/find|/s/[^/]+/open|/survey/[^/]+")
TOKEN = re.compile(r'"[\w.-]{24,}', re.ASCII)
MARK = re.compile(
    r"""<!--.*?-->|<![^>]*>|</(?P<closes>[a-zA-Z][^\s/>]*)[^>]*>
    |<(?P<opens>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*?)(?P<empty>/?)>""",
    re.DOTALL | re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_judged: dict[str, list[str]] = {}


class HouseClient(FlaskClient):
    """`client.get(url, read=False)` fetches without reading: for pages that are wrong on purpose."""

    def open(self, *args, read: bool = True, **kwargs):
        kwargs.setdefault("buffered", True)  # read to the end and closed, as a browser does with files too
        response = super().open(*args, **kwargs)
        if read and response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            faults = judged(response.get_data(as_text=True))
            path = response.request.path
            assert not faults, "\n".join([f"The page {path} has faults a visitor would feel:", *faults])
        return response


def judged(html: str) -> list[str]:
    """The faults of this page; a page that differs only in its tokens is read once."""
    known = TOKEN.sub("", html)
    if known not in _judged:
        _judged[known] = faults_of(html)
    return _judged[known]


def faults_of(html: str) -> list[str]:
    """A sentence for each fault of this page, with what to do; a fragment (no `<html>`) is not judged as a page."""
    page = Page(html)
    checks = [nesting, ids, labels, names, images, forms, inline, targets]
    if page.find("html"):
        checks += [heading, title, language]
    return [f"- {fault}" for check in checks for fault in check(page)]


class Element:
    __slots__ = ("attributes", "begins", "ends", "page", "parent", "tag")

    def __init__(self, page: "Page", tag: str, attributes: dict, parent: "Element | None", begins: int):
        self.page, self.tag, self.attributes, self.parent = page, tag, attributes, parent
        self.begins, self.ends = begins, None  # where its content does

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def __str__(self) -> str:
        some = "".join(
            f' {k}="{v}"' for k, v in self.attributes.items() if k in ("id", "name", "class", "action", "href")
        )
        return f"<{self.tag}{some}>"

    @property
    def text(self) -> str:
        return unescape(MARK.sub("", self.page.html[self.begins : self.ends]))

    def around(self) -> Iterator["Element"]:
        """The elements it stands in, the nearest first."""
        parent = self.parent
        while parent:
            yield parent
            parent = parent.parent

    def inside(self, *tags: str) -> "Element | None":
        return next((parent for parent in self.around() if parent.tag in tags), None)

    def within(self, other: "Element") -> bool:
        return any(parent is other for parent in self.around())


class Page:
    """The elements of a page in order, each with its attributes, its text and those around it."""

    def __init__(self, html: str):
        self.html = html
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.unbalanced: list[str] = []
        self._tagged: dict[str, list[Element]] = {}
        self._read()

    def find(self, *tags: str) -> list[Element]:
        found = [element for tag in tags for element in self._tagged.get(tag, ())]
        return sorted(found, key=lambda element: element.begins)

    def _read(self) -> None:
        """As browsers do, but for what our templates never write: a tag is `<` with a letter, or `</` with one."""
        for mark in MARK.finditer(self.html):
            closes, opens, attributes, empty = mark.groups()
            if opens:
                self._begin(opens.lower(), attributes, mark.end(), bool(empty))
            elif closes:
                self._end(closes.lower(), mark.start())

    def _begin(self, tag: str, attributes: str, at: int, empty: bool) -> None:
        found = {name.lower(): unescape(one or two or bare) for name, one, two, bare in ATTRIBUTE.findall(attributes)}
        element = Element(self, tag, found, self.open[-1] if self.open else None, at)
        self.elements.append(element)
        self._tagged.setdefault(tag, []).append(element)
        if tag in VOID or empty:
            element.ends = at
        else:
            self.open.append(element)

    def _end(self, tag: str, at: int) -> None:
        if self.open and self.open[-1].tag == tag:
            self.open.pop().ends = at
        elif tag not in VOID:
            self.unbalanced.append(f"</{tag}> after {self.elements[-1] if self.elements else 'nothing'}")


def nesting(page: Page):
    for place in page.unbalanced:
        yield f"{place} closes nothing that is open: balance the tags around it."
    if page.open:
        yield f"{page.open[-1]} is never closed."


def heading(page: Page):
    found = page.find("h1")
    if len(found) != 1:
        yield f"There are {len(found)} <h1>: a page has one, that says what it is."
    elif not found[0].text.strip():
        yield "The <h1> is empty: say what the page is."


def title(page: Page):
    found = [element for element in page.find("title") if not element.inside("svg")]
    if len(found) != 1 or not found[0].text.strip():
        yield "Give the page one <title> with words: it is what the tab and the history show."


def language(page: Page):
    if page.find("html")[0]["lang"] not in ("en", "zh-CN"):
        yield 'Give <html> its lang ("en" or "zh-CN"): a screen reader chooses its voice by it.'


def ids(page: Page):
    seen: set[str] = set()
    for element in page.elements:
        if "id" in element and (element["id"] in seen or not element["id"].strip()):
            yield f"The id “{element['id']}” is there twice or empty ({element}): labels and links lose their way."
        seen.add(element["id"])
    for element in page.elements:
        named = f"{element['aria-describedby']} {element['aria-labelledby']} {element['aria-controls']}".split()
        for name in set(named) - seen:
            yield f"{element} refers to the id “{name}”, which is not on the page."


def labels(page: Page):
    labelled = {label["for"] for label in page.find("label")}
    for field in page.find("input", "select", "textarea"):
        named = field["id"] in labelled or field.inside("label") or field["aria-label"] or field["aria-labelledby"]
        if field["type"] not in UNLABELLED and not named:
            yield f"{field} has no label: write <label for=…> with its words."
    known = {element["id"] for element in page.elements}
    for label in page.find("label"):
        if label["for"] and label["for"] not in known:
            yield f"A label is for “{label['for']}”, which is not on the page."


def names(page: Page):
    """Buttons and links say what they do."""
    for element in page.find("button", "a"):
        image = any(image["alt"] for image in page.find("img") if image.within(element))
        if not (element.text.strip() or element["aria-label"] or element["aria-labelledby"] or image):
            yield f"{element} says nothing: give it words, or an aria-label."


def images(page: Page):
    for image in page.find("img"):
        if "alt" not in image:
            yield f'{image} has no alt: say what it shows, or alt="" if it only decorates.'
    for drawing in page.find("svg"):
        named = drawing["aria-label"] or drawing["aria-labelledby"] or drawing["aria-hidden"] == "true"
        if not (named or drawing.inside("svg")):
            yield 'An <svg> has neither a name (role="img" aria-label=…) nor aria-hidden="true".'


def forms(page: Page):
    for form in page.find("form"):
        fields = {field["name"] for field in page.find("input") if field.within(form)}
        if "action" not in form and form["method"] != "dialog":
            yield f"{form} has no action: name the address it goes to."
        if form["method"].lower() == "post" and not (fields & TOKENS or UNGUARDED.fullmatch(form["action"])):
            yield f"{form} posts without csrf_token or ticket."
        if form["method"].lower() != "post" and fields & TOKENS:
            yield f"{form} shows its token in the address: use method=post, or leave the token out."
        if not any(b.within(form) for b in page.find("button")) and not fields & {"submit"}:
            yield f"{form} has no <button>: without a mouse it cannot be sent."


def inline(page: Page):
    """The content security policy drops these without a word."""
    for element in page.elements:
        if "style" in element or (element.tag == "style" and not element.inside("svg")):
            yield f"{element} carries its own style: use a class of static/."
        if element.tag == "script" and "src" not in element and element["type"] != "application/ld+json":
            yield "A <script> without src does not run under our policy: make it a module in static/."
        for handler in [name for name in element.attributes if name.startswith("on")]:
            yield f"{element} has {handler}=: listen in a module in static/."
        if element["href"].strip().lower().startswith("javascript:"):
            yield f"{element} leads to javascript:."


def targets(page: Page):
    """Links within the page arrive."""
    known = {element["id"] for element in page.elements} | {"", "top"}
    for link in page.find("a"):
        if link["href"].startswith("#") and link["href"][1:] not in known:
            yield f"{link} leads to an id that is not on the page."
