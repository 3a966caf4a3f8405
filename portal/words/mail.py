"""Mail that came in, in words for staff: what became of it, and what keeps it from acting by itself."""

from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

#: state → (word, tone of macros/page.html's tag)
STATES = {
    "waiting": (_l("Waits for somebody"), "hold"),
    "message": (_l("On its case"), "good"),
    "note": (_l("A note on its case"), "good"),
    "case": (_l("A case of its own"), "good"),
    "aside": (_l("Put aside"), "plain"),
    "automatic": (_l("Nobody wrote it"), "plain"),
    "bounce": (_l("A letter of ours came back"), "bad"),
}

#: Why it did not become a message by itself.
WHY = {
    "untagged": _l("It was not sent to the address of a case. It may be a new matter."),
    "stale": _l("It was sent to an address that is no case’s any more, or that was mistyped."),
    "several": _l("It was sent to the addresses of several cases."),
    "stranger": _l(
        "It was sent to the address of this case, but not from the e-mail address of its customer. Anybody can write "
        "any sender, so it changes nothing by itself."
    ),
    "ended": _l("Its case was erased, or closed so long ago that its private link has ended."),
    "empty": _l("There is nothing new in it: only what we wrote, or files we do not take."),
    "loop": _l("Too many mails came for this case within an hour. Two programs may be answering each other."),
    "unreadable": _l("It could not be read. Its original is kept."),
    "auto": _l("It is an automatic reply."),
    "list": _l("It was sent to many, by a mailing list."),
    "own": _l("It comes from an address of ours."),
}

#: The same in a word or two, for a list.
IN_SHORT = {
    "untagged": _l("Names no case"),
    "stale": _l("Old address"),
    "several": _l("Several cases"),
    "stranger": _l("Another sender"),
    "ended": _l("Its case has ended"),
    "empty": _l("Nothing new in it"),
    "loop": _l("Too many at once"),
    "unreadable": _l("Cannot be read"),
}

VIEWS = {
    "waiting": _l("Waiting"),
    "done": _l("On a case"),
    "back": _l("Came back"),
    "automatic": _l("Automatic"),
    "aside": _l("Put aside"),
}


def sender(name: str, address: str) -> str:
    """“Li Lei <li@example.com>”, or whichever of the two there is."""
    if name and address:
        return f"{name} <{address}>"
    return name or address or _("Nobody signed it")


def subject(written: str) -> str:
    return written or _("No subject")
