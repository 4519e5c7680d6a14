"""PaddleOCR with its ONNX engine on the same weights: the engine that every installation has (PaddleOCR 引擎)."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml  # type: ignore[import-untyped]

from ocr.engine import DETECTION_SIDE, THREADS, Corners, Picture, Text, as_float
from ocr.weights import DETECTION, RECOGNITION, read_characters, weight_file

_RUNTIME = {"intra_op_num_threads": THREADS, "inter_op_num_threads": 1}


class PaddleEngine:
    name = "paddle"

    def __init__(self, cache_dir: Path) -> None:
        _prepare_import(cache_dir)
        from paddleocr import TextDetection, TextRecognition

        common = {"engine": "onnxruntime", "engine_config": _RUNTIME, "device": "cpu"}
        self._detector = TextDetection(
            model_name="PP-OCRv6_small_det",
            model_dir=str(_detector_folder(cache_dir)),
            limit_side_len=DETECTION_SIDE,
            limit_type="max",
            **common,
        )
        self._recogniser = TextRecognition(
            model_name="PP-OCRv6_small_rec", model_dir=str(_recogniser_folder(cache_dir)), **common
        )

    def detect(self, picture: Picture) -> list[Corners]:
        [result] = self._detector.predict(picture)
        return [as_float(polygon).reshape(4, 2) for polygon in result["dt_polys"]]

    def recognise(self, strips: Sequence[Picture]) -> list[Text]:
        if not strips:
            return []
        results = self._recogniser.predict([np.ascontiguousarray(strip) for strip in strips], batch_size=1)
        return [_text(result) for result in results]


def _text(result: Any) -> Text:
    """PaddleOCR tells only the mean certainty; the weakest letter takes most of what is missing from it."""
    text, score = str(result["rec_text"]), float(result["rec_score"])
    return Text(text, score, max(0.0, 1 - (1 - score) * max(1, len(text)) * 0.7))


def _prepare_import(cache_dir: Path) -> None:
    """Keep paddlex from probing model hubs and the home folder, and let it find OpenCV."""
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"
    os.environ["PADDLE_PDX_CACHE_HOME"] = str(cache_dir / "paddlex")
    _answer_for_opencv()


def _answer_for_opencv() -> None:
    """Give the version of the headless OpenCV when paddlex asks for the one that needs a display's libraries.

    paddlex looks for the distribution `opencv-contrib-python`; `opencv-contrib-python-headless` of the same
    version is the same module without libGL, which a server does not have.
    """
    version = importlib.metadata.version
    if getattr(version, "answers_for_opencv", False):
        return

    def answer(name: str) -> str:
        try:
            return version(name)
        except importlib.metadata.PackageNotFoundError:
            if name != "opencv-contrib-python":
                raise
            return version("opencv-contrib-python-headless")

    answer.answers_for_opencv = True  # type: ignore[attr-defined]
    importlib.metadata.version = answer  # type: ignore[assignment]


def _detector_folder(cache_dir: Path) -> Path:
    steps: list[dict[str, Any]] = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"DetResizeForTest": {"resize_long": DETECTION_SIDE}},
        {
            "NormalizeImage": {
                "mean": [0.485, 0.456, 0.406],
                "std": [0.229, 0.224, 0.225],
                "scale": "1./255.",
                "order": "hwc",
            }
        },
        {"ToCHWImage": None},
        {"KeepKeys": {"keep_keys": ["image", "shape", "polys", "ignore_tags"]}},
    ]
    after = {"name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.55, "max_candidates": 1000, "unclip_ratio": 1.6}
    return _folder(cache_dir, "PP-OCRv6_small_det", DETECTION, steps, after)


def _recogniser_folder(cache_dir: Path) -> Path:
    steps: list[dict[str, Any]] = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"RecResizeImg": {"image_shape": [3, 48, 320]}},
        {"KeepKeys": {"keep_keys": ["image", "label_ctc", "label_gtc", "length", "valid_ratio"]}},
    ]
    after = {"name": "CTCLabelDecode", "character_dict": read_characters(weight_file(RECOGNITION))}
    return _folder(cache_dir, "PP-OCRv6_small_rec", RECOGNITION, steps, after)


def _folder(cache_dir: Path, name: str, weights: str, steps: list[dict[str, Any]], after: dict[str, Any]) -> Path:
    """A model folder as PaddleOCR wants it: the weights linked, beside them what to do before and after."""
    folder = cache_dir / "paddle" / name
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "inference.onnx"
    source = weight_file(weights)
    if not link.exists() or link.resolve() != source.resolve():
        link.unlink(missing_ok=True)
        link.symlink_to(source)
    told = {"Global": {"model_name": name}, "PreProcess": {"transform_ops": steps}, "PostProcess": after}
    draft = folder / f"inference.{os.getpid()}.yml"
    draft.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    draft.replace(folder / "inference.yml")
    return folder
