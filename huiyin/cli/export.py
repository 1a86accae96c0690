"""`huiyin export`: a shop's answers as one file, however many there are."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from admin.dashboard.taken import TAKEN
from admin.exports import xlsx
from admin.exports.answers import FACTS, record, row
from admin.exports.csv import CsvFile
from admin.exports.xlsx import XlsxFile
from feedback.survey.items import ITEMS
from huiyin.cli.running import in_database, shop_named
from huiyin.clock import utc_now
from models.queries import exported, shops
from models.queries.quality import Days
from models.queries.responses import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO
    from zoneinfo import ZoneInfo

    from admin.exports.sheet import TableFile
    from huiyin.settings import Settings
    from models.queries.exported import Exported
    from models.queries.shops import Shop

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = (".csv", ".xlsx", ".jsonl")
ITEM_CODES = tuple(ITEMS)
# The file holds what people wrote: only who runs the command may open it.
PRIVATE = 0o600


class AnswersFile(Protocol):
    """A file that takes answers batch by batch."""

    def add(self, batch: Sequence[Exported]) -> None:
        """Write some answers."""


@click.command("export")
@click.option("--shop", "code", required=True, help="The shop's code.")
@click.option("--since", type=DAY, required=True, help="The first day, in the shop's zone.")
@click.option("--until", type=DAY, required=True, help="The day after the last one.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write; its ending says how: .csv, .xlsx or .jsonl.",
)
@in_database
async def export(
    settings: Settings, code: str, since: datetime, until: datetime, out: Path
) -> None:
    """Write the answers of the days from --since until before --until, newest first."""
    del settings
    days = f"{since:%Y-%m-%d} – {until:%Y-%m-%d}"
    if since >= until:
        raise click.ClickException("--until must be a later day than --since.")
    if out.suffix.lower() not in KINDS:
        raise click.ClickException(f"'{out.name}' must end in .csv, .xlsx or .jsonl.")
    shop = await shop_named(code)
    wanted = Wanted(Days(since.date(), until.date()))
    written = 0
    try:
        with whole_or_not_at_all(out) as part, _opened(part, out, shop, wanted.days) as file:
            async for batch in exported.answers(shop.id, wanted):
                file.add(batch)
                written += len(batch)
            await shops.write_down(shop.id, None, TAKEN, out.name[:120], days, utc_now())
    except OSError as fault:
        raise click.ClickException(f"'{out}' cannot be written: {fault.strerror}.") from fault
    click.echo(f"wrote {written} answers to {out}")


@contextmanager
def whole_or_not_at_all(out: Path) -> Iterator[Path]:
    """Give a file beside `out` that takes its place at the end, and is removed after a fault."""
    part = out.with_name(f".{out.name}.part")
    part.touch(mode=PRIVATE)
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _opened(part: Path, out: Path, shop: Shop, days: Days) -> Iterator[AnswersFile]:
    kind = out.suffix.lower()
    if kind == ".xlsx":
        about = [shop.name, f"{days.since} ≤ day < {days.until}", f"times in {shop.timezone}"]
        with part.open("wb") as whole, xlsx.closed(XlsxFile(whole, "about", about)) as book:
            yield Table(book, "answers", shop.zone)
        return
    with part.open("w", encoding="utf-8", newline="") as target:
        yield (
            Table(CsvFile(target), "", shop.zone) if kind == ".csv" else Records(target, shop.zone)
        )


class Table:
    """Answers as rows, with a column for every question of the bank."""

    def __init__(self, file: TableFile, title: str, zone: ZoneInfo) -> None:
        self._file, self._zone = file, zone
        file.begin(title, (*FACTS, *ITEM_CODES))

    def add(self, batch: Sequence[Exported]) -> None:
        """Write some answers."""
        self._file.add(row(one, ITEM_CODES, self._zone) for one in batch)


class Records:
    """Answers as one JSON object per line."""

    def __init__(self, target: TextIO, zone: ZoneInfo) -> None:
        self._target, self._zone = target, zone

    def add(self, batch: Sequence[Exported]) -> None:
        """Write some answers."""
        for one in batch:
            self._target.write(json.dumps(record(one, self._zone), ensure_ascii=False) + "\n")


COMMANDS = (export,)
