"""What can be looked at without the database: the settings, the disk, the mail server, the mailbox of answers."""

import shutil
import smtplib
from collections.abc import Iterator

from portal.commands.checkup.finding import Finding, bad, good, look
from portal.config import Settings
from portal.config_reader import is_loopback
from portal.mail import smtp
from portal.mail.inbox.mailbox import Mailbox, Unreachable
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

MB = 1024 * 1024
SCARCE, TIGHT = 200 * MB, 2048 * MB  # less than this is too little; less than that will soon be


def settings(kept: Settings) -> Iterator[Finding]:
    """They were checked at start, or we would not be here; this is what is allowed and yet seldom meant."""
    about = _("Settings")
    found = False
    for wrong, said, do in _doubts(kept):
        if wrong:
            found = True
            yield look(about, said, do)
    if not found:
        yield good(about, _("read and checked; the pages are at %(address)s", address=kept.public_url))


def _doubts(kept: Settings) -> Iterator[tuple[bool, str, str]]:
    here = is_loopback(kept.host)
    yield (
        not kept.secure and not here,
        _("PUBLIC_URL is %(address)s: words and links cross the network readable", address=kept.public_url),
        _("Put a proxy with a certificate before the portal and set PUBLIC_URL to its https address."),
    )
    yield (
        kept.secure and not kept.trusted_proxies,
        _("PUBLIC_URL is https and TRUSTED_PROXIES is 0: every visitor seems to come from the proxy"),
        _("Set TRUSTED_PROXIES to the number of proxies before the portal, usually 1."),
    )
    yield (
        not here and kept.security_contact is None,
        _("SECURITY_CONTACT is not set: a found weakness is reported to the sender of letters"),
        _("Set SECURITY_CONTACT to an address that somebody reads."),
    )


def disk(kept: Settings) -> Finding:
    """Room for cases, files and letters."""
    about, folder = _("Disk"), kept.data_dir
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return bad(about, f"{folder}: {error.strerror}", _("Make the folder, or set DATA_DIR to another."))
    said = _("%(free)s MB free in %(folder)s", free=f"{free // MB:,}", folder=folder)
    if free < SCARCE:
        return bad(about, said, _("Make room now: without it no case can be filed."))
    if free < TIGHT:
        return look(about, said, _("Make room soon, or move DATA_DIR to a larger disk."))
    return good(about, said)


def mail(kept: Settings) -> Finding:
    """Whether the mail server would take a letter from us: greeting, encryption, sign-in and sender. None is sent."""
    about = _("Mail")
    if kept.mail_server is None:
        return _no_mail(about, kept)
    place = f"{kept.mail_server}:{kept.mail_port}"
    try:
        with smtp.Connection(lambda: False) as connection:
            connection.host.ehlo_or_helo_if_needed()
            code, words = connection.host.mail(kept.sender[1])
    except smtplib.SMTPAuthenticationError:
        return bad(about, _("%(place)s refuses our user name or password", place=place), _sign_in())
    except (OSError, smtplib.SMTPException) as error:
        said = _("%(place)s does not answer as it should: %(why)s", place=place, why=_why(error))
        return bad(about, said, _reach())
    if code != 250:
        reply = f"{code} {words.decode('utf-8', 'replace')}"
        said = _(
            "%(place)s takes no letters from %(sender)s: %(reply)s", place=place, sender=kept.sender[1], reply=reply
        )
        return bad(about, said, _("Set MAIL_DEFAULT_SENDER to an address this server knows as ours."))
    return good(about, _met(kept, place))


def answers(kept: Settings) -> Iterator[Finding]:
    """Whether the mailbox in which customers answer lets us in. Nothing in it is touched."""
    about = _("Answers by mail")
    if kept.reply_address is None:
        return
    if kept.imap_url is None:
        yield good(about, _("expected from a mail server that hands them to `flask mail receive`"))
        return
    box = Mailbox(kept.imap_url, kept.mail_timeout)
    place = f"{box.parts.hostname}/{box.folder}"
    try:
        with box:
            number = len(box.waiting(1000))
    except Unreachable as error:
        said = _("%(place)s does not let us in: %(why)s", place=place, why=_why(error))
        yield bad(about, said, _("Correct IMAP_URL: address, user name, password and folder."))
    else:
        waits = ngettext("%(num)d mail waits in it", "%(num)d mails wait in it", number)
        yield good(about, _("%(place)s lets us in; %(waits)s", place=place, waits=waits))


def _sign_in() -> str:
    return _("Correct MAIL_USERNAME and MAIL_PASSWORD; some services want a password made for programs.")


def _reach() -> str:
    return _("Check MAIL_SERVER, MAIL_PORT and MAIL_USE_TLS, and whether a firewall lets this machine out.")


def _why(error: Exception) -> str:
    """What the system says of it, without the number of the error."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {error.smtp_error.decode('utf-8', 'replace')}"
    return getattr(error, "strerror", None) or str(error)


def _met(kept: Settings, place: str) -> str:
    if kept.mail_username:
        return _("%(place)s answers, signs us in and takes our sender", place=place)
    return _("%(place)s answers and takes our sender", place=place)


def _no_mail(about: str, kept: Settings) -> Finding:
    if kept.mailbox:
        return good(about, _("no mail server: letters appear at %(address)s/dev/mail", address=kept.public_url))
    said = _("MAIL_SERVER is not set: letters are only put into %(folder)s, and nobody gets one", folder=kept.mail_dir)
    return bad(about, said, _("Set MAIL_SERVER and what belongs to it; .env.example names it all."))
