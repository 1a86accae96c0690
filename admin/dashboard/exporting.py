"""From a page to its files: who may have them, what they are called, what they say of themselves.

Every table of a page comes by `?format=csv|xlsx`, any chart by `?chart=NAME&as=svg|png|csv|xlsx`.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from litestar import Response
from litestar.exceptions import NotFoundException

from admin.access.door import ShopSeen
from admin.access.roles import Act
from admin.charts import png
from admin.charts.drawing import Drawing, Plotted
from admin.charts.standalone import standalone
from admin.dashboard.filters import Filters
from admin.dashboard.page import AnyRequest
from admin.dashboard.pictures import Picture
from admin.dashboard.taken import note_taken
from admin.dashboard.words import N_, Translate
from admin.exports import csv, xlsx
from admin.exports.download import attachment
from admin.exports.errors import NoFont
from admin.exports.sheet import Sheet

FORMAT: Final = "format"
CHART: Final = "chart"
AS: Final = "as"
SVG_TYPE: Final = "image/svg+xml"
PNG_TYPE: Final = "image/png"


class Kind(StrEnum):
    """What a file may be; tables are not drawn, so they come as the first two only."""

    CSV = "csv"
    XLSX = "xlsx"
    SVG = "svg"
    PNG = "png"


PLOTTED: Final[Mapping[str, str]] = {
    Plotted.VALUE: N_("Value"),
    Plotted.LOW: N_("Low (95 %)"),
    Plotted.HIGH: N_("High (95 %)"),
    Plotted.COLUMN: N_("Column"),
    Plotted.SHOWN: N_("As shown"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which file is asked for: a chart by its name, or without one every table of the page."""

    kind: Kind
    chart: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page can give as files; nothing is composed or drawn before somebody asks for it."""

    page: str
    basis: str
    sheets: Callable[[], Iterable[Sheet]]
    pictures: Callable[[], Mapping[str, Picture | None]]


def wish(request: AnyRequest) -> Wish | None:
    """Return which file is asked for, None where the page itself is."""
    table, chart, kind = (request.query_params.getall(n, []) for n in (FORMAT, CHART, AS))
    if table in ([Kind.CSV], [Kind.XLSX]) and not chart:
        return Wish(Kind(table[0]))
    if len(chart) == 1 and kind in [[one] for one in Kind] and not table:
        return Wish(Kind(kind[0]), chart[0])
    return None


def beside(request: AnyRequest) -> tuple[str, ...]:
    """Return the parameters that ask for a file, where they ask for one that we write."""
    asked = wish(request)
    if asked is None:
        return ()
    return (CHART, AS) if asked.chart else (FORMAT,)


def drawn_in(shapes: Mapping[str, Any]) -> dict[str, Picture | None]:  # Any: a template's context
    """Return the charts among what a page shows, by the names they have there."""
    return {name: shape for name, shape in shapes.items() if isinstance(shape, Picture)}


async def granted(
    request: AnyRequest, offer: Offer, shop: ShopSeen, filters: Filters, say: Translate
) -> Response[bytes]:
    """
    Return the file that is wished for, to somebody who may take it out of the house, and note it.

    Raises
    ------
    NotAllowed
        If the viewer's role does not include it.
    NotFoundException
        If no file is wished for, or the page draws no such chart, or not for these days.
    NoFont
        If a picture is asked for and nothing is there to write Chinese with.
    """
    shop.require(Act.EXPORT)
    asked = wish(request)
    if asked is None:
        raise NotFoundException
    stem = "-".join(part for part in (shop.code, offer.page, asked.chart) if part)
    name = f"{stem}-{filters.days.since}-{filters.last_day}.{asked.kind}"
    picture = offer.pictures().get(asked.chart) if asked.chart else None
    if asked.chart and picture is None:
        raise NotFoundException
    await note_taken(request, shop, name)
    if picture is None:
        about = preface(shop.name, filters, say)
        return await asyncio.to_thread(_tables, asked.kind, name, about, offer.sheets(), say)
    foot = (shop.name, *chosen(filters, say), offer.basis)
    if asked.kind in {Kind.CSV, Kind.XLSX}:
        about = [*preface(shop.name, filters, say), offer.basis, picture.wide.words.description]
        return _tables(asked.kind, name, about, [behind(picture.wide, say)], say)
    fonts: png.Fonts = request.app.state.chart_fonts
    return await asyncio.to_thread(_picture, asked.kind, name, picture.wide, foot, fonts)


def _tables(
    kind: Kind, name: str, about: list[str], sheets: Iterable[Sheet], say: Translate
) -> Response[bytes]:
    if kind is Kind.CSV:
        return attachment(csv.written(about, sheets), csv.MEDIA_TYPE, name)
    body = xlsx.written(say("About this file"), about, sheets)
    return attachment(body, xlsx.MEDIA_TYPE, name)


def _picture(
    kind: Kind, name: str, chart: Drawing, foot: tuple[str, ...], fonts: png.Fonts
) -> Response[bytes]:
    document = standalone(chart, foot)
    if kind is Kind.SVG:
        return attachment(document.text, SVG_TYPE, name)
    files = fonts()
    if not files:
        raise NoFont
    return attachment(png.png(document.text, files, document.width), PNG_TYPE, name)


def behind(chart: Drawing, say: Translate) -> Sheet:
    """Return the data behind a chart: what is plotted, and how it is written beside the marks."""
    table = chart.table
    data = table.behind or table
    columns = (say(PLOTTED[name]) if isinstance(name, Plotted) else name for name in data.columns)
    rows = tuple(
        tuple(round(cell, 4) if isinstance(cell, float) else cell for cell in row)
        for row in data.rows
    )
    return Sheet(chart.words.title, tuple(columns), rows)


def chosen(filters: Filters, say: Translate) -> list[str]:
    """Return the sentences that say which days and answers are looked at."""
    lines = [f"{filters.days.since} – {filters.last_day}"]
    if filters.compared is not None:
        lines.append(
            say("Compared with {since} – {until}").format(
                since=filters.compared.since, until=filters.compared_last_day
            )
        )
    only = ", ".join(filters.where.said)
    return [*lines, say("Only: {filters}").format(filters=only) if only else say("All answers")]


def preface(shop: str, filters: Filters, say: Translate) -> list[str]:
    """Return the lines that say what the file holds, and what it leaves out."""
    left_out = say("Numbers of fewer than 10 answers are left out.")
    return [shop, *chosen(filters, say), left_out]
