"""`flask invite EMAIL --role ROLE`: a colleague gets an account; the link is mailed and printed."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import with_appcontext

from portal.actions import team
from portal.commands.clock import now
from portal.mail import links
from portal.store.db import connection
from portal.store.person import ROLES


@click.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the colleague may do.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="The language of the invitation.")
@with_appcontext
def invite(email: str, role: str, language: str) -> None:
    """Invite a colleague to the back office."""
    _refuse_what_is_no_address(email)
    with connection():
        moment = now()
        try:
            person = team.invite(email, role, moment, language)
        except team.NotPossible:
            raise click.ClickException(f"Somebody with the address {email} works here already.") from None
        click.echo(f"An invitation is on its way to {person.email}. It works once, for seven days:")
        click.echo(links.account("invite", person, moment))


def _refuse_what_is_no_address(email: str) -> None:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        raise click.ClickException(f"{email} is not an e-mail address.") from None
