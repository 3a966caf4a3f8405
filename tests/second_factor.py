"""An authenticator: what a colleague's phone does when a second factor is set up."""

import re

import pyotp

KEY = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')


def code_on(page: str) -> str:
    """The six digits for the key that stands on this page, at this moment."""
    return pyotp.TOTP(KEY.search(page)[1].replace(" ", "")).now()
