"""Strips of text in, characters with certainty out: input layout and CTC decoding (文字识别)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engine import Picture, Text

HEIGHT = 48
_NARROWEST = 64
_WIDEST = 2304
"""A line 48 times as long as high: more is a misdetected edge."""
_STEP = 32
"""Widths are padded to this multiple only: the reader loses spaces and small letters before a long blank."""


def strip_input(strip: Picture) -> npt.NDArray[np.float32]:
    """The 1 × 3 × 48 × w input for one strip.

    One strip at a time: batches of unlike widths cost a third more work on two cores, and three times the memory.
    """
    own = _width(strip)
    width = max(_NARROWEST, own + -own % _STEP)
    resized = np.asarray(cv2.resize(strip, (own, HEIGHT)), np.float32)
    padded = np.zeros((1, 3, HEIGHT, width), np.float32)
    padded[0, :, :, :own] = resized.transpose(2, 0, 1) / 127.5 - 1
    return padded


def decode(chances: npt.NDArray[np.float32], characters: Sequence[str]) -> Text:
    """Best path of one t × classes output: class 0 is the blank, the class after the last character a space."""
    best = chances.argmax(axis=1)
    kept = np.flatnonzero((best != 0) & np.append(True, best[1:] != best[:-1]))
    if not len(kept):
        return Text("", 0.0, 0.0)
    certainty = chances[kept, best[kept]]
    text = "".join(_character(int(index), characters) for index in best[kept])
    return Text(text, float(certainty.mean()), float(certainty.min()))


def _character(index: int, characters: Sequence[str]) -> str:
    return characters[index - 1] if index <= len(characters) else " "


def _width(strip: Picture) -> int:
    height, width = strip.shape[:2]
    return int(min(_WIDEST, max(8, -(-width * HEIGHT // height))))
