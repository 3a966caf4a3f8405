"""What is said to customers is read once more where its words may hurt, say nothing, or are unfinished."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField

from portal.core.manners import Worry


class ReadOnceMore(FlaskForm):
    """A form whose words go to customers. `worries` are what to look at; `warned` their codes, once they were read:
    with those it goes as it is."""

    warned = HiddenField()
    worries: Sequence[Worry] = ()

    def look_over(self) -> Sequence[Worry]:
        """What there is to look at once more."""
        raise NotImplementedError

    def read_over(self) -> bool:
        """Whether there is nothing to look at once more, or it was looked at."""
        self.worries = self.look_over()
        codes = {worry.code for worry in self.worries}
        before, self.warned.data = set((self.warned.data or "").split()), " ".join(sorted(codes))
        return codes <= before
