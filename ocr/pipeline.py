"""One picture from bytes to the cards on it (识别流程)."""

from __future__ import annotations

import contextlib
import ctypes
import time
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from ocr.card import read_card
from ocr.engine import Corners, Engine, open_engine
from ocr.image import Intake, open_picture
from ocr.lines import Line, read_lines
from ocr.reading import CardReading, Reading
from ocr.sheets import Sheet, find_sheets, more_outside, whole

_M_MMAP_THRESHOLD = -3
_REACHABLE = frozenset(("mobile", "phone", "email", "address"))
"""An outline without any of these is part of a card or something else."""


@dataclass(frozen=True)
class Pipeline:
    engine: Engine

    @classmethod
    def open(cls, engine: str = "auto", cache_dir: Path | None = None) -> Pipeline:
        cv2.setNumThreads(1)
        _return_large_blocks()
        return cls(open_engine(engine, cache_dir))

    def read(self, data: bytes) -> Reading:
        """Raises PictureError for files that are no readable picture."""
        start = time.perf_counter()
        intake = open_picture(data)
        cards = [card for card in self._cards(intake) if card.fields]
        ms = round((time.perf_counter() - start) * 1000)
        return Reading(cards, ms, intake.width, intake.height)

    def _cards(self, intake: Intake) -> list[CardReading]:
        """The cards that outlines show; the whole picture as one card when they show none."""
        sheets = find_sheets(intake.picture)
        cards = [self._card(sheet, intake) for sheet in sheets]
        useful = [card for card in cards if _REACHABLE & card.fields.keys()]
        if len(sheets) == len(useful) == 1 and sheets[0].quad is not None:
            return useful + self._beside(sheets[0].quad, intake)
        return useful or [self._card(whole(intake.picture), intake)]

    def _beside(self, quad: Corners, intake: Intake) -> list[CardReading]:
        """A second card whose outline was not clear, read from the text outside the first."""
        if not more_outside(intake.picture, quad):
            return []
        lines = [line for line in read_lines(self.engine, intake.picture) if _outside(line, quad)]
        card = read_card(lines, intake.scale)
        return [card] if _REACHABLE & card.fields.keys() and {"name", "company"} & card.fields.keys() else []

    def _card(self, sheet: Sheet, intake: Intake) -> CardReading:
        return read_card(sheet_lines(self.engine, sheet), intake.scale)


def _return_large_blocks() -> None:
    """Let pictures and activations go back to the system when freed: 130 MB less at the peak, by glibc's mallopt."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 4 * 1024 * 1024)


def _outside(line: Line, quad: Corners) -> bool:
    x, y = line.box.mean(axis=0)
    return cv2.pointPolygonTest(quad, (float(x), float(y)), False) < 0


def sheet_lines(engine: Engine, sheet: Sheet) -> list[Line]:
    """The lines of a sheet with their boxes where they lie in the picture."""
    return [replace(line, box=sheet.back(line.box)) for line in read_lines(engine, sheet.picture)]
