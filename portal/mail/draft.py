"""What the post room hands from desk to desk: a letter before it is queued, and how a try to send it ended."""

from dataclasses import dataclass

CUSTOMER = (
    *("received", "reply", "progress", "news", "question", "plan", "agreed", "new_date", "moved", "ruling", "missed"),
    *("remedied", "reminder", "resolved", "closed", "withdrawn", "not_ours", "reopened", "merged", "joined", "lapsed"),
    "erased",
    "recounted",
)
STAFF = (
    *("on_call", "assigned", "to_decide", "decided", "customer_wrote", "declined", "escalated", "missed_staff"),
    *("warned", "low_score", "bounced", "call", "praised"),
)
ACCOUNT = ("invite", "reset")
DESK = ("handed_over", "reviewed", "digest")  # to one of staff, and of more than one case or of his own work
LOST_LINKS = "link"
SURVEY = "survey"  # a letter of its own: what keeps our word must never be declined together with a question
ERASED = "erased"  # the last letter of a case

#: Letters that wait a few minutes, so that several pieces of news make one.
NEWS = "news"
GATHERED = ("reply", "progress", NEWS)

#: What a stranger can cause alone, what the watch sends by itself, and what customers cause at the desks of staff.
BY_STRANGERS = ("received", "withdrawn", ERASED, LOST_LINKS)
BY_THE_WATCH = ("missed", "reminder", "lapsed", "closed", "recounted", SURVEY)
BY_CUSTOMERS = ("on_call", "to_decide", "customer_wrote", "declined", "escalated", "low_score", "praised")

#: Why a letter was cancelled, in its `error`.
CAP, WITHDRAWN, DECLINED = "cap", "withdrawn", "declined"

#: Stands in the stored text where the postman puts the signed link: staff who read letters see no secret.
LINK = "{{link}}"


@dataclass(frozen=True)
class Draft:
    """A letter as composed. `text` holds LINK where the link goes. `once`: a second draft with it is not queued.
    `must`: no cap holds it back, because a colleague caused it, or because nobody else is asked to act."""

    kind: str
    recipient: str
    language: str
    subject: str
    text: str
    case_id: int | None = None
    once: str | None = None
    must: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a try ended: `sent`; `later`, nothing was handed over; `refused` for good; `unsure`, it may be there."""

    how: str
    error: str | None = None

    def __post_init__(self) -> None:
        if self.error:  # what a foreign server said: one printable line that any database takes
            words = "".join(c if c.isprintable() else " " for c in self.error)
            object.__setattr__(self, "error", " ".join(words.split())[:500])


SENT = Outcome("sent")
