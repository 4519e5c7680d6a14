"""`python -m ocr FILE…`: one JSON line per picture, the models loaded once (命令行识别)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from ocr.errors import PictureError
from ocr.image import MAX_BYTES
from ocr.pipeline import Pipeline
from ocr.reading import CardReading


def main() -> int:
    names = sys.argv[1:]
    if not names or names[0] in ("-h", "--help"):
        print("用法: python -m ocr 图片…    每张图片输出一行 JSON", file=sys.stderr)
        return 0 if names else 2
    # Libraries that print must not break the lines.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    data = os.environ.get("WECRM_DATA_DIR")
    pipeline = Pipeline.open(os.environ.get("WECRM_OCR_ENGINE", "auto"), Path(data, "models") if data else None)
    results = [_print(answers, _read(pipeline, name)) for name in names]
    return 0 if all(results) else 1


def _print(answers: Any, result: dict[str, Any]) -> bool:
    print(json.dumps(result, ensure_ascii=False), file=answers, flush=True)
    return "error" not in result


def _read(pipeline: Pipeline, name: str) -> dict[str, Any]:
    try:
        if Path(name).stat().st_size > MAX_BYTES:
            raise PictureError("too_large", "图片超过 20 MB，压缩后再发")
        reading = pipeline.read(Path(name).read_bytes())
    except PictureError as fault:
        return {"image": name, "error": fault.message}
    except OSError:
        return {"image": name, "error": "打不开这个文件，检查路径"}
    cards = [_fields(card) for card in reading.cards]
    result: dict[str, Any] = {"image": name, "fields": cards[0] if cards else {}, "ms": reading.ms}
    return result | {"cards": cards} if len(cards) > 1 else result


def _fields(card: CardReading) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"value": value["value"], "confidence": value["confidence"], "box": value["box"]} for value in values]
        for name, values in card.to_json()["fields"].items()
    }


if __name__ == "__main__":
    sys.exit(main())
