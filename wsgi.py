"""What a web server starts: `waitress-serve wsgi:app`, `gunicorn wsgi:app`, `flask --app wsgi …`."""

from portal.app import create_app

app = create_app()
