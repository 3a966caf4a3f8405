"""What is said to a colleague whose words had better be read once more: gently, and with a way out."""

from collections.abc import Iterable

from portal.core.manners import Worry
from portal.words.translated import lazy_gettext as _l

SENTENCES = {
    "gap": _l("A gap is still open: %(about)s. Fill it in, or take it out."),
    "harsh": _l("“%(about)s” may hurt somebody who is angry already. Say what we do, not what he did."),
    "shouted": _l("“%(about)s” reads as if we shouted."),
    "hollow": _l("This says only that something arrived or will be done. Say what you found out or decided."),
    "vague": _l("“%(about)s” is no moment. Say when."),
    "other_language": _l("This customer reads another language than this is written in."),
    "plain_you": _l("Customers are addressed as 您, and here stands “%(about)s”."),
}


def sentences(worries: Iterable[Worry]) -> list[str]:
    """Each worry in a sentence."""
    return [str(SENTENCES[worry.code]) % {"about": worry.about} for worry in worries]
