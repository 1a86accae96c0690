"""The answers of the list as a file: all that match, newest first, up to a number that is said."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from litestar import Response

from admin.access.door import ShopSeen
from admin.access.roles import Act
from admin.dashboard import exporting, listing
from admin.dashboard.exporting import Kind
from admin.dashboard.filters import Against, Filters
from admin.dashboard.listing import Asked
from admin.dashboard.page import AnyRequest, Context
from admin.dashboard.taken import note_taken
from admin.dashboard.words import KINDS, N_, POLARITIES, SOURCES, STAGES, Translate
from admin.exports import csv, xlsx
from admin.exports.answers import FACTS, row
from admin.exports.csv import CsvFile
from admin.exports.download import attachment
from admin.exports.sheet import Cell, TableFile
from admin.exports.xlsx import XlsxFile
from admin.tag_names import TagNames
from models.choices import Stage
from models.queries import exported
from models.queries.exported import Exported

# A page's file is written while somebody waits; `huiyin export` writes any number.
MOST: Final = 20_000
HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "answer_id": N_("Answer number"), "day": N_("Day"), "submitted_at": N_("Submitted"),
        "source": N_("Source"), "survey_kind": N_("Survey"), "order_ref": N_("Order"),
        "sales_channel": N_("Sales channel"), "carrier": N_("Carrier"),
        "category": N_("Category"), "region": N_("Region"), "overall": N_("Overall score"),
        "comment": N_("Comment"), "polarity": N_("Polarity"), "tags": N_("Complaints"),
    }
)  # fmt: skip
WORDED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"source": SOURCES, "survey_kind": KINDS, "polarity": POLARITIES}
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How codes read: which questions there are, what each says, and what a tag is called."""

    items: Sequence[str]
    question: Callable[[str], str]
    tag: Callable[[str], str]
    say: Translate


def wording(
    frame: Context,
    items: Sequence[str],
    item_words: Callable[[str, str], str],
    locale: str,
    say: Translate,
) -> Wording:
    """Return how the codes of a shop's answers read in a language."""
    names: TagNames = frame["tag_names"]
    return Wording(
        items, lambda code: item_words(code, locale), lambda code: names.name(code, locale), say
    )


async def answers_file(
    request: AnyRequest,
    kind: Kind,
    shop: ShopSeen,
    filters: Filters,
    asked: Asked,
    wording: Wording,
) -> Response[bytes]:
    """Return the answers that the list would show, page after page, as one table, and note it.

    Raises
    ------
    NotAllowed
        If the viewer's role does not include taking answers out of the house.
    """
    shop.require(Act.EXPORT)
    shop.require(Act.READ_COMMENTS)
    name = f"{shop.code}-responses-{filters.days.since}-{filters.last_day}.{kind}"
    await note_taken(request, shop, name)
    about = preface(shop.name, filters, asked, wording)
    if await listing.gives_away(shop.id, filters):
        few = wording.say("Fewer than five people share these filters; no answer is given.")
        body = await _written(kind, [*about, few], nothing(), shop.zone, wording)
    else:
        wanted = listing.wanted(filters, asked)
        found = exported.answers(shop.id, wanted, MOST)
        body = await _written(kind, about, found, shop.zone, wording)
    media_type = csv.MEDIA_TYPE if kind is Kind.CSV else xlsx.MEDIA_TYPE
    return attachment(body, media_type, name)


async def nothing() -> AsyncIterator[list[Exported]]:
    """Give no answer."""
    return
    yield []


async def _written(
    kind: Kind,
    about: Sequence[str],
    batches: AsyncIterator[list[Exported]],
    zone: ZoneInfo,
    wording: Wording,
) -> bytes:
    if kind is Kind.CSV:
        text = io.StringIO()
        await _fill(CsvFile(text, about), batches, zone, wording)
        return text.getvalue().encode()
    target = io.BytesIO()
    with xlsx.closed(XlsxFile(target, wording.say("About this file"), about)) as book:
        await _fill(book, batches, zone, wording)
    return target.getvalue()


async def _fill(
    file: TableFile, batches: AsyncIterator[list[Exported]], zone: ZoneInfo, wording: Wording
) -> None:
    questions = (f"{item} {wording.question(item)}" for item in wording.items)
    headings = (*(wording.say(HEADINGS[name]) for name in FACTS), *questions)
    file.begin(wording.say("Responses"), headings)
    async for batch in batches:
        # Others must not wait while hundreds of rows are put into words.
        await asyncio.to_thread(file.add, [_worded(one, zone, wording) for one in batch])


def _worded(one: Exported, zone: ZoneInfo, wording: Wording) -> tuple[Cell, ...]:
    cells = list(row(one, wording.items, zone, wording.tag))
    for name, words in WORDED.items():
        place = FACTS.index(name)
        codes = str(cells[place]).split("; ")
        cells[place] = "; ".join(
            wording.say(words[code]) if code in words else code for code in codes
        )
    return tuple(cells)


def preface(shop: str, filters: Filters, asked: Asked, wording: Wording) -> list[str]:
    """Return the lines that say which answers these are, and what is left out or masked."""
    say = wording.say
    lines = [shop, *exporting.chosen(replace(filters, against=Against.OFF), say)]
    if asked.words:
        lines.append(say("Words in the comments: {words}").format(words=asked.words))
    if asked.score:
        lowest, highest = listing.SCORES[asked.score]
        lines.append(say("Overall score: {low} to {high}").format(low=lowest, high=highest))
    if asked.tag:
        lines.append(say("Complaint: {tag}").format(tag=wording.tag(asked.tag)))
    if asked.also:
        lines.append(say("Complaint: {tag}").format(tag=wording.tag(asked.also)))
    if asked.low:
        lines.append(say("{stage} rated 1 or 2").format(stage=say(STAGES[Stage(asked.low)])))
    most = say("The newest {n} answers at most; `huiyin export` writes any number.")
    masked = say("Phone numbers, addresses and the like are masked in the comments.")
    return [*lines, most.format(n=f"{MOST:,}"), masked]
