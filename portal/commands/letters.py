"""`flask letters check [FILE]` and `flask letters sentences`: the company's own words for letters."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from portal.mail import wording
from portal.words import wording as words
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

LANGUAGE = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")

letters = AppGroup("letters", help="The company's own words for letters.")


@letters.command("check")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANGUAGE
def check(file: Path | None, lang: str) -> None:
    """Name every fault of FILE, each with its line; without FILE, of the one in use. Changes nothing."""
    with force_locale(lang):
        file = file or current_app.config["KEPT"].letters_toml
        if file is None:
            raise click.ClickException(_("No file is in use. Name one, or write DATA_DIR/letters.toml."))
        said, faults = wording.read(wording.text_of(file))
        for fault in faults:
            click.echo(words.line(fault))
        if faults:
            raise click.ClickException(ngettext("%(num)d fault.", "%(num)d faults.", len(faults)))
        number = sum(map(len, said.values()))
        told = ngettext("%(num)d sentence is said otherwise.", "%(num)d sentences are said otherwise.", number)
        click.echo(_("%(file)s has no faults.", file=file.name) + " " + told)


@letters.command("sentences")
@click.argument("letter", required=False)
def sentences(letter: str | None) -> None:
    """Print every sentence that can be said otherwise, of one LETTER or of all, as a file to begin with."""
    for name in [letter] if letter else wording.letters():
        if name not in wording.letters():
            raise click.ClickException(f"There is no letter “{name}”.")
        for language in wording.LANGUAGES:
            click.echo(f"[{name}.{language}]")
            for part in wording.parts(name, language).values():
                names = " ".join(f"{{{one}}}" for one in sorted(part.may))
                click.echo(f"# {part.name} = {wording.as_toml(part)}{f'  # {names}' if names else ''}")
            click.echo()
