"""Every learned reader is kept, and a shop has at most one that serves."""

from datetime import timedelta

import pytest

from models.queries import reader_models
from models.queries.reader_models import Version
from tests.conftest import NOW

pytestmark = pytest.mark.anyio
TEA, OTHER = 1, 2


async def keep(shop_id: int, name: str, *, active: bool = True, days: int = 0) -> None:
    at = NOW + timedelta(days=days)
    await reader_models.add(shop_id, Version(name, "{}", active, "", at), name.encode())


@pytest.mark.usefixtures("database")
async def test_the_newest_promoted_reader_serves_and_the_older_rest() -> None:
    await keep(TEA, "tea-1")
    await keep(TEA, "tea-2", days=1)
    await keep(TEA, "tea-3", active=False, days=2)
    assert await reader_models.active_version(TEA) == "tea-2"
    assert await reader_models.artefact(TEA, "tea-2") == b"tea-2"
    kept = await reader_models.versions(TEA)
    assert [(one.version, one.active) for one in kept] == [
        ("tea-3", False), ("tea-2", True), ("tea-1", False),
    ]  # fmt: skip


@pytest.mark.usefixtures("database")
async def test_any_version_can_be_restored() -> None:
    await keep(TEA, "tea-1")
    await keep(TEA, "tea-2", days=1)
    assert await reader_models.activate(TEA, "tea-1")
    assert await reader_models.active_version(TEA) == "tea-1"
    await reader_models.rest(TEA)
    assert await reader_models.active_version(TEA) is None


@pytest.mark.usefixtures("database")
async def test_no_shop_touches_another_s_readers() -> None:
    await keep(TEA, "tea-1")
    await keep(OTHER, "other-1")
    assert not await reader_models.activate(TEA, "other-1")
    assert await reader_models.active_version(TEA) == "tea-1"
    assert await reader_models.artefact(TEA, "other-1") == b""
    await reader_models.rest(TEA)
    assert await reader_models.active_version(OTHER) == "other-1"
