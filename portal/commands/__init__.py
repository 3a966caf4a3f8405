"""What one can do at a terminal: one file a family of commands."""

from portal.commands.migrate import migrate
from portal.commands.serve import serve
from portal.commands.work import work

COMMANDS = (migrate, serve, work)
