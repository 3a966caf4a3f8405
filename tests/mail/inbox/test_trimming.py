"""What is new in an answer, without the letter it answers: as the programs people use here write it."""

import time

import pytest

from portal.mail.inbox.trimming import parted

NEW = "The second leg is broken, too.\nPlease call me."
NEU = "第二条桌腿也坏了。\n请给我打电话。"
LETTER = "We have read your complaint K7Q-3FM-9.\n\nYou hear from us by tomorrow."


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


MARKED = marked(LETTER)
CARE = "客服 <care@example.com>"

PROGRAMS = {
    "Gmail": f"{NEW}\n\nOn Thu, Aug 20, 2026 at 10:00 AM Care <care@example.com> wrote:\n\n{MARKED}\n",
    "Gmail, broken line": f"{NEW}\n\nOn Thu, Aug 20, 2026 at 10:00 AM Care\n<care@example.com> wrote:\n\n{MARKED}",
    "Gmail in Chinese": f"{NEU}\n\nCare <care@example.com> 于2026年8月20日周四 10:00写道：\n\n{MARKED}",
    "Apple Mail": f"{NEW}\n\n> On 20 Aug 2026, at 10:00, Care <care@example.com> wrote:\n> \n{MARKED}\n",
    "iPhone in Chinese": f"{NEU}\n\n发自我的 iPhone\n\n> 在 2026年8月20日，10:00，{CARE} 写道：\n> \n{MARKED}",
    "iPhone": f"{NEW}\n\nSent from my iPhone\n\n> On Aug 20, 2026, at 10:00 AM, Care wrote:\n{MARKED}",
    "Outlook": f"{NEW}\n\n________________________________\nFrom: Care <care@example.com>\n"
    f"Sent: Thursday, August 20, 2026\n"
    f"To: Kim\nSubject: Your complaint\n\n{LETTER}",
    "Outlook, old": f"{NEW}\n\n-----Original Message-----\nFrom: Care\nSent: Thursday\n\n{LETTER}",
    "Outlook in Chinese": f"{NEU}\n\n发件人: {CARE}\n发送时间: 2026年8月20日 10:00\n收件人: 李\n主题: 投诉\n\n{LETTER}",
    "Outlook on a telephone": f"{NEW}\n\nGet Outlook for iOS\n________________________________\n"
    f"From: Care\nSent: Thu\n\n{LETTER}",
    "QQ mail": f'{NEU}\n\n\n------------------ 原始邮件 ------------------\n发件人: "客服" <care@example.com>;\n'
    f'发送时间: 2026年8月20日(星期四) 上午10:00\n收件人: "李"<li@example.com>;\n主题: 投诉\n\n{LETTER}',
    "QQ mail, new": f"{NEU}\n\n\n       原始邮件\n      \n发件人：{CARE}\n发件时间：2026年8月20日 10:00\n\n{LETTER}",
    "163": f'{NEU}\n\n\n\n\nAt 2026-08-20 10:00:00, "客服" <care@example.com> wrote:\n\n{LETTER}',
    "163 in Chinese": f'{NEU}\n\n\n\n在 2026-08-20 10:00:00，"客服" <care@example.com> 写道：\n\n{LETTER}',
    "163 on a telephone": f"{NEU}\n\n发自我的网易邮箱大师\n\n---- 回复的原邮件 ----\n"
    f"| 发件人 | 客服 |\n| 日期 | 2026年8月20日 |\n\n{LETTER}",
    "163 in English": f"{NEW}\n\n---- Replied Message ----\n| From | Care |\n| Date | 08/20/2026 |\n\n{LETTER}",
    "Foxmail": f"{NEU}\n\n\n\n李\n \n发件人： 客服\n发送时间： 2026-08-20 10:00\n收件人： li\n主题： 投诉\n{LETTER}",
    "a signature": f"{NEW}\n\n-- \nKim Li\n+86 138 0000 0000\n",
    "beneath the letter": f"On Thu, Aug 20, 2026, Care wrote:\n{MARKED}\n\n{NEW}\n",
    "between the lines": f"{marked('We have read it.')}\nThe second leg is broken, too.\n"
    f"{marked('You hear from us.')}\nPlease call me.",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_only_what_is_new_is_taken(text):
    new, rest = parted(text)
    assert new.removesuffix("\n\n\n李").removesuffix("\n\n李") in (NEW, NEU)
    assert rest
    assert "We have read" not in new


@pytest.mark.parametrize("text", [
    NEW,
    "Your driver wrote: I come tomorrow.\nHe did not come.",
    "我在上封信里写道\n桌腿坏了。",
    "From: the shop to my house it took 9 days.",
    "发件人不明的快递我没有签收。",
    "In my letter I wrote:\nplease call me.",
    "On Monday I called. On Tuesday I wrote.",
    "--\nKim",
    "- one\n- two",
    "2026年8月20日我打了电话，你们的人说会写到记录里，没有写。",
])  # fmt: skip
def test_nothing_of_what_somebody_says_is_taken_for_a_quotation(text):
    assert parted(text) == (text, "")


@pytest.mark.parametrize("text", [marked(LETTER), f"-----Original Message-----\n{LETTER}", "> \n> yes"])
def test_an_answer_with_nothing_new_has_no_words(text):
    assert parted(text) == ("", text)


@pytest.mark.parametrize(
    "line", ["On 1 " * 100_000, "> " * 100_000, "-" * 200_000, "写道" * 100_000, "From: " * 50_000]
)
def test_no_line_of_a_stranger_takes_long(line):
    began = time.process_time()
    parted("\n".join([line, *["On 1 at 2 a b c"] * 3000]))
    assert time.process_time() - began < 1
