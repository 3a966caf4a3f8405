"""An address as a square for a phone's camera (a QR code, ISO/IEC 18004)."""

from functools import lru_cache

import segno


@lru_cache(maxsize=16)
def public(address: str, scale: int) -> str:
    """A `data:` address of the picture, drawn once: that takes longer than to write a small page. Not for secrets."""
    return segno.make(address, error="m").svg_data_uri(scale=scale, border=2, light="#fff")
