"""What somebody newly wrote, without the letter he answers and without his signature.

Our own rules, line by line and each in one pass: the libraries for this (mail-parser-reply, email-reply-parser, talon)
know the European programs better than QQ mail, 163 and Foxmail, and search a whole stranger's mail with patterns that
can take minutes. Nothing is lost by a wrong cut: what was cut off is shown folded beneath, and the original is kept.
"""

import re

from portal.core.cleaning import says_something

LINE = 400  # no line that begins a quotation is longer

#: The line with which a program begins what it quotes without marks: all that follows is quoted.
ORIGINAL = re.compile(
    r"[-_=*\s>]{0,60}(original message|original appointment|forwarded message|begin forwarded message|replied message"
    r"|reply to message|ursprüngliche nachricht|message d'origine|mensaje original"
    r"|原始邮件|原邮件|回复的原邮件|转发的邮件|转发邮件信息|原始郵件|回复邮件)[-_=*\s:：]{0,60}",
    re.IGNORECASE,
)
#: “On …, Kim wrote:”, “在 2026年8月20日，客服 写道：”, “At 2026-08-20 10:00:00, "Care" <…> wrote:”, “… 于 …写道：”
WROTE = re.compile(
    r"[>\s]*((on|at|am|le|el)\b.{3,300}\b(wrote|schrieb|a écrit|escribió)\b.{0,80}[:：]"
    r"|(在|于|於)?\s?.{3,300}(写道|寫道|写到|的邮件中写道)\s?[:：]?)\s*",
    re.IGNORECASE,
)
BEGINS_WROTE = re.compile(r"[>\s]*((on|at|am|le|el)\s.*\d|(在|于|於)\s?.*\d)", re.IGNORECASE)
#: The heading of a quoted letter: two such lines one after the other.
HEADING = re.compile(
    r"[>*\s]*\**(from|sent|to|cc|date|subject|reply-to|von|gesendet|an|betreff|de|envoyé|à|objet"
    r"|发件人|發件人|寄件者|发送时间|发送日期|寄件日期|时间|日期|收件人|收件者|抄送|主题|主題|主旨)\s?\**\s?[:：].*",
    re.IGNORECASE,
)
HEADING_BEGINS = re.compile(r"[>*\s]*\**(from|von|de|发件人|發件人|寄件者)\s?\**\s?[:：].*", re.IGNORECASE)
QUOTED = re.compile(r"\s{0,3}(>|\|\s)")
RULE = re.compile(r"\s*[_\-—=]{8,}\s*")
#: What a telephone or a program writes beneath every mail.
SENT_FROM = re.compile(
    r"\s*[-—]*\s*(sent from (my )?.{2,40}|get outlook for .{2,20}|von meinem .{2,30} gesendet"
    r"|发自我的.{1,30}|发自.{0,4}(网易邮箱大师|iphone|华为手机|小米手机|我的手机).{0,20}|来自.{0,10}(邮箱|手机|iphone|ipad).{0,12}"
    r"|從我的.{1,20}傳送|本邮件由.{1,40}发出)\s*[。.]?\s*",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"--\s?")


def parted(text: str) -> tuple[str, str]:
    """(what is new, what was cut off). Where nothing would be left, nothing is cut off."""
    lines = text.split("\n")
    end = _quotation(lines)
    end = min(end, _signature(lines[:end]))
    kept, cut = _without_quotes(lines[:end])
    new = "\n".join(_without_postscript(kept)).strip("\n ")
    if not says_something(new):
        return ("", text) if _all_quoted(lines) else (text.strip(), "")
    rest = "\n".join([*cut, *lines[end:]]).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", new), rest


def _quotation(lines: list[str]) -> int:
    """The line at which a quotation without marks begins; the end where there is none.

    A heading or “wrote:” beneath which every line is marked is not meant: what follows the marks may be his answer.
    """
    for n, line in enumerate(lines):
        if len(line) > LINE:
            continue
        if ORIGINAL.fullmatch(line) or _is_heading(lines, n):
            return n - 1 if n and RULE.fullmatch(lines[n - 1]) else n
        if (length := _wrote(lines, n)) and not _marked_after(lines, n + length):
            return n
    return len(lines)


def _is_heading(lines: list[str], n: int) -> bool:
    """“From: …” and beneath it another line of a heading, with at most an empty one between."""
    if not HEADING_BEGINS.fullmatch(lines[n]):
        return False
    below = [line for line in lines[n + 1 : n + 3] if line.strip()]
    return bool(below) and bool(HEADING.fullmatch(below[0][:LINE]))


def _wrote(lines: list[str], n: int) -> int:
    """Over how many lines “On …, … wrote:” stands here: programs break it; 0 where it does not."""
    if _says_who_wrote(lines[n]):
        return 1
    if not BEGINS_WROTE.match(lines[n]):
        return 0
    for length in (2, 3):
        if _says_who_wrote(" ".join(lines[n : n + length])[:LINE]):
            return length
    return 0


def _says_who_wrote(line: str) -> bool:
    """Programs name the day or the address; a customer who tells what somebody wrote seldom does."""
    return bool(WROTE.fullmatch(line)) and bool(re.search(r"\d|@", line))


def _marked_after(lines: list[str], n: int) -> bool:
    following = next((line for line in lines[n:] if line.strip()), "")
    return bool(QUOTED.match(following))


def _without_quotes(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines that are his own, and those that are marked as quoted, with what introduces them."""
    kept, cut, n = [], [], 0
    while n < len(lines):
        length = _wrote(lines, n) if len(lines[n]) <= LINE else 0
        if length and _marked_after(lines, n + length):
            cut += lines[n : n + length]
            n += length
        else:
            (cut if QUOTED.match(lines[n]) else kept).append(lines[n])
            n += 1
    return kept, cut


def _signature(lines: list[str]) -> int:
    """Where “-- ” stands alone, and not at the very beginning."""
    marks = [n for n, line in enumerate(lines) if SIGNATURE.fullmatch(line)]
    return next((n for n in marks if says_something("".join(lines[:n]))), len(lines))


def _without_postscript(lines: list[str]) -> list[str]:
    kept = list(lines)
    while kept and (not kept[-1].strip() or (len(kept[-1]) <= LINE and SENT_FROM.fullmatch(kept[-1]))):
        kept.pop()
    return kept


def _all_quoted(lines: list[str]) -> bool:
    """Whether there is a quotation at all, so that nothing new is the truth."""
    return _quotation(lines) < len(lines) or any(QUOTED.match(line) for line in lines)
