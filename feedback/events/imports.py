"""Shell: a file of orders, contacts or answers into the memory, chunk by chunk, once.

Each chunk is one transaction together with how far the file was read: an import that is killed
goes on where it stopped, one that is repeated changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO
from zoneinfo import ZoneInfo

from feedback.events.columns import FileKind
from feedback.events.csv_rows import RefusedRow, Row, Rows
from feedback.events.csv_text import FileSeen, Lines, look_over
from feedback.events.errors import ImportRunsAlready
from feedback.events.fields import Reading
from feedback.events.import_chunks import Chunk, EmailHash, Outcome, keeping_chunk, sorting_chunk
from feedback.events.reasons import Reason, Refusal, shown
from feedback.events.row_facts import (
    RowAnswer,
    RowEvents,
    read_answer,
    read_events,
    subject_of_file,
)
from models import database
from models.database import Steps
from models.queries import imports
from models.queries.imports import Run

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Importer:
    """Whose file it is, and how the import is to be done."""

    shop_id: int
    zone: ZoneInfo
    kind: FileKind
    email_hash: EmailHash
    now: datetime
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What there is to say about one line; `refused` when the row was not taken."""

    line: int
    refusals: tuple[Refusal, ...]
    refused: bool
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told what happens while a file is read; bytes done of bytes in all."""

    note: Callable[[Note], None]
    progress: Callable[[int, int], None]
    header: Callable[[tuple[str, ...], tuple[str, ...]], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of a file."""

    kept: int
    refused: int
    unchanged: int


async def import_file(importer: Importer, file: BinaryIO, watcher: Watcher) -> Tally:
    """Take a whole file; with `dry_run` only tell what would happen.

    Raises
    ------
    FileRefused
        If the file cannot be read as a whole; nothing was stored.
    ImportRunsAlready
        If another process is importing the same file.
    """
    seen = look_over(file)
    lines = Lines(file, seen.encoding)
    try:
        rows = Rows(importer.kind, lines, seen.encoding, seen.spoken)
        watcher.header(rows.header.names, rows.header.ignored)
        run = await _begin(importer, seen)
        for chunk, was_done in _chunks(importer, rows, run.rows_done):
            if was_done:
                await _tell_again(importer, chunk, watcher)
            else:
                run = await _take(importer, run, chunk, watcher)
            watcher.progress(lines.position(), seen.size)
    finally:
        lines.release()
    if not importer.dry_run:
        await database.write(imports.finishing(importer.shop_id, run.id, importer.now))
    return Tally(run.kept, run.refused, run.unchanged)


async def _begin(importer: Importer, seen: FileSeen) -> Run:
    if importer.dry_run:
        return Run(0, 0, 0, 0, 0)
    return await database.write(
        imports.opening(importer.shop_id, importer.kind, seen.digest, importer.now)
    )


async def _take(importer: Importer, run: Run, chunk: Chunk, watcher: Watcher) -> Run:
    """Store one chunk, tell what there is to tell, and return how far we are now."""
    after, outcomes = await database.write(_steps(importer, run, chunk))
    for note in _notes(chunk, outcomes):
        watcher.note(note)
    return after


async def _tell_again(importer: Importer, chunk: Chunk, watcher: Watcher) -> None:
    """Repeat what was refused in a chunk that an earlier try has stored."""
    outcomes = await database.write(sorting_chunk(importer.shop_id, chunk))
    for note in _notes(chunk, outcomes):
        if note.refused:
            watcher.note(note)


def _steps(importer: Importer, run: Run, chunk: Chunk) -> Steps[tuple[Run, list[Outcome]]]:
    shop_id, now = importer.shop_id, importer.now
    if importer.dry_run:
        outcomes = yield from sorting_chunk(shop_id, chunk)
        return _moved(run, chunk, outcomes), outcomes
    outcomes = yield from keeping_chunk(shop_id, importer.zone, chunk, importer.email_hash, now)
    after = _moved(run, chunk, outcomes)
    if not (yield from imports.moving(shop_id, run, after)):
        raise ImportRunsAlready("Another process is importing this very file into this shop.")
    return after, outcomes


def _moved(run: Run, chunk: Chunk, outcomes: list[Outcome]) -> Run:
    return replace(
        run,
        rows_done=run.rows_done + len(chunk),
        kept=run.kept + sum(one.kept for one in outcomes),
        refused=run.refused + len(chunk.refused) + sum(one.is_refused for one in outcomes),
        unchanged=run.unchanged + sum(one.unchanged for one in outcomes),
    )


def _chunks(importer: Importer, rows: Rows, done: int) -> Iterator[tuple[Chunk, bool]]:
    """Cut the rows to chunks; the first `done` rows were taken by an earlier try."""
    read = _read_rows(importer, rows)
    while found := list(islice(read, min(CHUNK, done) or CHUNK)):
        yield Chunk.of(importer.kind, found), done > 0
        done = max(0, done - len(found))


def _read_rows(importer: Importer, rows: Rows) -> Iterator[RowEvents | RowAnswer | RefusedRow]:
    reading = Reading(importer.zone, importer.now)
    first_lines: dict[int, int] = {}
    for row in rows:
        found = _read(importer, row, reading)
        if not isinstance(found, RefusedRow):
            line = first_lines.setdefault(hash(found.key), found.row.line)
            if line != found.row.line:
                told = {"value": shown(", ".join(found.key)), "line": line}
                refusal = Refusal(Reason.SEEN_BEFORE, "", told)
                found = RefusedRow(found.row.line, (refusal,), found.row.written)
        yield found


def _read(
    importer: Importer, row: Row | RefusedRow, reading: Reading
) -> RowEvents | RowAnswer | RefusedRow:
    if isinstance(row, RefusedRow):
        return row
    if importer.kind is FileKind.ANSWERS:
        return read_answer(row, reading)
    return read_events(importer.shop_id, subject_of_file(importer.kind), row, reading)


def _notes(chunk: Chunk, outcomes: list[Outcome]) -> list[Note]:
    """Return what there is to say, in the order of the lines."""
    notes = [
        Note(row.line, row.refusals, refused=True, written=tuple(row.written))
        for row in chunk.refused
    ]
    notes += [
        Note(told.row.line, outcome.said, outcome.is_refused, tuple(told.row.written))
        for told, outcome in zip(chunk.rows, outcomes, strict=True)
        if outcome.said
    ]
    return sorted(notes, key=lambda note: note.line)
