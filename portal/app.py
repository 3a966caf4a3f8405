"""The whole house on one screen."""

import errno
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app, g, request
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from peewee import InterfaceError, OperationalError
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import config, words
from portal.commands.backup import backup
from portal.commands.calendar import calendar
from portal.commands.demo import demo
from portal.commands.doctor import doctor
from portal.commands.due import due
from portal.commands.import_ import import_
from portal.commands.invite import invite
from portal.commands.letters import letters
from portal.commands.mail import mail
from portal.commands.migrate import migrate
from portal.commands.reconcile import reconcile
from portal.commands.rehearse import guarantee  # the group, with what stands beside it
from portal.commands.restore import restore
from portal.commands.retention import retention
from portal.commands.serve import serve
from portal.commands.work import work
from portal.mail import wording
from portal.store.db import db, now_of_the_store, open_database
from portal.web import errors, site
from portal.web.dev import views as dev
from portal.web.file import views as file
from portal.web.find import views as find
from portal.web.guarantee import views as guarantee_page
from portal.web.home import views as home
from portal.web.limits import limiter
from portal.web.machines import notices
from portal.web.machines import views as machines
from portal.web.scorecard import views as scorecard
from portal.web.staff import lock
from portal.web.staff import views as staff
from portal.web.status import views as status
from portal.web.survey import feedback, stopping
from portal.web.survey import views as survey

ROOMS = (home, file, status, survey, feedback, stopping, find, guarantee_page, scorecard, staff, machines, notices, dev)
COMMANDS = (
    *(backup, calendar, demo, doctor, due, guarantee, import_, invite, letters, mail, migrate),
    *(reconcile, restore, retention, serve, work),
)

ROOT = Path(__file__).parent.parent
VERSION = "0.2.0"
TRANSLATIONS = str(ROOT / "portal" / "translations")


def create_app(**settings: object) -> Flask:
    """The site with its settings: those given here, else those of the environment. Raises ConfigRefused."""
    app = Flask("portal", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.from_mapping(config.load(**settings).flask())
    app.config.from_mapping(CLOCK=read_clock, OWN_CLOCK=read_own_clock)
    app.config.from_mapping(VERSION=VERSION, BABEL_TRANSLATION_DIRECTORIES=TRANSLATIONS)
    app.config["WORDING"] = wording.load(app.config["KEPT"].letters_toml)
    open_database(app.config["KEPT"].database_url)
    _trust_proxies(app)
    CSRFProtect(app)
    Bootstrap5(app)
    limiter.init_app(app)
    app.before_request(_open)
    app.teardown_request(_close)
    site.init(app)
    app.register_error_handler(OperationalError, _out_of_reach)
    app.register_error_handler(InterfaceError, _out_of_reach)
    app.register_error_handler(OSError, _no_room)
    app.jinja_env.globals |= {"version": VERSION, "words": words}
    for room in ROOMS:
        app.register_blueprint(room.bp)
    lock.init(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def read_clock() -> datetime:
    """This moment in whole seconds; PostgreSQL's own where it is the store, so that skewed hosts agree."""
    return now_of_the_store() or read_own_clock()


def read_own_clock() -> datetime:
    """This machine's clock, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def _open() -> None:
    """One connection and one reading of the clock for each request that needs them."""
    if request.endpoint in ("static", "bootstrap.static", "machines.alive"):
        return
    g.opened = db.connect(reuse_if_open=True)
    g.now = current_app.config["CLOCK"]()


def _close(_error: BaseException | None) -> None:
    if g.pop("opened", False):
        db.close()


def _out_of_reach(error: Exception):
    """The database is locked, full, restarting or gone: a clean refusal, and a fresh connection for the next one."""
    current_app.logger.error("The store is out of reach: %s", error)
    if current_app.config["KEPT"].database_url.startswith("postgresql"):
        db.close()
    return errors.answer(ServiceUnavailable())


def _no_room(error: OSError):
    """The disk is full, before what was sent had come in. Any other such error is a fault of ours."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    current_app.logger.error("There is no room: %s", error)
    return errors.answer(ServiceUnavailable())


def _trust_proxies(app: Flask) -> None:
    """Headers about the visitor are believed only from as many proxies as were configured."""
    hops = app.config["KEPT"].trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
