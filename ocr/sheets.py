"""Finding the cards in a photo and laying each flat, so that small print is read at full size (名片定位)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Corners, Picture, as_float
from ocr.strips import sides

_WORKING_SIDE = 480
"""Edges of a card are found on a copy of this size."""
_LEAST_AREA, _MOST_AREA = 0.10, 0.95
"""Shares of the picture that a card may cover; one that fills it needs no laying flat."""
_ASPECTS = (1.25, 2.2)
_SOLID = 0.93
"""How much of its quadrangle and of its hull a card's outline fills."""
_LONGEST = 1920
_MARGIN = 0.012
"""The sheet reaches a little over the edge: detection suffers when letters touch its border."""

_Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Sheet:
    """One card laid flat, or the whole picture; `to_picture` maps its pixels to those of the picture."""

    picture: Picture
    to_picture: npt.NDArray[np.float64]
    quad: Corners | None

    def back(self, points: Corners) -> Corners:
        """Points of the sheet in the pixels of the picture."""
        if self.quad is None:
            return points
        return as_float(cv2.perspectiveTransform(points[None].astype(np.float64), self.to_picture)[0])


def whole(picture: Picture) -> Sheet:
    return Sheet(picture, np.eye(3), None)


def find_sheets(picture: Picture) -> list[Sheet]:
    """The cards seen in a picture, largest first; empty when no outline is clear."""
    return [_flat(picture, quad) for quad in find_quads(picture)]


def find_quads(picture: Picture) -> list[Corners]:
    """Outlines of cards in pixels of the picture, without overlaps, largest first."""
    height, width = picture.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (5, 5), 0)
    unlike = _from_border(cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.float32))
    bound = _table_ends(unlike)
    quads = [quad for mask in _masks(np.asarray(small, np.uint8), unlike, bound) for quad in _quads_of(mask)]
    quads = [quad for quad in quads if _stands_free(quad, unlike, bound, quads)]
    ratio = as_float([width / size[0], height / size[1]])
    return [quad * ratio for quad in _without_overlap(quads)]


def more_outside(picture: Picture, quad: Corners) -> bool:
    """Whether something as unlike the table as a card, and nearly as large, lies beside the one card found."""
    height, width = picture.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    small = cv2.resize(picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    unlike = _from_border(cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.float32))
    other = _closed(np.asarray((unlike > _table_ends(unlike)) * 255, np.uint8))
    grown = (quad * scale - quad.mean(axis=0) * scale) * 1.06 + quad.mean(axis=0) * scale
    cv2.fillConvexPoly(other, grown.astype(np.int32), (0,))
    return bool(np.count_nonzero(other) > 0.4 * cv2.contourArea(as_float(quad * scale)))


def _table_ends(unlike: npt.NDArray[np.uint8]) -> float:
    """Up to which unlikeness a pixel may still be table, by how restless the rim is."""
    rim = max(2, min(unlike.shape) // 40)
    border = np.concatenate(
        [unlike[:rim].ravel(), unlike[-rim:].ravel(), unlike[:, :rim].ravel(), unlike[:, -rim:].ravel()]
    )
    return float(max(22.0, 1.6 * np.percentile(border, 95)))


def _masks(small: Picture, unlike: npt.NDArray[np.uint8], bound: float) -> Iterator[_Mask]:
    """Guesses of what is card and what is table: by colour against the rim, by lightness and by edges."""
    yield _closed(np.asarray((unlike > bound) * 255, np.uint8))
    _, far = cv2.threshold(unlike, 0, 255, cv2.THRESH_OTSU)
    yield _closed(np.asarray(far, np.uint8))
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    yield _closed(np.asarray(light, np.uint8))
    yield _closed(np.asarray(255 - light, np.uint8))
    edges = cv2.Canny(grey, 20, 60)
    outline = cv2.dilate(edges, np.ones((3, 3), np.uint8))
    yield _filled(np.asarray(outline, np.uint8))


def _from_border(lab: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """How unlike the picture's rim each pixel is; the light on the table may change across the picture."""
    height, width = lab.shape[:2]
    rim = max(2, min(height, width) // 40)
    rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None].repeat(width, 1)
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None].repeat(height, 0)
    border = np.zeros((height, width), bool)
    border[:rim] = border[-rim:] = True
    border[:, :rim] = border[:, -rim:] = True
    plane = np.stack([np.ones_like(rows), rows, columns], -1)
    table, *_ = np.linalg.lstsq(plane[border], lab[border], rcond=None)
    unlike = np.linalg.norm(lab - plane @ table, axis=2)
    return np.asarray(unlike.clip(0, 120) / 120 * 255, np.uint8)


def _closed(mask: _Mask) -> _Mask:
    """Letters filled in, specks removed."""
    filled = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)), np.uint8)


