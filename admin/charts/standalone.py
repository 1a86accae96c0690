"""A chart as a file of its own: named, on white, with a line that says what it rests on.

Nothing in it depends on a page: colours are attributes, and rows lead nowhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from markupsafe import Markup

from admin.charts.canvas import COLOURS, STROKES, element, fitted, text_width
from admin.charts.drawing import Drawing

SVG: Final = "http://www.w3.org/2000/svg"
FONT: Final = (
    "system-ui, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Noto Sans SC', 'WenQuanYi Micro Hei', sans-serif"
)
MARGIN: Final = 20
TITLE_SIZE: Final = 18
FOOT_SIZE: Final = 12
BETWEEN: Final = " · "
# Too close to white paper: a thin edge keeps their outline, as the style sheet does on the page.
PALE: Final = frozenset({"c-s2", "c-s3", "c-s4"})
# A name that a shop sent may hold what a page can show but a document may not.
NOT_IN_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """An SVG document and its width in CSS pixels."""

    text: str
    width: int


def standalone(chart: Drawing, foot: Sequence[str]) -> Document:
    """Return a chart as an SVG document; `foot` says shop, days and how many it rests on."""
    lines = in_lines(foot, chart.width, FOOT_SIZE)
    top = MARGIN + TITLE_SIZE * 1.8
    height = round(top + chart.height + 14 + len(lines) * FOOT_SIZE * 1.6 + MARGIN)
    below = top + chart.height + 14
    marks = [
        element("title", chart.words.title),
        element("desc", chart.words.description),
        element("rect", width="100%", height="100%", fill=COLOURS["c-light"]),
        _text(chart.words.title, MARGIN + TITLE_SIZE * 0.9, TITLE_SIZE, chart.width, "c-ink"),
        inner(chart, MARGIN, top),
        *(
            _text(line, below + (i + 1) * FOOT_SIZE * 1.6, FOOT_SIZE, chart.width, "c-mute")
            for i, line in enumerate(lines)
        ),
    ]
    width = chart.width + 2 * MARGIN
    document = element(
        "svg",
        *marks,
        xmlns=SVG,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        font_family=FONT,
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return Document(NOT_IN_XML.sub(" ", f"{head}\n{document}\n"), width)


def inner(chart: Drawing, x: float, y: float) -> Markup:
    """Return the drawing as part of another one: placed, its links become groups."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(NOT_IN_XML.sub(" ", chart.svg))  # noqa: S314 — our own drawing, never somebody's file
    for part in root.iter():
        if part.attrib.pop("class", "") in PALE:
            part.attrib |= {"stroke": STROKES["c-edge"], "stroke-width": ".5"}
        if part.tag == f"{{{SVG}}}a":
            part.tag = f"{{{SVG}}}g"
            part.attrib.pop("href", None)
    root.attrib.pop("role", None)
    root.attrib |= {"x": f"{x:g}", "y": f"{y:g}"}
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 — parsed and written just now


def in_lines(pieces: Sequence[str], room: float, size: float) -> list[str]:
    """
    Return pieces joined into as few lines as fit, a piece never broken.

    Examples
    --------
    >>> in_lines(["茶舍", "2026-11-01 – 2026-11-28", "n 1,234"], 200, 12)
    ['茶舍 · 2026-11-01 – 2026-11-28', 'n 1,234']
    """
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]}{BETWEEN}{piece}" if lines else piece
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _text(words: str, y: float, size: float, room: float, name: str) -> Markup:
    weight = "600" if size == TITLE_SIZE else None
    return element(
        "text",
        fitted(words, room, size),
        x=MARGIN,
        y=y,
        font_size=size,
        font_weight=weight,
        fill=COLOURS[name],
    )
