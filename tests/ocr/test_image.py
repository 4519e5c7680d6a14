"""What comes in: formats that are read, files that are refused with a sentence, never a crash."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from ocr.errors import PictureError
from ocr.image import MAX_BYTES, open_picture
from ocr.pipeline import Pipeline
from tests.ocr.conftest import CARDS


def stored(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def striped(width: int = 64, height: int = 32) -> Image.Image:
    """Red left half, blue right half."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2, 0] = 255
    pixels[:, width // 2 :, 2] = 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_usual_formats_are_read(kind: str) -> None:
    intake = open_picture(stored(striped(), kind))
    assert intake.picture.shape == (32, 64, 3)
    assert intake.picture[16, 4, 2] > 200  # blue-green-red


def test_heic_from_a_phone_is_read() -> None:
    pillow_heif.register_heif_opener()
    assert open_picture(stored(striped(), "HEIF")).picture.shape == (32, 64, 3)


@pytest.mark.parametrize(("orientation", "size"), [(1, (64, 32)), (3, (64, 32)), (6, (32, 64)), (8, (32, 64))])
def test_pictures_are_turned_as_their_exif_says(orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    intake = open_picture(stored(striped(), "JPEG", exif=exif))
    assert (intake.width, intake.height) == size
    assert intake.picture.shape[:2] == (size[1], size[0])


def test_large_pictures_are_reduced_and_keep_their_own_size() -> None:
    intake = open_picture(stored(Image.new("RGB", (5000, 3000), "white"), "JPEG"))
    assert max(intake.picture.shape) <= 2560
    assert (intake.width, intake.height) == (5000, 3000)
    assert intake.scale == pytest.approx(5000 / intake.picture.shape[1])


def test_unusual_kinds_of_pixels_become_colours() -> None:
    grey16 = Image.fromarray((np.linspace(0, 65535, 64 * 32).reshape(32, 64)).astype(np.uint16))
    frames = [Image.new("RGB", (40, 20), (index, 9, 9)) for index in range(3)]
    files = [
        stored(striped().convert("CMYK"), "JPEG"),
        stored(grey16, "PNG"),
        stored(striped().convert("RGBA"), "PNG"),
        stored(striped().convert("1"), "PNG"),
        stored(striped().convert("LA"), "PNG"),
        stored(frames[0].convert("RGB"), "WEBP", save_all=True, append_images=frames),
    ]
    assert all(open_picture(data).picture.ndim == 3 for data in files)


def test_sixteen_bit_greys_keep_their_contrast() -> None:
    grey = Image.fromarray(np.array([[0, 65535]] * 2, np.uint16))
    picture = open_picture(stored(grey, "PNG")).picture
    assert picture[0, 0, 0] < 5 and picture[0, 1, 0] > 250


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"GIF89a" + bytes(40), b"PK\x03\x04" + bytes(60)])
def test_what_is_no_picture_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(PictureError) as refusal:
        open_picture(data)
    assert (refusal.value.kind, refusal.value.status) == ("not_a_picture", 415)
    assert "图片" in refusal.value.message


@pytest.mark.parametrize("kept", [4, 30, 400, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_file_is_unreadable(kind: str, kept: float) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8))
    whole = stored(noise, kind)
    part = whole[: int(len(whole) * kept) if kept < 1 else int(kept)]
    with pytest.raises(PictureError) as refusal:
        open_picture(part)
    assert refusal.value.kind in ("unreadable", "not_a_picture")


def test_too_many_bytes_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(PictureError) as refusal:
        open_picture(b"\xff\xd8\xff" + bytes(MAX_BYTES))
    assert (refusal.value.kind, refusal.value.status) == ("too_large", 413)


def test_a_small_file_that_claims_huge_pixels_is_refused() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100000)))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(PictureError) as refusal:
        open_picture(bomb)
    assert refusal.value.kind == "too_large"


def test_random_damage_never_crashes() -> None:
    whole = bytearray((CARDS / "00000.jpg").read_bytes())
    random = np.random.default_rng(7)
    for _ in range(40):
        damaged = bytearray(whole)
        for at in random.integers(0, len(whole), 30):
            damaged[at] = int(random.integers(0, 256))
        try:
            open_picture(bytes(damaged))
        except PictureError as refusal:
            assert refusal.message


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3000, 2), (7, 7)])
def test_tiny_and_thin_pictures_hold_no_card(pipeline: Pipeline, size: tuple[int, int]) -> None:
    assert pipeline.read(stored(Image.new("RGB", size, "white"), "PNG")).cards == []


def test_a_blank_photo_holds_no_card(pipeline: Pipeline) -> None:
    reading = pipeline.read(stored(Image.new("RGB", (1600, 1200), (200, 190, 180)), "JPEG"))
    assert reading.cards == []
    assert (reading.width, reading.height) == (1600, 1200)
