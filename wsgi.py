"""Where every server starts: `waitress`, `gunicorn wsgi:app`, `flask --app wsgi …`."""

import sys

from portal.app import create_app
from portal.config import ConfigRefused

try:
    app = create_app()
except ConfigRefused as refused:
    sys.exit(str(refused))
