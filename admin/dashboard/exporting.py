"""From a page to its file: who may have it, what it is called, and what it says of itself."""

from collections.abc import Iterable

from litestar import Response

from admin.access.door import ShopSeen
from admin.access.roles import Act
from admin.dashboard.filters import Filters
from admin.dashboard.page import AnyRequest
from admin.dashboard.words import Translate
from admin.exports import csv
from admin.exports.csv import Sheet

FORMAT = "format"
CSV = "csv"


def beside(request: AnyRequest) -> tuple[str, ...]:
    """Return the parameter that asks for a file, where it asks for one that we write."""
    return (FORMAT,) if wanted(request) else ()


def wanted(request: AnyRequest) -> bool:
    """Say whether the page is asked for as a file."""
    return request.query_params.getall(FORMAT, []) == [CSV]


def download(
    shop: ShopSeen, filters: Filters, page: str, sheets: Iterable[Sheet], say: Translate
) -> Response[bytes]:
    """Return a page's tables as a file that names its shop, days and filters."""
    shop.require(Act.EXPORT)
    name = f"{shop.code}-{page}-{filters.days.since}-{filters.last_day}"
    return csv.reply(name, preface(shop.name, filters, say), sheets)


def preface(shop: str, filters: Filters, say: Translate) -> list[str]:
    """Return the lines that say what the file holds, and what it leaves out."""
    lines = [shop, f"{filters.days.since} – {filters.last_day}"]
    if filters.compared is not None:
        lines.append(
            say("Compared with {since} – {until}").format(
                since=filters.compared.since, until=filters.compared_last_day
            )
        )
    chosen = ", ".join(value for value in filters.where.values if value)
    lines.append(say("Only: {filters}").format(filters=chosen) if chosen else say("All answers"))
    lines.append(say("Numbers of fewer than 10 answers are left out."))
    return lines
