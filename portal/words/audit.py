"""What a line of the audit says. Verbs of cases are called as on their buttons."""

from collections.abc import Iterable

from flask_babel import LazyString

from portal.words import case
from portal.words.translated import lazy_gettext as _l

VERBS = {
    "read": _l("Opened the case"),
    "file_read": _l("Opened a file of the case"),
    "slip": _l("Had the customer’s slip shown"),
    "letter_read": _l("Read a letter"),
    "file": _l("Entered the case"),
    "letter_again": _l("Sent a letter again"),
    "mail_read": _l("Read a mail"),
    "mail_original": _l("Fetched a mail as it came"),
    "mail_attach": _l("Put a mail on a case"),
    "mail_aside": _l("Put a mail aside"),
    "mail_back": _l("Let a mail wait again"),
    "sign_in": _l("Signed in"),
    "sign_in_try": _l("A try to sign in"),
    "second_try": _l("A try with a code or a password"),
    "sign_out": _l("Signed out"),
    "sessions_ended": _l("Signed out other browsers"),
    "forgotten": _l("Asked for a new password"),
    "password_set": _l("Set a new password"),
    "invited": _l("Invited a colleague"),
    "invitation_accepted": _l("Took up the invitation"),
    "role_changed": _l("Changed a role"),
    "retired": _l("Retired a colleague"),
    "account_changed": _l("Changed the own account"),
    "second_factor_on": _l("Set up a second factor"),
    "second_factor_off": _l("Took off a second factor"),
    "recovery_codes": _l("Made new recovery codes"),
    "recovery_code_used": _l("Used a recovery code"),
    "pledge_signed": _l("Signed the pledge"),
    "team_changed": _l("Changed a team"),
    "canned_changed": _l("Wrote a canned reply"),
    "canned_retired": _l("Took a canned reply out of use"),
    "reviews_drawn": _l("Closed cases were drawn for review"),
    "reviewed": _l("Filled in a review"),
    "review_explained": _l("Explained a reviewed case"),
    "review_closed": _l("Set the result of a review"),
    "incident_begun": _l("Began an incident"),
    "incident_changed": _l("Changed an incident"),
    "banner_shown": _l("Showed the banner of an incident"),
    "banner_hidden": _l("Took the banner of an incident away"),
    "incident_over": _l("Said that an incident is over"),
    "incident_goes_on": _l("Said that an incident goes on after all"),
    "bulletin_written": _l("Wrote to all of an incident"),
    "audit_exported": _l("Exported the audit"),
    "publish": _l("Published a guarantee or a calendar"),
    "erased": _l("Erased a case"),
}


def sentence(verb: str) -> LazyString | str:
    """What it says; a verb of a newer version stands for itself."""
    return VERBS.get(verb) or case.VERBS.get(verb) or verb


def known(verbs: Iterable[str]) -> list[str]:
    """These verbs in the order of what they say."""
    return sorted(verbs, key=lambda verb: str(sentence(verb)))
