"""A change as a picture for places that show only pictures: 1200 x 675 PNG. The one door to Pillow.

Where the fonts or the shaping for a script are missing there is none rather than a wrong one. Load it where something
is drawn: its library takes 4 MB.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

from monitor.diff.render.card import Card

SIZE: Final = (1200, 675)
MARGIN: Final = 70
SIDE_LINES: Final = 2  # of each side, so that two lines of footer have room below
PAPER: Final = "#fffdf8"
SOFT: Final = "#6a665e"
RED: Final = ("#b3261e", "#fbe9e7")
GREEN: Final = ("#1b6e3c", "#e6f4ea")
FONTS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")
_NEEDS_SHAPING: Final = re.compile(
    "[\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u200d]"
)

Font = ImageFont.FreeTypeFont


def png(card: Card, *, fonts: Sequence[str] = FONTS) -> bytes | None:
    """The picture, or None where a script can not be drawn as it should be."""
    path = font_for(card, fonts=fonts)
    if path is None:
        return None
    image = Image.new("RGB", SIZE, PAPER)
    _draw(ImageDraw.Draw(image), card, path)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def font_for(card: Card, *, fonts: Sequence[str] = FONTS) -> str | None:
    """The first font that has a sign for each character of the card; None where there is none or shaping is needed."""
    words = card.heading + card.old + card.new + card.footer
    if _NEEDS_SHAPING.search(words):
        return None
    return next((name for name in fonts if _has_all(name, words)), None)


def _has_all(path: str, words: str) -> bool:
    """True if the font is there and has a glyph of its own for each character."""
    if not features.check("freetype2"):
        return False
    try:
        font = ImageFont.truetype(path, 24)
    except OSError:
        return False
    missing = bytes(font.getmask("\U0010ffff"))
    return all(bytes(font.getmask(sign)) != missing for sign in set(words) if not sign.isspace())


def _draw(draw: ImageDraw.ImageDraw, card: Card, path: str) -> None:
    width = SIZE[0] - 2 * MARGIN
    draw.rectangle((0, 0, 14, SIZE[1]), fill=RED[0])
    small, large = ImageFont.truetype(path, 30), ImageFont.truetype(path, 46)
    top = MARGIN - 10
    for line in list(_lines(card.heading, small, width))[:2]:
        draw.text((MARGIN, top), line, font=small, fill=SOFT)
        top += 42
    top += 24
    for text, colours, struck in ((card.old, RED, True), (card.new, GREEN, False)):
        top = _draw_side(draw, text, (top, width), large, colours, struck=struck)
    bottom = SIZE[1] - MARGIN - 26
    for line in reversed(list(_lines(card.footer, small, width))[:2]):
        draw.text((MARGIN, bottom), line, font=small, fill=SOFT)
        bottom -= 42


def _draw_side(
    draw: ImageDraw.ImageDraw, text: str, place: tuple[int, int], font: Font, colours: tuple[str, str], *, struck: bool
) -> int:
    """Draw up to two lines of one side, struck through or underlined; where the next thing may begin."""
    top, width = place
    lines = list(_lines(text, font, width))
    if len(lines) > SIDE_LINES:
        lines = [*lines[: SIDE_LINES - 1], lines[SIDE_LINES - 1].rstrip() + "…"]
    for line in lines:
        right = MARGIN + int(font.getlength(line))
        draw.rectangle((MARGIN - 8, top - 4, right + 8, top + 58), fill=colours[1])
        draw.text((MARGIN, top), line, font=font, fill=colours[0])
        at = top + (32 if struck else 56)
        draw.line((MARGIN, at, right, at), fill=colours[0], width=4)
        top += 68
    return top + (24 if lines else 0)


def _lines(text: str, font: Font, width: int) -> Iterator[str]:
    """The text in lines that fit; a word too long for one is cut."""
    now = ""
    for word in text.split():
        piece = word
        while font.getlength(piece) > width:
            piece = piece[:-1]
        joined = f"{now} {piece}".strip()
        if font.getlength(joined) <= width:
            now = joined
        else:
            yield now
            now = piece
    if now:
        yield now
