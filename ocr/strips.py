"""Cutting lines of text out of a picture, upright and flat (文字行裁剪)."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.engine import Corners, Picture, as_float

_TALLEST = 96
"""Strips are read at 48 pixels; more than twice that is only work."""


def sides(box: Corners) -> tuple[float, float]:
    """Width and height of a box, the longer of each pair of edges."""
    across = np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[3] - box[2])
    down = np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2])
    return float(max(across)), float(max(down))


def cut(picture: Picture, box: Corners) -> Picture:
    """The picture inside `box`, flattened to a rectangle whose top edge is the box's first edge."""
    width, height = sides(box)
    scale = min(1.0, _TALLEST / max(height, 1.0))
    size = max(4, round(width * scale)), max(4, round(height * scale))
    target = as_float([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]])
    matrix = cv2.getPerspectiveTransform(box, target)
    strip = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def turned(box: Corners, quarters: int) -> Corners:
    """The same box for text turned clockwise by `quarters` of a turn: its first corner moves on."""
    return np.roll(box, -quarters, axis=0)
