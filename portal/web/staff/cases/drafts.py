"""What is being written in a case and not sent: mine as I left it, and who of my colleagues is writing, too."""

from dataclasses import dataclass

from portal.core.case import Verb
from portal.store import reply_draft
from portal.store.reply_draft import LATELY, ReplyDraft
from portal.web.staff.cases.folder import Folder
from portal.web.staff.cases.say_form import SayForm
from portal.words import time


@dataclass(frozen=True)
class Drafts:
    """`form` is my draft in the composer; `at_text` when I kept it; `lost` what I wrote in a case in which nothing can
    be said any more, for copying; `others` the colleagues who kept a draft lately, each with the moment."""

    form: SayForm | None
    at_text: str
    lost: tuple[str, ...]
    others: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, folder: Folder) -> "Drafts":
        rows = reply_draft.of(folder.case)
        mine = next((row for row in rows if row.person_id == folder.person.id), None)
        others = [row for row in rows if row is not mine and row.at > folder.now - LATELY]
        can_say = Verb.RESPOND in folder.verbs
        return cls(
            SayForm.of(folder, mine) if mine and can_say else None,
            _moment(mine, folder) if mine else "",
            tuple(text for text in (mine.body, mine.next_step) if text) if mine and not can_say else (),
            tuple((row.person.name, _moment(row, folder)) for row in others),
        )


def _moment(row: ReplyDraft, folder: Folder) -> str:
    return time.short(row.at, folder.zone, folder.now)
