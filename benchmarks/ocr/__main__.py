"""`python -m benchmarks.ocr [--truth DIR]`: accuracy, honesty, time and memory on a set of cards (名片识别基准)."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ocr.scoring import ALL, CORE, Score, matched
from ocr.card import read_card
from ocr.engine import Picture
from ocr.image import open_picture
from ocr.lines import read_lines
from ocr.pipeline import Pipeline
from ocr.reading import CardReading
from ocr.strips import cut

REQUIRED = {
    "core micro-F1": 0.94,
    "lead fields perfect": 0.75,
    "core fields perfect": 0.60,
    "address error rate": 0.08,
    "sure values correct": 0.985,
    "sure values covered": 0.85,
    "pipeline / raw": 1.25,
    "extraction ms": 15.0,
    "peak MB": 800.0,
}
AT_MOST = frozenset(("address error rate", "pipeline / raw", "extraction ms", "peak MB"))


@dataclass
class Times:
    """Seconds of processor time, picture by picture: the machine may be busy with other things."""

    pipeline: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)
    extraction: list[float] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(prog="benchmarks.ocr")
    options.add_argument("--truth", type=Path, help="a folder with truth.jsonl and pictures; else 200 are drawn")
    options.add_argument("--engine", default="auto")
    options.add_argument("--limit", type=int)
    options.add_argument("--timed", type=int, default=40, help="pictures on which the raw engine is timed too")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    if chosen.truth is None:
        with tempfile.TemporaryDirectory() as folder:
            drawn = ("--count", "200", "--seed", "bench", "--out", folder)
            subprocess.run([sys.executable, "-m", "benchmarks.ocr.generate", *drawn], check=True)
            chosen.truth = Path(folder)
            return measure(chosen)
    return measure(chosen)


def measure(chosen: argparse.Namespace) -> int:
    """Reads every card of the folder, prints the report; 1 when a required measure is missed."""
    rows = [json.loads(line) for line in (chosen.truth / "truth.jsonl").read_text(encoding="utf-8").splitlines()][
        : chosen.limit
    ]
    pipeline = Pipeline.open(chosen.engine)
    score, times = Score(), Times()
    for row in rows:
        data = (chosen.truth / row["image"]).read_bytes()
        cards = pipeline.read(data).cards
        for truth, answer in matched(row.get("cards") or [row["fields"]], [_answer(card) for card in cards]):
            score.add(truth, answer)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for row in rows[: chosen.timed]:
        _time(pipeline, (chosen.truth / row["image"]).read_bytes(), times)
    report = _report(score, times, peak)
    _print(report, score)
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0 if all(_reached(name, value) for name, value in report.items()) else 1


def _answer(card: CardReading) -> dict[str, list[tuple[str, float]]]:
    return {name: [(value.value, value.confidence) for value in values] for name, values in card.fields.items()}


def _time(pipeline: Pipeline, data: bytes, times: Times) -> None:
    """The whole reading against detection and recognition alone on the whole picture; fields alone on its lines.

    The picture was read before, so neither side pays for first meeting its sizes.
    """
    picture = open_picture(data).picture
    start = time.process_time()
    boxes = pipeline.engine.detect(picture)
    pipeline.engine.recognise([_lying(cut(picture, box)) for box in boxes])
    middle = time.process_time()
    pipeline.read(data)
    times.pipeline.append(time.process_time() - middle)
    times.raw.append(middle - start)
    lines = read_lines(pipeline.engine, picture)
    start = time.process_time()
    read_card(lines, 1.0)
    times.extraction.append(time.process_time() - start)


def _lying(strip: Picture) -> Picture:
    """A tall strip on its side, as plain readers treat it."""
    return np.ascontiguousarray(np.rot90(strip)) if strip.shape[0] >= 1.5 * strip.shape[1] else strip


def _report(score: Score, times: Times, peak: float) -> dict[str, float]:
    return {
        "core micro-F1": score.f1(),
        "lead fields perfect": score.share_perfect("lead"),
        "core fields perfect": score.share_perfect("core"),
        "address error rate": score.address_error,
        "sure values correct": score.sure_correct,
        "sure values covered": score.sure_covered,
        "pipeline / raw": sum(times.pipeline[: len(times.raw)]) / max(1e-9, sum(times.raw)),
        "extraction ms": 1000 * statistics.median(times.extraction or [0.0]),
        "peak MB": peak,
    }


def _reached(name: str, value: float) -> bool:
    return value <= REQUIRED[name] if name in AT_MOST else value >= REQUIRED[name]


def _print(report: dict[str, Any], score: Score) -> None:
    print(f"{score.cards} cards, F1 of all fields {score.f1(ALL):.4f}")
    for name, value in report.items():
        bound = "<=" if name in AT_MOST else ">="
        print(f"{'ok ' if _reached(name, value) else 'BAD'} {name:22s} {value:10.4f}  {bound} {REQUIRED[name]}")
    print("F1 by field: " + ", ".join(f"{name} {score.f1((name,)):.3f}" for name in CORE))


if __name__ == "__main__":
    sys.exit(main())
