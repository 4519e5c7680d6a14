"""PP-OCRv6 on OpenVINO: the quick engine (OpenVINO 引擎)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openvino

from ocr.detection import boxes_from_map, detection_input
from ocr.engine import THREADS, Corners, Picture, Text, as_float
from ocr.recognition import decode, strip_input
from ocr.weights import DETECTION, RECOGNITION, read_characters, weight_file


class OpenVinoEngine:
    name = "openvino"

    def __init__(self, cache_dir: Path) -> None:
        core = openvino.Core()
        options = {
            "INFERENCE_NUM_THREADS": THREADS,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
            "CACHE_DIR": str(cache_dir / "openvino"),
        }
        self._detector = core.compile_model(str(weight_file(DETECTION)), "CPU", options).create_infer_request()
        self._recogniser = core.compile_model(str(weight_file(RECOGNITION)), "CPU", options).create_infer_request()
        self._characters = read_characters(weight_file(RECOGNITION))

    def detect(self, picture: Picture) -> list[Corners]:
        batch, scale = detection_input(picture)
        self._detector.infer([batch], share_inputs=True)
        height, width = picture.shape[:2]
        return boxes_from_map(as_float(self._detector.get_output_tensor(0).data)[0, 0], scale, width, height)

    def recognise(self, strips: Sequence[Picture]) -> list[Text]:
        return [self._read(strip) for strip in strips]

    def _read(self, strip: Picture) -> Text:
        self._recogniser.infer([strip_input(strip)], share_inputs=True)
        return decode(as_float(self._recogniser.get_output_tensor(0).data)[0], self._characters)
