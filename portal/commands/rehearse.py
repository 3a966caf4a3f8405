"""`flask guarantee rehearse FILE --months N`: what the scorecard would have said by this text, beside what it says."""

from pathlib import Path

import click
from flask_babel import force_locale

from portal.actions import publishing, rehearsing
from portal.actions.rehearsing import MONTHS, Compared, Rehearsal, Rehearsing
from portal.commands.clock import now
from portal.commands.guarantee import LANGUAGE, NO_DATABASE, guarantee, text_of
from portal.core.guarantee import Guarantee, GuaranteeRefused
from portal.store import guarantee as versions
from portal.store.db import connection
from portal.words import faults
from portal.words import rehearsal as words
from portal.words.translated import gettext as _


@guarantee.command("rehearse")
@click.argument("draft", metavar="FILE|NUMBER")
@click.option(
    "--months", type=click.IntRange(1, MONTHS), default=12, show_default=True, help="This one and those before."
)
@LANGUAGE
def rehearse(draft: str, months: int, lang: str) -> None:
    """Replay the cases of the last months by FILE, or by a published version, beside what the scorecard says of them.
    Changes nothing."""
    with force_locale(lang):
        try:
            with connection():
                _tell(_rehearsed(_draft(_text(draft)), months))
        except NO_DATABASE as error:
            raise click.ClickException(_("The database cannot be used: %(error)s", error=error)) from None


def _text(draft: str) -> str:
    if Path(draft).is_file():
        return text_of(Path(draft))
    found = versions.by_number(draft)
    if found is None:
        known = ", ".join(row.number for row in versions.history()) or _("none yet")
        raise click.ClickException(
            _("There is no such guarantee here, and no such file. Published: %(known)s.", known=known)
        )
    return found.toml


def _draft(text: str) -> Guarantee:
    try:
        return rehearsing.read(text, publishing.shipped_calendars())
    except GuaranteeRefused as refused:
        for fault in refused.faults:
            click.echo(faults.line(fault))
        raise click.ClickException(_("A text with faults cannot be rehearsed.")) from None


def _rehearsed(draft: Guarantee, months: int) -> Rehearsal:
    work = Rehearsing(draft, months, now(), shipped=publishing.shipped_calendars())
    with click.progressbar(length=len(work.ids), label=_("Rehearsing"), show_pos=True) as bar:
        for number in work.go():
            bar.update(number)
    return work.result()


def _tell(found: Rehearsal) -> None:
    click.echo(words.cases(found.cases, found.chosen, found.since))
    for caveat in words.caveats(found.left_out, found.tried, found.agreed, found.not_noted):
        click.echo(caveat)
    for one in found.promises:
        _tell_promise(one)


def _tell_promise(one: Compared) -> None:
    click.echo(f"\n{one.code}: {words.change(one.known, one.draft)}")
    if one.draft:
        click.echo("  " + _("would have been kept: %(share)s", share=words.side(one.would)))
    if one.known:
        click.echo("  " + _("was kept: %(share)s", share=words.side(one.said)))
    if words.difference(one.difference):
        click.echo("  " + words.difference(one.difference))
