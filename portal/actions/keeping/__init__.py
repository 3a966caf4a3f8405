"""Keeping what the portal knows: one archive with the database and the files, and putting it back."""

from portal.actions.keeping.archive import Manifest, NotABackup
from portal.actions.keeping.backup import make
from portal.actions.keeping.restore import Refused, put_back

__all__ = ["Manifest", "NotABackup", "Refused", "make", "put_back"]
