"""A drawn card as a phone sees it: askew on a table, in uneven light, turned, compressed (拍摄效果)."""

from __future__ import annotations

import io
from random import Random

import cv2
import numpy as np
from PIL import Image

_TABLES = ((60, 80, 110), (120, 120, 125), (40, 45, 50), (150, 170, 190))
_TURNS = {1: None, 3: cv2.ROTATE_180, 6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE}
"""EXIF orientation and how the stored pixels are turned against it."""


def scan(card: Image.Image, quality: int = 80) -> bytes:
    out = io.BytesIO()
    card.save(out, "JPEG", quality=quality)
    return out.getvalue()


def photograph(cards: list[Image.Image], random: Random, long_side: int = 1600, quality: int = 85) -> bytes:
    """One JPEG of one or more cards on a table, sometimes with an EXIF turn or really sideways."""
    pictures = [np.asarray(card)[:, :, ::-1] for card in cards]
    width = long_side
    height = round(long_side * (0.75 if len(cards) == 1 else 1.15))
    if len(cards) == 1 and pictures[0].shape[0] > pictures[0].shape[1]:
        width, height = height, width
    photo = np.full((height, width, 3), random.choice(_TABLES), np.float32)
    photo += np.random.default_rng(random.randrange(2**32)).normal(0, 5, photo.shape)
    for index, picture in enumerate(pictures):
        _lay(photo, picture, random, index, len(pictures))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    photo *= (
        1
        + random.uniform(-0.25, 0.25) * (columns / width - 0.5)[..., None]
        + random.uniform(-0.2, 0.2) * (rows / height - 0.5)[..., None]
    )
    photo = cv2.GaussianBlur(photo * random.uniform(0.75, 1.02), (0, 0), random.uniform(0.3, 0.9))
    return _stored(photo.clip(0, 255).astype(np.uint8), random, quality)


def _lay(photo: np.ndarray, picture: np.ndarray, random: Random, index: int, count: int) -> None:
    """Put one card on the table, tilted and a little in perspective."""
    height, width = photo.shape[:2]
    band = height / count
    card_height, card_width = picture.shape[:2]
    scale = min(width / card_width, band / card_height) * random.uniform(0.72, 0.86)
    centre = np.array([width / 2, band * (index + 0.5)])
    angle = np.radians(random.uniform(-6, 6))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [card_width * scale / 2, card_height * scale / 2]
    corners = corners * np.array([[1 - random.uniform(0, 0.05)] for _ in range(4)])
    source = np.float32([[0, 0], [card_width, 0], [card_width, card_height], [0, card_height]])
    matrix = cv2.getPerspectiveTransform(source, (corners @ turn + centre).astype(np.float32))
    laid = cv2.warpPerspective(picture.astype(np.float32), matrix, (width, height))
    mask = cv2.warpPerspective(np.ones((card_height, card_width), np.float32), matrix, (width, height))[..., None]
    shadow = cv2.GaussianBlur(np.roll(mask, (8, 8), (0, 1)), (0, 0), 9)[..., None]
    photo *= 1 - 0.4 * shadow
    photo *= 1 - mask
    photo += laid * mask


def _stored(photo: np.ndarray, random: Random, quality: int) -> bytes:
    if random.random() < 0.15:
        photo = cv2.rotate(
            photo, random.choice((cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE))
        )
    exif = Image.Exif()
    orientation = random.choice((1, 1, 1, 3, 6, 8))
    exif[0x0112] = orientation
    turn = _TURNS[orientation]
    stored = photo if turn is None else cv2.rotate(photo, turn)
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(stored[:, :, ::-1])).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()
