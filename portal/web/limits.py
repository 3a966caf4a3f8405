"""Coarse floods by address only. What must hold for any number of processes is counted in the database instead."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=["600 per minute"])


@limiter.request_filter
def _files_of_our_own() -> bool:
    """A page brings several stylesheets and pictures; an office behind one address would soon be a flood."""
    return request.endpoint in ("static", "bootstrap.static")
