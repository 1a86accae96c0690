"""What the clock does for answers: reading what was left unread, forgetting old drafts."""

from collections.abc import Callable
from datetime import datetime

from feedback.answers.reading import BATCH, ReadsComments, read_and_store
from models.queries import comments, drafts


async def read_waiting_comments(
    now: datetime, reader: Callable[[], ReadsComments], batch: int = BATCH
) -> int:
    """Read the oldest unread comments, at most `batch`; return how many were read."""
    return await read_and_store(await comments.waiting(batch), reader, now)


async def forget_closed_drafts(now: datetime) -> int:
    """Delete what was never submitted before its survey closed; return how many."""
    return await drafts.forget_closed(now)
