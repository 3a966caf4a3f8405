"""Every page is looked at in a browser: one whose address has a place needs a sample, or it would be left out."""

from tests.browser import pages


def test_every_page_can_be_looked_at(house):
    left_out = pages.unknown(house.url_map)
    assert not left_out, (
        f"Give these a sample in tests/browser/pages.py (or samples.py), or call them NO_PAGE: {left_out}"
    )
