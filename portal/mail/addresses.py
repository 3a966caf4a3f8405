"""One mailbox, however its address is spelled."""

import hashlib

DOTS_MEAN_NOTHING = ("gmail.com", "googlemail.com")


def mailbox(address: str) -> str:
    """The mailbox that this address and its other spellings fill: no mail system tells capitals apart, and what
    follows a plus sign only sorts mail within one mailbox."""
    name, _, domain = address.strip().lower().partition("@")
    plain = name.partition("+")[0] or name
    if domain in DOTS_MEAN_NOTHING:
        plain = plain.replace(".", "") or plain
    return f"{plain}@{domain}" if domain else name


def opt_out_mark(address: str) -> str:
    """What is kept of an address that does not want to be asked how we did."""
    return hashlib.sha256(f"kept.opt-out:{mailbox(address)}".encode()).hexdigest()
