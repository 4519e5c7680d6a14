"""`python -m benchmarks.ocr.generate --out DIR`: a set of drawn cards with their truth (生成样本)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from PIL import Image

from benchmarks.ocr.camera import photograph, scan
from benchmarks.ocr.drawing import DoesNotFit, draw_card
from benchmarks.ocr.records import Fields, invent


def one_card(random: Random) -> tuple[Image.Image, Fields]:
    """A record that fits a layout, and its picture. What a layout leaves out is not in the truth."""
    while True:
        record = invent(random)
        try:
            return draw_card(record, random), record.fields
        except DoesNotFit:
            continue


def write_set(out: Path, count: int, seed: str, long_side: int = 1600, quality: int = 85) -> None:
    """`truth.jsonl` and `img/*.jpg`; one card in five is a flat scan, one picture in twenty shows two cards."""
    (out / "img").mkdir(parents=True, exist_ok=True)
    rows = []
    for index in range(count):
        random = Random(f"{seed}/{index}")
        cards = [one_card(random) for _ in range(2 if random.random() < 0.05 else 1)]
        flat = len(cards) == 1 and random.random() < 0.2
        pictures = [card for card, _ in cards]
        data = scan(pictures[0], quality) if flat else photograph(pictures, random, long_side, quality)
        name = f"img/{index:05d}.jpg"
        (out / name).write_bytes(data)
        row = {"image": name, "fields": cards[0][1]}
        rows.append(row | ({"cards": [fields for _, fields in cards]} if len(cards) > 1 else {}))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "truth.jsonl").write_text(text, encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", default="1")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--long-side", type=int, default=1600)
    options.add_argument("--quality", type=int, default=85)
    chosen = options.parse_args()
    write_set(chosen.out, chosen.count, chosen.seed, chosen.long_side, chosen.quality)


if __name__ == "__main__":
    main()
