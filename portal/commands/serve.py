"""`flask serve`: the web server for one machine, and with `--with-worker` everything a newcomer needs.

waitress is pure Python, runs everywhere, and with these limits still answers while 800 slow senders hold a line each.
"""

import signal
import socket
import sys

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.commands import greeting, prepare, years
from portal.commands.supervisor import Worker
from portal.config import Settings
from portal.store.db import connection
from portal.store.schema import pending

LIMITS = {"threads": 8, "connection_limit": 1000, "channel_timeout": 60, "asyncore_use_poll": True}


@click.command("serve")
@click.option(
    "--with-worker", is_flag=True, help="Also migrate, publish the demo guarantee if there is none, and work."
)
@with_appcontext
def serve(with_worker: bool) -> None:
    """Serve the pages on HOST and PORT."""
    app = current_app._get_current_object()
    settings = app.config["KEPT"]
    _refuse_a_taken_port(settings)
    if with_worker:
        with connection():
            facts = prepare.everything()
        with Worker():
            _serve(app, settings, greeting.everything(settings, facts))
    else:
        _refuse_an_old_database()
        _serve(app, settings, greeting.pages(settings))
    click.echo("Stopped.")


def _serve(app: Flask, settings: Settings, greet: str) -> None:
    """Until Ctrl-C or SIGTERM. The greeting is said when the door is open, not before."""
    server = waitress.create_server(app, host=settings.host, port=settings.port, **_options(app, settings))
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit(0))
    click.echo("\n".join([greet, *years.warnings()]))
    try:
        server.run()
    finally:
        server.close()


def _options(app: Flask, settings: Settings) -> dict:
    return {
        **LIMITS,
        "ident": None,
        # The app answers a body that is too large in a sentence; this is only the end of all patience.
        "max_request_body_size": 2 * app.config["MAX_CONTENT_LENGTH"],
        # ProxyFix counts the proxies itself; without any, nobody's X-Forwarded-For is believed.
        "clear_untrusted_proxy_headers": not settings.trusted_proxies,
    }


def _refuse_a_taken_port(settings: Settings) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        place = f"port {settings.port} on {settings.host}"
        raise click.ClickException(
            f"Cannot open {place}: {error.strerror}. Stop what uses it, or take another: make run PORT=8001"
        ) from None


def _refuse_an_old_database() -> None:
    with connection():
        lacking = pending()
    if lacking:
        raise click.ClickException("The database is older than this version. First run: flask --app wsgi migrate")
