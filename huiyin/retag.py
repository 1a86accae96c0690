"""Shell: a shop's history read again, by several processes, with the reader that now serves it.

Each batch is stored in a transaction that also moves the counts; every comment names the version
that read it, so that who stops halfway goes on where they stopped. What a person said stays.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from feedback.answers.reading import read_all
from models import database
from models.queries import comments, reader_models

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from models.queries.comments import ReadComment, WaitingComment
    from nlp import Reader

AT_ONCE = 256
BEGINNING = date(1970, 1, 1)
_loaded: Reader | None = None  # of a reading process; its first act is to load it


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reading process finds its reader: stored bytes, or the base one's folder."""

    cache_dir: Path
    stored: bytes | None

    def reader(self) -> Reader:
        """Load the reader; raise `ArtefactRefused` if its bytes are not to be served."""
        from nlp.artefact import analyser_in, from_bytes, load_or_fit

        if self.stored is None:
            return load_or_fit(self.cache_dir)
        return from_bytes(self.stored, analyser_in(self.cache_dir))


async def source_for(shop_id: int, cache_dir: Path) -> Source:
    """Return where the shop's active reader is to be found."""
    version = await reader_models.active_version(shop_id)
    stored = None if version is None else await reader_models.artefact(shop_id, version)
    return Source(cache_dir, stored)


async def retag(
    shop_id: int,
    source: Source,
    clock: Callable[[], datetime],
    *,
    since: date = BEGINNING,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> int:
    """Read every comment again that another version has read; return how many were.

    `progress` is told after each batch how many are done, and of how many.
    """
    version = (await asyncio.to_thread(source.reader)).version
    whole = await comments.how_many_read_by_others(shop_id, version, since)
    reading = ProcessPoolExecutor(processes, get_context("spawn"), _load, (source,))
    loop, done = asyncio.get_running_loop(), 0
    with reading as pool:
        under_way: list[asyncio.Future[list[ReadComment]]] = []
        after, ended = (since, 0), not whole
        while under_way or not ended:
            while not ended and len(under_way) <= processes:  # one more than can be read at once
                found = await comments.read_by_others(shop_id, version, after, AT_ONCE)
                ended = len(found) < AT_ONCE
                if found:
                    after = (found[-1][1], found[-1][0].id)
                    batch = [comment for comment, _ in found]
                    under_way.append(loop.run_in_executor(pool, _read, batch))
            if under_way:
                readings = await under_way.pop(0)
                done += await database.write(comments.storing_readings(readings, clock()))
                progress(done, whole)
    return done


def _load(source: Source) -> None:
    global _loaded  # noqa: PLW0603 - a reading process has one reader
    _loaded = source.reader()


def _read(batch: list[WaitingComment]) -> list[ReadComment]:
    if _loaded is None:
        raise RuntimeError("a reading process was asked before it had loaded its reader")
    return read_all(partial(_itself, _loaded), batch)


def _itself(reader: Reader) -> Reader:
    return reader
