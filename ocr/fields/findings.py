"""What was found on a card: field, value, where it was read and how sure the rule is (候选值)."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.fields.pieces import Piece


@dataclass(frozen=True)
class Finding:
    """`field` without language; `sure` 0..1 is the rule's own certainty, before the reader's is counted in."""

    field: str
    value: str
    raw: str
    piece: Piece
    sure: float
    english: bool = False