def _filled(outline: _Mask) -> _Mask:
    mask = np.zeros_like(outline)
    contours, _ = cv2.findContours(outline, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(mask, contours, -1, (255,), -1)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)), np.uint8)


def _quads_of(mask: _Mask) -> list[Corners]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = (_quad_of(contour, mask.shape[1], mask.shape[0]) for contour in contours)
    return [quad for quad in found if quad is not None]


def _quad_of(contour: Any, width: int, height: int) -> Corners | None:
    """The four corners of an outline when it is shaped like a card that lies inside the picture."""
    area = cv2.contourArea(contour)
    if not _LEAST_AREA * width * height < area < _MOST_AREA * width * height:
        return None
    hull = cv2.convexHull(contour)
    if area < _SOLID * cv2.contourArea(hull):
        return None
    quad = _four_corners(hull)
    if quad is None or area < _SOLID * cv2.contourArea(quad):
        return None
    if quad.min() < 1 or (quad[:, 0] > width - 2).any() or (quad[:, 1] > height - 2).any():
        return None
    across, down = sides(quad)
    return quad if _ASPECTS[0] < max(across, down) / min(across, down) < _ASPECTS[1] else None


def _stands_free(quad: Corners, unlike: npt.NDArray[np.uint8], bound: float, quads: list[Corners]) -> bool:
    """Whether table lies on every side: a coloured band of the card beyond an edge means that the edge is inside it."""
    height, width = unlike.shape
    wider = (quad - quad.mean(axis=0)) * _BEYOND + quad.mean(axis=0)
    for start, end in zip(wider, np.roll(wider, -1, axis=0), strict=True):
        points = start + (end - start) * np.linspace(0.1, 0.9, 24)[:, None]
        inside = points[(points >= 0).all(axis=1) & (points[:, 0] < width) & (points[:, 1] < height)]
        free = [point for point in inside if not _on_another(point, quad, quads)]
        if len(free) >= 12 and np.median([unlike[int(y), int(x)] for x, y in free]) > bound:
            return False
    return True


_BEYOND = 1.1
"""Far enough out to be past a card's shadow, near enough to hit a band of it."""


def _on_another(point: Corners, quad: Corners, quads: list[Corners]) -> bool:
    return any(
        cv2.pointPolygonTest(other, (float(point[0]), float(point[1])), False) >= 0
        for other in quads
        if cv2.intersectConvexConvex(quad, other)[0] < 0.1 * cv2.contourArea(quad)
    )


def _four_corners(hull: Any) -> Corners | None:
    length = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.04, 0.06):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            return _in_order(as_float(corners.reshape(4, 2)))
    return None


def _in_order(corners: Corners) -> Corners:
    """Clockwise, starting with the corner nearest the picture's top left."""
    centre = corners.mean(axis=0)
    around = np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]), kind="stable")
    corners = corners[around]
    return as_float(np.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0))


def _without_overlap(quads: list[Corners]) -> list[Corners]:
    """Largest first, each only once: several masks find the same card."""
    kept: list[Corners] = []
    for quad in sorted(quads, key=lambda one: -cv2.contourArea(one)):
        if all(cv2.intersectConvexConvex(quad, other)[0] < 0.1 * cv2.contourArea(quad) for other in kept):
            kept.append(quad)
    return kept


def _flat(picture: Picture, quad: Corners) -> Sheet:
    width, height = sides(quad)
    scale = min(1.0, _LONGEST / max(width, height))
    across, down = round(width * scale), round(height * scale)
    margin = round(_MARGIN * max(across, down))
    target = as_float([[0, 0], [across, 0], [across, down], [0, down]]) + margin
    matrix = cv2.getPerspectiveTransform(quad, target)
    size = across + 2 * margin, down + 2 * margin
    sheet = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(np.asarray(sheet, np.uint8), np.asarray(np.linalg.inv(matrix), np.float64), quad)
