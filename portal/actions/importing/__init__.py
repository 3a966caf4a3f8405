"""Cases that were received elsewhere, brought in with their real moments from a file of somebody else's system."""

from portal.actions.importing.bringing import Import, Report
from portal.actions.importing.mappings import MAPPINGS, Mapping, UnknownFile, mapping_for
from portal.actions.importing.table import NotReadable, Table, read

__all__ = ["MAPPINGS", "Import", "Mapping", "NotReadable", "Report", "Table", "UnknownFile", "mapping_for", "read"]
