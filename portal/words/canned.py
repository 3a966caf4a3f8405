"""The places of canned replies in words: what each is filled with, and the gap it leaves where nothing is known."""

from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

PLACES = {
    "name": _l("the customer’s name, once he has opened his case; before that “customer”"),
    "reference": _l("the reference of the case"),
    "service": _l("the service it is about"),
    "order_number": _l("the order number"),
    "received": _l("when it reached us"),
    "due": _l("when the next promise is due"),
    "me": _l("your name, as customers read it"),
}
_GAPS = {
    "name": _l("customer"),
    "service": _l("service"),
    "order_number": _l("order number"),
    "due": _l("date"),
}


def gap(place: str) -> str:
    """“[order number]”: it must be filled in before it is sent. A customer without a name is “customer”."""
    named = str(_GAPS[place])
    return named if place == "name" else _("[%(place)s]", place=named)
