"""How fast, measured against what the same machine can do at all. `python -m bench --help`."""
