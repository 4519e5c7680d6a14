"""The two ways to find and read text with the same weights, and the choice between them (识别引擎)."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""Height × width × 3, blue-green-red."""
Corners = npt.NDArray[np.float32]
"""Four corners as 4 × 2 in clockwise order; which comes first is settled once the direction of the text is known."""

DETECTION_SIDE = 960
"""Longest side given to the detector: larger finds hardly more on a card and costs time and memory squared."""
THREADS = 2


@dataclass(frozen=True)
class Text:
    """What one strip says: `score` is the mean and `weakest` the least certainty over its characters."""

    text: str
    score: float
    weakest: float


class Engine(Protocol):
    """Finds text in a picture and reads upright strips."""

    name: str

    def detect(self, picture: Picture) -> list[Corners]: ...

    def recognise(self, strips: Sequence[Picture]) -> list[Text]: ...


def open_engine(choice: str = "auto", cache_dir: Path | None = None) -> Engine:
    """Load `openvino`, `paddle`, or with `auto` the first of them that is installed."""
    if choice not in ("auto", "openvino", "paddle"):
        raise ValueError(f"WECRM_OCR_ENGINE: {choice!r} is not one of auto, openvino, paddle")
    folder = cache_dir or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    if choice == "openvino" or (choice == "auto" and importlib.util.find_spec("openvino")):
        from ocr.openvino_engine import OpenVinoEngine

        return OpenVinoEngine(folder)
    from ocr.paddle_engine import PaddleEngine

    return PaddleEngine(folder)


def default_cache() -> Path:
    """The user's cache folder, or a temporary one where there is no home."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(base, "wecrm", "ocr")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir(), f"wecrm-ocr-{os.getuid()}")
    return folder


def as_float(array: Any) -> npt.NDArray[np.float32]:
    return np.asarray(array, dtype=np.float32)
