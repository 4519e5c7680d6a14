"""Where the model weights are and which characters they know (识别模型).

The wheel `rapidocr` ships PP-OCRv6 as ONNX files; only its data is used, so it needs none of its dependencies.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"

_METADATA_PROPS = 14
"""Field number of ModelProto.metadata_props in the ONNX format (onnx.proto3)."""


def weight_file(name: str) -> Path:
    """The path of one weight file; raises FileNotFoundError when the wheel is missing."""
    spec = importlib.util.find_spec("rapidocr")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "models", name)
        if path.is_file():
            return path
    raise FileNotFoundError(f"{name}: the rapidocr wheel with the model weights is not installed")


def read_characters(model: Path) -> list[str]:
    """The recogniser's characters in the order of its classes, read from the metadata of the ONNX file."""
    for entry in _fields(model.read_bytes(), _METADATA_PROPS):
        pair = dict(_numbered(entry))
        if pair.get(1) == b"character":
            return pair.get(2, b"").decode().splitlines()
    raise ValueError(f"{model.name} carries no character list")


def _fields(message: bytes, number: int) -> Iterator[bytes]:
    return (value for found, value in _numbered(message) if found == number)


def _numbered(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of one protocol-buffer message; others are skipped."""
    at, view = 0, memoryview(message)
    while at < len(view):
        key, at = _varint(view, at)
        kind = key & 7
        if kind == 0:
            _, at = _varint(view, at)
        elif kind == 2:
            size, at = _varint(view, at)
            # The graph itself is tens of megabytes: only small fields are copied out of the view.
            yield key >> 3, bytes(view[at : at + size]) if key >> 3 != 7 else b""
            at += size
        else:
            at += 8 if kind == 1 else 4


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
