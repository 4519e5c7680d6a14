"""From the detector's probability map to boxes around lines of text (文字检测后处理).

The map and its reading follow "Real-time Scene Text Detection with Differentiable Binarization" (DB):
each connected region is a shrunk line, which is grown again by area × ratio / perimeter.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import DETECTION_SIDE, Corners, Picture, as_float

_INK = 0.3
"""Probability from which a pixel belongs to text."""
_SURE = 0.55
"""Mean probability from which a region is a line."""
_GROWTH = 1.6
_SMALLEST = 3.0
_STEP = 64
"""Sides are padded to this multiple, so that the engine meets few different sizes (its memory grows with each)."""
_MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32) * 255


def detection_input(picture: Picture) -> tuple[npt.NDArray[np.float32], float]:
    """The 1 × 3 × h × w input for a picture and the scale from its pixels to the input's."""
    height, width = picture.shape[:2]
    scale = min(1.0, DETECTION_SIDE / max(height, width))
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    normal = (picture.astype(np.float32) - _MEAN) / _DEVIATION
    height, width = normal.shape[:2]
    bottom, right = -height % _STEP, -width % _STEP
    padded = cv2.copyMakeBorder(normal, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(padded.transpose(2, 0, 1)[None]), scale


def boxes_from_map(chances: npt.NDArray[np.float32], scale: float, width: int, height: int) -> list[Corners]:
    """Boxes in the pixels of the picture (`width` × `height`) from the h × w map of its scaled copy."""
    mask = (chances > _INK).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        box = _line(as_float(contour.reshape(-1, 2)), chances)
        if box is not None:
            box /= scale
            box[:, 0] = box[:, 0].clip(0, width - 1)
            box[:, 1] = box[:, 1].clip(0, height - 1)
            boxes.append(box)
    return boxes


def _line(contour: Corners, chances: npt.NDArray[np.float32]) -> Corners | None:
    centre, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < _SMALLEST or _mean_inside(contour, chances) < _SURE:
        return None
    grow = width * height * _GROWTH / (2 * (width + height))
    size = (width + 2 * grow, height + 2 * grow)
    if min(size) < _SMALLEST + 2:
        return None
    return as_float(cv2.boxPoints((centre, size, angle)))


def _mean_inside(contour: Corners, chances: npt.NDArray[np.float32]) -> float:
    left, top, width, height = cv2.boundingRect(contour.astype(np.int32))
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [(contour - (left, top)).astype(np.int32)], (1,))
    return float(cv2.mean(chances[top : top + height, left : left + width], mask)[0])
