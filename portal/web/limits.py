"""Coarse floods by address only. What must hold for any number of processes is counted in the database instead."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=["600 per minute"])
