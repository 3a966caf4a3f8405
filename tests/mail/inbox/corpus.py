"""Mail as programs really write it, made up here line by line: nobody ever sent any of these."""

import base64
import struct
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO

from PIL import Image

KIM = "Kim Li <kim@example.com>"
CARE = "reply@example.com"
CHINESE = "快递说周六送到，到今天还没有消息。请尽快答复，谢谢！"
WHEN = "Thu, 20 Aug 2026 10:30:00 +0800"


def picture(kind: str = "PNG", side: int = 12) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), (200, 60, 60)).save(out, kind)
    return out.getvalue()


def raw(*headers: str, body: bytes | str = "", **usual: str) -> bytes:
    """A mail written by hand: the usual headers, these, and the body as it is."""
    facts = {"From": KIM, "To": CARE, "Subject": "Re: Your complaint", "Date": WHEN, "Message-ID": "<m1@example.com>"}
    lines = [f"{name}: {value}" for name, value in (facts | {k.replace("_", "-"): v for k, v in usual.items()}).items()]
    head = "\r\n".join([*(line for line in lines if not line.endswith(": ")), *headers])
    body = body.encode() if isinstance(body, str) else body
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def plain(text: str = "The second leg is broken, too.", **usual: str) -> bytes:
    return raw("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", body=text, **usual)


def gb18030(named: str = "gb18030", **usual: str) -> bytes:
    """Foxmail: everything in GB, the subject cut in the middle of a character."""
    octets = "回复：桌腿坏了".encode("gb18030")
    words = [f"=?{named}?B?{base64.b64encode(part).decode()}?=" for part in (octets[:5], octets[5:])]
    body = base64.encodebytes(CHINESE.encode("gb18030"))
    kind = f'Content-Type: text/plain; charset="{named}"'
    return raw(kind, "Content-Transfer-Encoding: base64", body=body, Subject="\r\n ".join(words), **usual)


def eight_bit_subject() -> bytes:
    """An old program that writes GB into the header as it is."""
    message = plain(CHINESE, Subject="SUBJECT")
    return message.replace(b"SUBJECT", "桌腿坏了".encode("gb18030"))


def quoted_printable() -> bytes:
    message = MIMEText("", "plain", "utf-8")
    del message["Content-Transfer-Encoding"]
    message["Content-Transfer-Encoding"] = "quoted-printable"
    octets = "".join(f"={octet:02X}" for octet in CHINESE.encode())
    lines = [octets[n : n + 72] + "=" for n in range(0, len(octets), 72)]
    message.set_payload("\n".join(lines)[:-1] + "\n")
    return headed(message)


def only_a_page(page: str | None = None) -> bytes:
    """QQ mail: a page, and no text beside it."""
    page = page or (
        "<html><head><style>p {color: red}</style><title>No</title></head><body>"
        f"<div>{CHINESE}</div><ul><li>First<li>Second</ul><script>alert(1)</script>"
        "<blockquote><div>We wrote <b>this</b></div></blockquote></body></html>"
    )
    return headed(MIMEText(page, "html", "utf-8"))


def with_files(*files: tuple[str, bytes, str], text: str = "Here it is.") -> bytes:
    """(name, content, type) of each."""
    message = EmailMessage()
    message.set_content(text)
    for name, data, kind in files:
        message.add_attachment(data, *kind.split("/"), filename=name)
    return headed(message)


def inline_pictures() -> bytes:
    """Outlook and the mail of a telephone: the picture stands in the page, and has no name."""
    page = MIMEText('<p>See the leg:</p><img src="cid:leg"><p>Kim</p>', "html", "utf-8")
    leg = MIMEImage(picture("JPEG"), "jpeg")
    leg["Content-ID"] = "<leg>"
    leg["Content-Disposition"] = "inline"
    related = MIMEMultipart("related")
    related.attach(page)
    related.attach(leg)
    both = MIMEMultipart("alternative")
    both.attach(MIMEText("See the leg:\n[cid:leg]\nKim", "plain", "utf-8"))
    both.attach(related)
    return headed(both)


def winmail() -> bytes:
    """Outlook that thinks the reader has Outlook: one picture, wrapped."""
    message = MIMEMultipart("mixed")
    message.attach(MIMEText("The picture is attached.", "plain", "utf-8"))
    wrapped = MIMEApplication(tnef(("LEG~1.PNG", "The broken leg 桌腿.png", picture())), "ms-tnef")
    wrapped["Content-Disposition"] = 'attachment; filename="winmail.dat"'
    message.attach(wrapped)
    return headed(message)


