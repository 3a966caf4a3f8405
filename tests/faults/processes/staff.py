"""A colleague without a browser: takes up an invitation, then reads pages of the back office."""

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.faults.processes.place import Place

GUARD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MARK = re.compile(r'name="mark" value="([^"]+)"')


class Colleague:
    """A supervisor, who sees everything that is not about one of them."""

    def __init__(self, place: Place):
        self.place, self.browser = place, build_opener(HTTPCookieProcessor(CookieJar()))
        invitation = place.flask("invite", "chen@example.com", "--role", "supervisor").split()[-1]
        details = {"name": "Chen Lan", "public_name": "Ms Chen", "password": "a sentence I remember"}
        path = invitation.removeprefix(place.url)
        pledge = self.sends(path, csrf_token=GUARD.search(self.reads(path))[1], **details)
        self.sends("/staff/pledge", csrf_token=GUARD.search(pledge)[1], mark=MARK.search(pledge)[1])

    def reads(self, path: str) -> str:
        with self.browser.open(self.place.url + path, timeout=30) as answer:
            return answer.read().decode()

    def sends(self, path: str, **form: str) -> str:
        with self.browser.open(self.place.url + path, urlencode(form).encode(), timeout=60) as answer:
            return answer.read().decode()
