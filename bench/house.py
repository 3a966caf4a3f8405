"""The portal as the bench runs it: with a key of its own, at the seeded moment, without limits for one address."""

from flask import Flask

from bench.seed import NOW
from portal.app import create_app


def create(url: str, folder: str) -> Flask:
    app = create_app(
        SECRET_KEYS="the-bench-signs-with-this-key-and-no-one-else-does",
        DATABASE_URL=url,
        DATA_DIR=folder,
        PUBLIC_URL="http://localhost",
        RATELIMIT_ENABLED=False,
    )
    app.config["CLOCK"] = lambda: NOW
    return app
