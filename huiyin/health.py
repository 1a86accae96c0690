"""Whether the process lives, whether it can work, and its figures for a monitoring system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from models import database
from models.queries import outbox

Clock = Callable[[], datetime]
OLDEST_LETTER_SECONDS = 3600


@get("/healthz", sync_to_thread=False)
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@get("/readyz")
async def readyz(clock: NamedDependency[Clock]) -> Response[dict[str, Any]]:  # Any: JSON
    """Say whether the database answers, migrations are done and letters leave."""
    try:
        pending = await database.pending_migrations()
        age = await outbox.oldest_waiting_seconds(0, clock())
    except database.DatabaseUnavailable as fault:
        return Response({"status": "down", "database": str(fault)}, status_code=503)
    parts = {
        "database": database.engine_name(),
        "pending_migrations": pending,
        "oldest_letter_seconds": round(age or 0),
    }
    ready = pending == 0
    late = (age or 0) > OLDEST_LETTER_SECONDS
    status = "down" if not ready else "late" if late else "ok"
    return Response({"status": status, **parts}, status_code=200 if ready else 503)


@get("/metrics", sync_to_thread=False)
def metrics() -> Response[bytes]:
    """Give the figures a monitoring system collects."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
