"""Pictures are drawn anew: what a stranger's file held beside what one sees (place, camera, comments, code) is gone.

A saved copy of an opened picture keeps a JPEG's comment, a new picture into which it was pasted keeps nothing. One
picture is decoded at a time, and none whose header already says that it is too large.
"""

import warnings
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageOps

MAX_PIXELS = 20_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SAVING = {
    "JPEG": {"quality": 88, "optimize": False},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 85, "method": 2},
}

# For the whole process: these settings of Pillow know no threads, and nobody else here opens pictures.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_one_at_a_time = BoundedSemaphore(1)


class Unreadable(ValueError):
    """The picture is not taken: `code` is huge, moving or picture."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def drawn_anew(data: bytes, type: str) -> bytes:
    """The same picture, upright, without anything beside it. `type` is one of FORMATS. Raises Unreadable."""
    with _one_at_a_time:
        try:
            return _drawn_anew(data, FORMATS[type])
        except Unreadable:
            raise
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
            raise Unreadable("huge") from bomb
        except Exception as error:  # a decoder that is fed by strangers fails in every way there is
            raise Unreadable("picture") from error


def _drawn_anew(data: bytes, format: str) -> bytes:
    with Image.open(BytesIO(data), formats=(format,)) as picture:
        _refuse_by_header(picture)
        upright = ImageOps.exif_transpose(picture)
        mode = _mode(upright, format)
        fresh = Image.new(mode, upright.size)
        fresh.paste(upright if upright.mode == mode else upright.convert(mode))
    drawn = BytesIO()
    fresh.save(drawn, format, **SAVING[format])
    return drawn.getvalue()


def _refuse_by_header(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise Unreadable("huge")
    # A phone's JPEG may hold a second picture for its own use (MPO): the first is the one everybody sees.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise Unreadable("moving")


def _mode(picture: Image.Image, format: str) -> str:
    """The simplest of three modes that loses nothing one sees."""
    if picture.mode in ("1", "L"):
        return "L"
    return "RGBA" if format != "JPEG" and picture.has_transparency_data else "RGB"
