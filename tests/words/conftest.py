"""A reader: the words are made in the language of whoever reads."""

from contextlib import contextmanager

import pytest
from flask import Flask
from flask_babel import Babel, force_locale


@pytest.fixture(scope="session")
def words_app():
    app = Flask("words")
    Babel(app)
    return app


@pytest.fixture
def reading(words_app):
    """`with reading("zh"):`"""

    @contextmanager
    def read(language):
        with words_app.test_request_context(), force_locale(language):
            yield

    return read
