"""Intake of a picture file: guarded, turned as its EXIF says, bounded in size (图片接收)."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from ocr.engine import Picture
from ocr.errors import PictureError

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 120_000_000
"""More than any phone takes; a file that claims more is a decompression bomb."""
LONGEST_SIDE = 2560
"""Larger pictures are reduced on the way in: the text of a card is well readable at this size."""

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "MPO")
_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")


@dataclass(frozen=True)
class Intake:
    """The picture, and its size before the reduction (both after the EXIF turn)."""

    picture: Picture
    width: int
    height: int

    @property
    def scale(self) -> float:
        """From pixels of `picture` to pixels of the file."""
        return float(self.width / self.picture.shape[1])


def open_picture(data: bytes) -> Intake:
    """Decode a JPEG, PNG, WebP or HEIC file; raises PictureError with a sentence for the sender."""
    if len(data) > MAX_BYTES:
        raise PictureError("too_large", "图片超过 20 MB，压缩后再发")
    _sniff(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(data)
    except PictureError:
        raise
    except MemoryError:
        raise PictureError("too_large", "图片太大，缩小后再发") from None
    except Exception:
        # Pillow raises a zoo on damaged files (OSError, SyntaxError, ValueError, struct.error, EOFError …).
        raise PictureError("unreadable", "这张图片已损坏，打不开，重新拍一张再发") from None


def _sniff(data: bytes) -> None:
    is_heif = data[4:8] == b"ftyp" and data[8:12] in _BRANDS
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if not (is_heif or is_webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))):
        raise PictureError("not_a_picture", "这不是能识别的图片，发 JPG、PNG、WebP 或 HEIC 格式的名片照片")
    if is_heif:
        import pillow_heif

        pillow_heif.register_heif_opener()


def _decode(data: bytes) -> Intake:
    Image.MAX_IMAGE_PIXELS = None  # the size is checked below, before any pixel is decoded
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise PictureError("too_large", "图片尺寸太大，缩小后再发")
        width, height = _turned_size(image)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = _upright(image)
    return Intake(np.ascontiguousarray(np.asarray(small)[:, :, ::-1]), width, height)


def _turned_size(image: Image.Image) -> tuple[int, int]:
    sideways = image.getexif().get(0x0112, 1) in (5, 6, 7, 8) and image.format != "HEIF"
    return (image.height, image.width) if sideways else (image.width, image.height)


def _upright(image: Image.Image) -> Image.Image:
    """First frame, reduced, turned by EXIF, on white where it is transparent, as RGB."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bit(image)
    if image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGBA")
    if max(image.size) > LONGEST_SIDE:
        scale = LONGEST_SIDE / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = _resized(image, size)
    turned = ImageOps.exif_transpose(image)
    if turned.mode == "RGBA":
        sheet = Image.new("RGBA", turned.size, "white")
        return Image.alpha_composite(sheet, turned).convert("RGB")
    return turned.convert("RGB")


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    exif = image.getexif()
    resized = image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    resized.getexif().update(exif)
    return resized


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit greys to 8: Pillow's own conversion clips instead of scaling."""
    values = np.asarray(image, np.float32)
    top = 65535.0 if values.max(initial=0) > 255 else 255.0
    grey = Image.fromarray((values / top * 255).clip(0, 255).astype(np.uint8))
    grey.getexif().update(image.getexif())
    return grey
