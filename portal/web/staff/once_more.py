"""What is said to customers is read once more where its words may hurt, say nothing, or are unfinished."""

from collections.abc import Sequence
from zlib import crc32

from flask_wtf import FlaskForm
from wtforms import HiddenField

from portal.core.manners import Worry


class ReadOnceMore(FlaskForm):
    """A form whose words go to customers. `worries` are what to look at; `warned` are marks of those that were read:
    with these very ones it goes as it is, and with another it is read once more."""

    warned = HiddenField()
    worries: Sequence[Worry] = ()

    def look_over(self) -> Sequence[Worry]:
        """What there is to look at once more."""
        raise NotImplementedError

    def read_over(self) -> bool:
        """Whether there is nothing to look at once more, or it was looked at."""
        self.worries = self.look_over()
        marks = {_mark(worry) for worry in self.worries}
        before, self.warned.data = set((self.warned.data or "").split()), " ".join(sorted(marks))
        return marks <= before


def _mark(worry: Worry) -> str:
    return f"{worry.code}-{crc32(worry.about.encode()):08x}"
