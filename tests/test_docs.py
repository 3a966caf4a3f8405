"""The guide to writing a guarantee leaves nothing out."""

import re

from portal.core.guarantee_text import ESCALATIONS, MEASURES, PERIODS
from portal.core.promise import TARGETS
from portal.core.terms import CHANNELS, KINDS, SEVERITIES
from tests.house import PORTAL, ROOT

GUIDE = (ROOT / "docs" / "writing-a-guarantee.md").read_text("utf-8")
SHAPE = (PORTAL / "core" / "guarantee_text.py").read_text("utf-8")


def test_the_guide_names_every_key_and_every_word_of_a_guarantee():
    keys = set(re.findall(r'(?:table|top)\.\w+\("(\w+)"', SHAPE))
    words = {*TARGETS, *KINDS, *CHANNELS, *SEVERITIES, *MEASURES, *PERIODS, *ESCALATIONS} - {"given"}
    missing = sorted(word for word in keys | words if not re.search(rf"\b{word}\b", GUIDE))
    assert not missing, f"docs/writing-a-guarantee.md says nothing of {missing}"
