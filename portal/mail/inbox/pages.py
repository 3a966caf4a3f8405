"""A mail that was written as a page, as text: paragraphs, lists, and what is quoted behind “> ”."""

import re
from html.parser import HTMLParser

BREAKS = {"p", "div", "br", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "section"}
SILENT = {"script", "style", "title", "template"}
#: How mail programs mark what they quote: by the class or the id of its block.
QUOTES = re.compile(r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|qmail_quote|ntes_quote)\b")


def text_of(page: str) -> str:
    """What a reader of this page sees."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """`open` are the blocks we are in, each with whether it quotes; `lines` those that are finished."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.open: list[tuple[str, bool]] = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        if tag in SILENT:
            self.silent += 1
        if tag in BREAKS or tag in ("blockquote", "li"):
            self._end_line()
        if tag in ("blockquote", "div"):
            marks = " ".join(value or "" for name, value in attributes if name in ("class", "id"))
            self.open.append((tag, tag == "blockquote" or bool(QUOTES.search(marks))))
        if tag == "li":
            self.line = "- "
        if tag in ("td", "th"):
            self.line += " "

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in BREAKS or tag in ("blockquote", "li"):
            self._end_line(paragraph=tag in ("p", "blockquote"))
        if any(one == tag for one, _quotes in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if not self.silent:
            words = re.sub(r"[ \t\r\n\f]+", " ", data)
            self.line += words if self.line else words.lstrip()

    def text(self) -> str:
        self._end_line()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def _end_line(self, paragraph: bool = False) -> None:
        quote = "> " * min(5, sum(quotes for _tag, quotes in self.open))
        if self.line.strip():
            self.lines.append(f"{quote}{self.line.strip()}")
            if paragraph:
                self.lines.append(quote.rstrip())
        elif self.lines and self.lines[-1]:
            self.lines.append(quote.rstrip())
        self.line = ""
