"""Reading what was written: right after an answer's commit, and whatever a crash has left.

The reader itself is nlp's; here texts are taken from rows and readings put back into them.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Protocol, runtime_checkable

from models import database
from models.choices import ReadingState
from models.queries import comments
from models.queries.comments import ReadComment, ReadTag, WaitingComment
from nlp.errors import ReaderError
from nlp.reading import Reading
from nlp.redact import Redacted, redact

log = logging.getLogger("huiyin.reading")
BATCH = 64


class ReadsComments(Protocol):
    """What is wanted of `nlp.Reader`."""

    @property
    def version(self) -> str:
        """Name the model that reads."""
        ...

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read comments, in the order given."""
        ...


@runtime_checkable
class ReadersOfShops(Protocol):
    """Readers where shops may have their own."""

    async def of_shop(self, shop_id: int) -> ReadsComments:
        """Return the reader of one shop."""
        ...


class ReadingDesk:
    """Reads new comments of this process in batches: while one is read, the next ones gather."""

    def __init__(self, reader: Callable[[], ReadsComments], clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._pending: list[tuple[int, int]] = []
        self._busy = False

    async def read_soon(self, shop_id: int, comment_id: int) -> None:
        """Read one stored comment, together with others that wait; never fails its caller.

        Whatever goes wrong leaves the comment waiting, and the next tick finds it.
        """
        self._pending.append((shop_id, comment_id))
        if self._busy:
            return
        self._busy = True
        try:
            while self._pending:
                batch, self._pending = self._pending[:BATCH], self._pending[BATCH:]
                await self._read(batch)
        except Exception:
            self._pending.clear()
            log.exception("a comment could not be read now; the next tick tries again")
        finally:
            self._busy = False

    async def _read(self, batch: list[tuple[int, int]]) -> None:
        found = [await comments.as_written(shop_id, one) for shop_id, one in batch]
        waiting = [one for one in found if one is not None]
        await read_and_store(waiting, self._reader, self._clock())


async def read_and_store(
    waiting: Sequence[WaitingComment], reader: Callable[[], ReadsComments], now: datetime
) -> int:
    """Read some comments off the event loop and store what was found; return how many.

    Where `reader` also is `ReadersOfShops`, each shop's comments are read by its own.
    """
    readings: list[ReadComment] = []
    in_order = sorted(waiting, key=lambda one: (one.shop_id, one.id))
    for shop_id, group in groupby(in_order, key=lambda one: one.shop_id):
        chosen = reader
        if isinstance(reader, ReadersOfShops):
            own = await reader.of_shop(shop_id)
            chosen = partial(_itself, own)
        readings += await asyncio.to_thread(read_all, chosen, list(group))
    return await database.write(comments.storing_readings(readings, now)) if readings else 0


def _itself(reader: ReadsComments) -> ReadsComments:
    return reader


def read_all(
    reader: Callable[[], ReadsComments], waiting: Sequence[WaitingComment]
) -> list[ReadComment]:
    """Read comments at once; if that fails, one by one, so that one text stops no other."""
    loaded = reader()
    try:
        found = loaded.read([one.text for one in waiting])
    except Exception:
        if len(waiting) == 1:
            log.exception("comment %s could not be read and is withheld", waiting[0].id)
            return [_withheld(waiting[0], loaded.version)]
        return [reading for one in waiting for reading in read_all(lambda: loaded, [one])]
    return [
        put_together(one, reading, loaded.version)
        for one, reading in zip(waiting, found, strict=True)
    ]


def put_together(comment: WaitingComment, reading: Reading, version: str) -> ReadComment:
    """Join a reading with the redacted copy of its text; spans move onto the copy."""
    try:
        copy = redact(comment.text)
    except ReaderError:
        log.warning("comment %s could not be redacted and is withheld", comment.id)
        return _withheld(comment, version)
    if reading.status == "not_read":
        state = ReadingState.NOT_READ
        return ReadComment(comment.shop_id, comment.id, state, copy.text, model_version=version)
    return ReadComment(
        shop_id=comment.shop_id,
        id=comment.id,
        reading=ReadingState.READ,
        redacted=copy.text,
        polarity=reading.polarity,
        polarity_probability=reading.polarity_probability,
        model_version=version,
        tags=_tags(reading, copy),
    )


def _tags(reading: Reading, copy: Redacted) -> tuple[ReadTag, ...]:
    return tuple(
        ReadTag(tag.code, tag.probability, *copy.span(tag.start, tag.end), ";".join(tag.reasons))
        for tag in reading.tags
    )


def _withheld(comment: WaitingComment, version: str) -> ReadComment:
    """Nobody sees a text that could not be searched for personal details."""
    return ReadComment(comment.shop_id, comment.id, ReadingState.WITHHELD, model_version=version)