def tnef(*files: tuple[str, str, bytes]) -> bytes:
    """(short name, long name, content) of each file, as Outlook wraps them."""
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    for short, long, content in files:
        name = long.encode("utf-16-le") + b"\0\0"
        one = struct.pack("<HHI", 0x0003, 0x0E20, len(content))  # its size, a plain number
        two = struct.pack("<HHII", 0x001F, 0x3707, 1, len(name)) + name + b"\0" * (-len(name) % 4)
        out += attribute(2, 0x00069002, b"\0" * 14)
        out += attribute(2, 0x00018010, short.encode() + b"\0")
        out += attribute(2, 0x0006800F, content)
        out += attribute(2, 0x00069005, struct.pack("<I", 2) + one + two)
    return out


def attribute(level: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def a_mail_within(words: str = "See what they wrote to me.") -> bytes:
    """Forwarded as an attachment."""
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Your parcel", "carrier@example.net"
    inner.set_content("It is lost.")
    message = EmailMessage()
    message.set_content(words)
    message.add_attachment(inner)
    return headed(message)


def large(octets: int) -> bytes:
    """A photograph of a modern telephone, or worse."""
    line = base64.b64encode(b"\0" * 54) + b"\n"
    parts = (
        b"--x\nContent-Type: text/plain\n\nA large one.\n--x\nContent-Type: image/jpeg; name=photo.jpg\n",
        b"Content-Transfer-Encoding: base64\n\n/9j/4AAA\n",
        line * (octets // 54),
        b"--x--\n",
    )
    return raw('Content-Type: multipart/mixed; boundary="x"', body=b"".join(parts))


def headed(message) -> bytes:
    """The usual headers on top of a mail that a library made."""
    usual = {"From": KIM, "To": CARE, "Subject": "Re: Your complaint", "Date": WHEN, "Message-ID": "<m1@example.com>"}
    for name, value in usual.items():
        message[name] = value
    return message.as_bytes()


AUTOMATIC = {  # why → headers and subjects of programs that answer by themselves
    "auto": [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated (vacation)"},
        {"X-Autoreply": "yes"},
        {"X-Autorespond": "away"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"Return-Path": "<>"},
        {"Subject": "Automatic reply: Your complaint"},
        {"Subject": "Out of the office: Your complaint"},
        {"Subject": "=?gb2312?B?" + base64.b64encode("自动回复：您的投诉".encode("gb2312")).decode() + "?="},
        {"Subject": "[自动回复] 休假中"},
        {"Subject": "Abwesenheitsnotiz: Ihre Beschwerde"},
    ],
    "list": [{"List-Id": "<news.example.com>"}, {"List-Unsubscribe": "<https://example.com/off>"}],
    "own": [{"From": "Kept <service@example.com>"}, {"From": "reply+aa-x@example.com"}],
}


def automatic(headers: dict[str, str]) -> bytes:
    return plain("I am away until Monday.", **{name.replace("-", "_"): value for name, value in headers.items()})


def bounce(message_id: str, recipient: str = "kim@example.com", action: str = "failed", headers: bool = False) -> bytes:
    """A server's report on a letter of ours (RFC 3464), as Postfix writes it."""
    kind = "text/rfc822-headers" if headers else "message/rfc822"
    original = f"Message-ID: {message_id}\nTo: {recipient}\nSubject: Your complaint\n\n" + (
        "" if headers else "Words\n"
    )
    status = "4.4.1" if action == "delayed" else "5.1.1"
    text = f"""\
--=_b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.net.

<{recipient}>: host mx.example.com said: 550 5.1.1 User unknown

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: {WHEN}

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: User unknown

--=_b
Content-Type: {kind}

{original}
--=_b--
"""
    report = 'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"'
    usual = {"From": "MAILER-DAEMON@mx.example.net", "Subject": "Undelivered Mail Returned to Sender"}
    return raw("Auto-Submitted: auto-replied", "MIME-Version: 1.0", report, body=text, **usual)


def bounce_in_words(message_id: str) -> bytes:
    """A server that tells it in its own words, in Chinese, with our headers beneath."""
    text = f"抱歉，您的邮件被退回来了……\n收件人 kim@example.com 不存在。\n\nMessage-ID: {message_id}\n"
    return plain(text, From="PostMaster@qq.example.com", Subject="系统退信/Undeliverable")
