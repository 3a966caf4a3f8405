"""What the columns of each known kind of file mean: one small mapping a kind, found by the header.

A mapping claims no more than its file says. Whether an answer solved anything is not in any of them, so the outcome is
“answered” unless the file says otherwise.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.actions.importing.table import Row

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


class UnknownFile(ValueError):
    """No mapping knows these columns, or the one that was named lacks some: `lacking`."""

    def __init__(self, lacking: tuple[str, ...] = ()):
        self.lacking = lacking
        super().__init__(", ".join(lacking))


@dataclass(frozen=True, slots=True)
class Record:
    """What one row says, in the portal's words. Moments are aware UTC.

    `reply` is empty where nobody answered. `receipt`: it says no more than that the words arrived, so it is a response
    and no answer. `exact` False: the answer came at `replied_at` at the earliest. `notes`: codes of what is odd.
    """

    id: str
    body: str
    received_at: datetime | None
    subject: str = ""
    name: str = ""
    channel: str = "web"
    language: str = "en"
    reply: str = ""
    replied_at: datetime | None = None
    outcome: str = "answered"
    receipt: bool = False
    exact: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One kind of file: the columns it reads, and what a row of it says."""

    name: str
    columns: tuple[str, ...]
    read: Callable[[Row], Record]


# --- complaints to Chinese town halls, by the message boards of their hotlines

#: A reply that is nothing but address, greeting, date and “your message has been received”.
RECEIPT = re.compile(r"(?:网友|UU\d+|[您你]好|(?:[您你]的)?(?:留言|来信)?已收悉|\d{4}年\d{1,2}月\d{1,2}日|[\W_])*")


def _zh_complaint(row: Row) -> Record:
    reply = row.text("reply")
    return Record(
        id=row.line("id"),
        body=row.text("text"),
        received_at=row.moment("received_at", SHANGHAI),
        subject=row.line("title"),
        name=row.line("user_ref"),
        language="zh",
        reply=reply,
        replied_at=row.moment("replied_at", SHANGHAI),
        receipt=bool(reply) and RECEIPT.fullmatch(reply) is not None,
        notes=_midnight(row, received="received_at", replied="replied_at"),
    )


# --- the United States' Consumer Complaint Database

CFPB_CHANNELS = {"Phone": "phone", "Email": "email", "Postal mail": "letter", "Fax": "letter", "Referral": "letter"}
CFPB_OUTCOMES = {
    "Closed with relief": "solved_in_part",
    "Closed with monetary relief": "solved_in_part",
    "Closed with non-monetary relief": "solved_in_part",
    "Closed without relief": "declined",
}
CFPB_OPEN = ("", "In progress")


def _cfpb(row: Row) -> Record:
    """When the company answered is not published, only when it was asked: not earlier than that."""
    response = row.line("Company response to consumer")
    reply = "" if response in CFPB_OPEN else _lines(response, row.text("Company public response"))
    return Record(
        id=row.line("Complaint ID"),
        body=row.text("Consumer complaint narrative") or _chosen(row),
        received_at=row.moment("Date received", NEW_YORK),
        subject=row.line("Issue"),
        channel=CFPB_CHANNELS.get(row.line("Submitted via"), "web"),
        reply=reply,
        replied_at=row.moment("Date sent to company", NEW_YORK) if reply else None,
        outcome=CFPB_OUTCOMES.get(response, "answered"),
        exact=False,
        notes=_midnight(row, received="Date received") + (("answered_some_time",) if reply else ()),
    )


def _chosen(row: Row) -> str:
    """What the customer chose from lists, where his own words are not published."""
    return _lines(*(row.line(column) for column in ("Product", "Sub-product", "Issue", "Sub-issue")))


# --- service requests to the City of New York

NYC_CHANNELS = {"PHONE": "phone"}


def _nyc311(row: Row) -> Record:
    """A request is answered when it is closed; a closing date of one that is not closed yet is no answer."""
    closed = row.line("status") == "Closed"
    reply = (row.text("resolution_description") or row.line("status")) if closed else ""
    stray = () if closed or not row.line("closed_date") else ("closed_yet_open",)
    return Record(
        id=row.line("unique_key"),
        body=_lines(*(row.line(column) for column in ("complaint_type", "descriptor", "location_type", "borough"))),
        received_at=row.moment("created_date", NEW_YORK),
        subject=row.line("complaint_type"),
        channel=NYC_CHANNELS.get(row.line("open_data_channel_type"), "web"),
        reply=reply,
        replied_at=row.moment("closed_date", NEW_YORK) if closed else None,
        notes=_midnight(row, received="created_date", replied="closed_date" if closed else "") + stray,
    )


# --- what they share


def _lines(*texts: str) -> str:
    """The texts that say something and were not said before, each on a line."""
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _midnight(row: Row, **columns: str) -> tuple[str, ...]:
    """Exactly midnight is hardly ever a moment: the day is known, and no more."""
    written = {what: row.line(column) for what, column in columns.items() if column}
    return tuple(
        f"{what}_midnight" for what, text in written.items() if re.search(r"-\d\d(?:[T ]00:00(?::00)?)?$", text)
    )


MAPPINGS = {
    mapping.name: mapping
    for mapping in (
        Mapping(
            "zh_complaints", ("id", "title", "text", "user_ref", "received_at", "reply", "replied_at"), _zh_complaint
        ),
        Mapping(
            "cfpb",
            (
                "Complaint ID", "Date received", "Date sent to company", "Product", "Sub-product", "Issue", "Sub-issue",
                "Consumer complaint narrative", "Company response to consumer", "Company public response",
                "Submitted via",
            ),
            _cfpb,
        ),
        Mapping(
            "nyc311",
            (
                "unique_key", "created_date", "closed_date", "complaint_type", "descriptor", "location_type", "borough",
                "status", "resolution_description", "open_data_channel_type",
            ),
            _nyc311,
        ),
    )
}  # fmt: skip


def mapping_for(columns: tuple[str, ...], name: str | None = None) -> Mapping:
    """The mapping of this name, or the one whose columns these are. Raises UnknownFile."""
    if name:
        lacking = tuple(column for column in MAPPINGS[name].columns if column not in columns)
        if lacking:
            raise UnknownFile(lacking)
        return MAPPINGS[name]
    fitting = [mapping for mapping in MAPPINGS.values() if set(mapping.columns) <= set(columns)]
    if not fitting:
        raise UnknownFile
    return fitting[0]
