"""Writing SVG by hand: elements, texts that fit, and a linear scale.

Colours are classes that the style sheet may recolour, each with a presentation attribute for
where there is none (letters, files); a strict content policy forbids style attributes.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from admin.charts.drawing import Drawing, Layout, Table, Words

INK: Final = "#1c1f24"
# Class to its colour outside the style sheet. s1-s5 is PuOr, the best five steps for every eye.
COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "c-s1": "#b35806",
        "c-s2": "#fdb863",
        "c-s3": "#d9d9d9",
        "c-s4": "#b2abd2",
        "c-s5": "#542788",
        "c-ink": INK,
        "c-dark": INK,
        "c-light": "#ffffff",
        "c-mute": "#565c66",
        "c-good": "#542788",
        "c-bad": "#9a4a04",
        "c-plain": "#565c66",
        "c-bar": "#5e3c99",
        "c-fill": "#b2abd2",
        "c-band": "#e4e0ee",
        "c-h0": "#f3f1f7",
        "c-h1": "#d8d3e8",
        "c-h2": "#b2abd2",
        "c-h3": "#7a5bac",
        "c-h4": "#542788",
    }
)
STROKES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "c-axis": "#6b7280",
        "c-grid": "#dfe2e7",
        "c-line": "#5e3c99",
        "c-limit": "#9a4a04",
        "c-whisker": INK,
        "c-edge": "#8a9099",
    }
)
WIDE_CHARACTERS_FROM: Final = 0x2E80
LATIN_WIDTH: Final = 0.56


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from numbers to pixels."""

    lowest: float
    highest: float
    start: float
    end: float

    def __call__(self, number: float) -> float:
        """Return the pixel of `number`; numbers outside are held at the ends."""
        reach = self.highest - self.lowest
        part = (number - self.lowest) / reach if reach else 0.5
        return self.start + min(1.0, max(0.0, part)) * (self.end - self.start)


def element(tag: str, *children: str, **attributes: str | float | None) -> Markup:
    """Write one element; `class_` and `text_anchor` become class and text-anchor, None is left out.

    Examples
    --------
    >>> element("text", "a < b", x=1.50, text_anchor="end")
    Markup('<text x="1.5" text-anchor="end">a &lt; b</text>')
    """
    written = "".join(
        f' {_attribute(name)}="{_plain(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    if not children:
        return Markup(f"<{tag}{written}/>")  # noqa: S704 — our own names, and values escaped above
    inside = "".join(map(escape, children))
    return Markup(f"<{tag}{written}>{inside}</{tag}>")  # noqa: S704 — as above, children escaped


def text(words: str, x: float, y: float, size: float, **more: str | float | None) -> Markup:
    """Write words with their baseline at (x, y); `class_` also gives the colour."""
    name = str(more.setdefault("class_", "c-ink"))
    return element("text", words, x=x, y=y, font_size=size, fill=COLOURS[name], **more)


def rect(x: float, y: float, width: float, height: float, name: str, *inside: str) -> Markup:
    """Draw a filled box of the class `name`."""
    return element(
        "rect", *inside, x=x, y=y, width=width, height=height, fill=COLOURS[name], class_=name
    )


def rule(x1: float, y1: float, x2: float, y2: float, name: str, **more: str | float) -> Markup:
    """Draw a straight line of the class `name`."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=STROKES[name], class_=name, **more)


def group(*inside: str, href: str = "", label: str = "", area: str = "") -> Markup:
    """Put marks together, as a link when there is somewhere to go; all of its `area` is pressed."""
    if href:
        # A title, not an aria-label: the words seen need not be repeated in it one by one.
        return element("a", hint(label), area, *inside, href=href, class_="c-row")
    return element("g", *inside)


def area(top: float, width: float, height: float) -> Markup:
    """Draw nothing over a whole row, so that a finger or a mouse need not hit what is painted."""
    return element(
        "rect", x=0, y=top, width=width, height=height, fill="none", pointer_events="all",
        class_="c-area",
    )  # fmt: skip


def drawing(
    marks: Iterable[str], words: Words, table: Table, layout: Layout, height: float, *, links: bool
) -> Drawing:
    """Close a chart: a picture with a name, or a named group where rows are links."""
    tall = round(height)
    svg = element(
        "svg",
        element("title", words.title),
        element("desc", words.description),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {layout.width} {tall}",
        width=layout.width,
        height=tall,
        # A picture may not hold links (its parts are not spoken), so a chart of links is a group.
        role="group" if links else "img",
        class_=f"chart chart-{layout.name}",
    )
    return Drawing(svg, layout.width, tall, words, table)


def hint(words: str) -> Markup:
    """Name a mark for hovering and for ears."""
    return element("title", words)


def round_steps(lowest: float, highest: float, about: int = 5) -> list[float]:
    """Return round numbers inside [lowest, highest], roughly `about` of them.

    Examples
    --------
    >>> round_steps(3.71, 4.58)
    [3.8, 4.0, 4.2, 4.4]
    """
    rough = (highest - lowest) / about
    tens = 10.0 ** math.floor(math.log10(rough))
    step = next(tens * part for part in (1, 2, 5, 10) if tens * part >= rough * (1 - 1e-9))
    first, last = math.ceil(lowest / step - 1e-9), math.floor(highest / step + 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def text_width(words: str, size: float) -> float:
    """Estimate how wide words are: Chinese characters are square, the others about half."""
    return size * sum(1.0 if ord(c) >= WIDE_CHARACTERS_FROM else LATIN_WIDTH for c in words)


def fitted(words: str, room: float, size: float) -> str:
    """Shorten words with an ellipsis until they fit into `room` pixels.

    Examples
    --------
    >>> fitted("退换货困难", 40, 14)
    '退换…'
    """
    if text_width(words, size) <= room:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _plain(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
