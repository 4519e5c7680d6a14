"""The reading process: pictures come in on stdin, answers leave on stdout, nothing is shared (识别进程)."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from ocr.errors import PictureError
from ocr.frames import read_frame, write_frame
from ocr.pipeline import Pipeline

_NICENESS = 10
"""Reading a card must not slow down the answers to chat."""


def main() -> None:
    options = argparse.ArgumentParser(prog="ocr.serve")
    options.add_argument("--engine", default="auto")
    options.add_argument("--cache-dir", type=Path)
    chosen = options.parse_args()
    os.nice(_NICENESS)
    answers = _claim_stdout()
    pipeline = Pipeline.open(chosen.engine, chosen.cache_dir)
    write_frame(answers, json.dumps({"ready": pipeline.engine.name}).encode())
    while (data := read_frame(sys.stdin.buffer)) is not None:
        write_frame(answers, json.dumps(_answer(pipeline, data), ensure_ascii=False).encode())


def _claim_stdout() -> BinaryIO:
    """Keep the pipe for answers; whatever a library prints goes to the log instead."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _answer(pipeline: Pipeline, data: bytes) -> dict[str, Any]:
    try:
        return {"reading": pipeline.read(data).to_json()}
    except PictureError as fault:
        return {"error": {"kind": fault.kind, "message": fault.message}}
    except Exception:
        traceback.print_exc()
        return {"failed": True}


if __name__ == "__main__":
    main()
