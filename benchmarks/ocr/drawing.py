"""Cards drawn from records in several layouts with free fonts (样本名片的版式)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from benchmarks.ocr.records import LABELS, Record

FONT_FOLDER = Path("/usr/share/fonts")
FACES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSansCJK-Medium.ttc",
    "LXGWWenKai-Regular.ttf",
    "wqy-microhei.ttc",
    "ukai.ttc",
)
PAPERS = (
    ("#ffffff", "#222222", "#0a5ea8"),
    ("#f7f3ea", "#3a2f28", "#9c3b2e"),
    ("#1d2736", "#f1f1f1", "#e0b65a"),
    ("#eef3f0", "#203328", "#1d7a52"),
)
CONTACTS = ("mobile", "phone", "fax", "email", "wechat", "qq", "website", "address", "address_en", "postcode")
WIDTH, HEIGHT = 1200, 720


class DoesNotFit(Exception):
    """The text of this record is too long for this layout."""


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    path = next(iter(sorted(FONT_FOLDER.rglob(face))), None)
    if path is None:
        raise FileNotFoundError(f"{face}: install the packages listed in benchmarks/ocr/README.md")
    return ImageFont.truetype(str(path), size)


@dataclass
class Pen:
    """Draws lines of text on one card and says where the next line may begin."""

    draw: ImageDraw.ImageDraw
    face: str
    ink: str

    def write(
        self, text: str, x: float, y: float, size: int, ink: str | None = None, anchor: str = "la", spread: float = 0
    ) -> float:
        font = _font(self.face, size)
        width = font.getlength(text) + spread * size * (len(text) - 1)
        left = x if anchor == "la" else x - width if anchor == "ra" else x - width / 2
        if left < 10 or left + width > self.draw.im.size[0] - 10 or y + size > self.draw.im.size[1] - 5:
            raise DoesNotFit(text)
        if spread:
            for letter in text:
                self.draw.text((left, y), letter, font=font, fill=ink or self.ink)
                left += font.getlength(letter) + spread * size
        else:
            self.draw.text((left, y), text, font=font, fill=ink or self.ink)
        return y + size * 1.4

    def column(self, text: str, x: float, y: float, size: int) -> float:
        for index, letter in enumerate(text):
            self.draw.text((x, y + index * size * 1.15), letter, font=_font(self.face, size), fill=self.ink)
        return y + len(text) * size * 1.15

    def wrapped(self, text: str, x: float, y: float, size: int, room: float) -> float:
        """Several lines when the text is wider than `room`: between words in English, anywhere in Chinese."""
        pieces = [word + " " for word in text.split(" ")] if text.isascii() else list(text)
        line = ""
        for piece in pieces:
            if line and _font(self.face, size).getlength(line + piece) > room:
                y = self.write(line.strip(), x, y, size)
                line = ""
            line += piece
        return self.write(line.strip(), x, y, size)


def draw_card(record: Record, random: Random) -> Image.Image:
    """The card as a flat picture; raises DoesNotFit when the record needs another layout."""
    paper, ink, accent = random.choice(PAPERS)
    layout = random.choice((_left, _centred, _split, _footer, _upright_name))
    portrait = layout is _left and random.random() < 0.25
    image = Image.new("RGB", (HEIGHT, WIDTH) if portrait else (WIDTH, HEIGHT), paper)
    pen = Pen(ImageDraw.Draw(image), random.choice(FACES), ink)
    layout(pen, record, random, accent)
    return image


def _posts(record: Record, random: Random) -> str:
    parts = record.fields.get("department", []) + record.fields["title"]
    return random.choice(("  ", " / ", " | ")).join(parts)


def _english(record: Record) -> list[str]:
    """The English lines that stand under the Chinese ones, without the address."""
    lines = [value for key in ("name_en", "title_en", "department_en") for value in record.fields.get(key, [])]
    return [*lines, *record.fields.get("company_en", [])]


def _contacts(pen: Pen, record: Record, random: Random, x: float, y: float, size: int, room: float) -> float:
    names = LABELS["en" if record.language == "en" else random.choice(("zh", "zh", "en", "short", "formal"))]
    between, column = random.choice(("：", ": ", " ")), random.random() < 0.2
    for key in CONTACTS:
        for value in record.fields.get(key, []):
            label = names[key.removesuffix("_en")]
            if column:
                pen.write(label, x, y, size)
                y = pen.wrapped(value, x + 4.6 * size, y, size, room - 4.6 * size)
            else:
                y = pen.wrapped(f"{label}{between}{value}", x, y, size, room)
    return y


def _left(pen: Pen, record: Record, random: Random, accent: str) -> None:
    width = pen.draw.im.size[0]
    y = pen.wrapped(record.fields["company"][0], 70, 60, 36, width - 140)
    y = pen.write(
        record.fields["name"][0],
        70,
        y + 25,
        66,
        accent,
        spread=random.choice((0, 0, 0.4)) if record.language == "zh" else 0,
    )
    y = pen.write(_posts(record, random), 70, y + 5, 28)
    for line in _english(record):
        y = pen.wrapped(line, 70, y, 22, width - 140)
    _contacts(pen, record, random, 70, y + 25, 26, width - 140)


def _centred(pen: Pen, record: Record, random: Random, accent: str) -> None:
    middle = WIDTH / 2
    y = pen.write(record.fields["name"][0], middle, 50, 70, accent, "ma")
    y = pen.write(_posts(record, random), middle, y, 28, None, "ma")
    y = pen.write(record.fields["company"][0], middle, y + 8, 36, None, "ma")
    for line in _english(record):
        y = pen.write(line, middle, y, 22, None, "ma")
    _contacts(pen, record, random, 220, y + 20, 24, WIDTH - 300)


def _split(pen: Pen, record: Record, random: Random, accent: str) -> None:
    y = pen.write(record.fields["name"][0], 60, 90, 64, accent)
    y = pen.write(_posts(record, random), 60, y, 26)
    for line in _english(record)[: len(_english(record)) - len(record.fields.get("company_en", []))]:
        y = pen.write(line, 60, y, 22)
    pen.draw.line((560, 60, 560, HEIGHT - 60), fill=accent, width=3)
    y = pen.wrapped(record.fields["company"][0], 600, 80, 32, 540)
    for line in record.fields.get("company_en", []):
        y = pen.wrapped(line, 600, y, 22, 540)
    _contacts(pen, record, random, 600, y + 20, 24, 540)
    for loose in record.loose:
        pen.write(loose, 60, HEIGHT - 90, 24, accent)


def _footer(pen: Pen, record: Record, random: Random, accent: str) -> None:
    right = WIDTH - 70
    y = pen.write(record.fields["name"][0], right, 60, 68, None, "ra")
    y = pen.write(_posts(record, random), right, y, 28, None, "ra")
    _contacts(pen, record, random, 70, y + 10, 25, WIDTH - 140)
    pen.draw.rectangle((0, HEIGHT - 110, WIDTH, HEIGHT), fill=accent)
    pen.write(record.fields["company"][0], 70, HEIGHT - 95, 36, "#ffffff")
    for line in record.fields.get("company_en", []):
        pen.write(line, 70, HEIGHT - 45, 22, "#ffffff")
    y = 70.0
    for key in ("name_en", "title_en", "department_en"):
        for line in record.fields.get(key, []):
            y = pen.write(line, 70, y, 26)


def _upright_name(pen: Pen, record: Record, random: Random, accent: str) -> None:
    """The name as a column, as on traditional cards."""
    if record.language == "en":
        raise DoesNotFit("a column of Latin letters")
    pen.column(record.fields["name"][0], 80, 80, 74)
    pen.column(record.fields["title"][0], 190, 90, 32)
    for unit in record.fields.get("department", []):
        pen.column(unit, 250, 90, 32)
    y = pen.write(record.fields["company"][0], 340, 80, 36, accent)
    for line in _english(record):
        y = pen.write(line, 340, y, 22)
    _contacts(pen, record, random, 340, y + 20, 25, WIDTH - 400)
