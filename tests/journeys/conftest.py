"""What a journey needs: an installation that runs, and where it is seen, a browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.chromium import chromium
from tests.browser.town import reader
from tests.conftest import Clock
from tests.journeys.running import Installation, running

__all__ = ["chromium"]

THURSDAY_NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)  # in Shanghai


@pytest.fixture
async def installation(database: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Installation]:
    """Run an installation; it is Thursday noon in Shanghai."""
    clock.now = THURSDAY_NOON
    reader()  # fitted before anybody waits for it
    async with running(tmp_path, clock, reader) as installed:
        yield installed
