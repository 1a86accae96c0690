"""A shop's history is read again: all of it, once, and nothing that a person said is lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from huiyin import retag as shell
from huiyin.retag import Source, retag
from models import database as door
from models.choices import Verdict
from models.queries import rollup, tags
from models.tables.answers import Comment
from nlp.artefact import to_bytes
from nlp.reader import Reader
from tests.admin.dashboard.rows import Found, answered
from tests.conftest import Clock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TEA, OTHER = 1, 2
DAYS = (date(2026, 11, 1), date(2026, 11, 20))
STAFF = 5


@pytest.fixture
def source(small_reader: Reader, reader_folder: Path) -> Source:
    return Source(reader_folder, to_bytes(replace(small_reader, version="tea-1")))


@pytest.fixture
async def _history(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write comments that an older reader had taken for privacy trouble, seven at a time."""
    monkeypatch.setattr(shell, "AT_ONCE", 7)
    for n in range(20):
        await answered(
            TEA, DAYS[n % 2], comment=f"发货太慢了，等了{n}天", tags=[Found("privacy_security")]
        )
    await answered(OTHER, DAYS[0], comment="发货太慢了", tags=[Found("privacy_security")])
    for shop_id in (TEA, OTHER):
        await rollup.rebuild(shop_id)


async def counted() -> dict[str, int]:
    stored = await rollup.stored_counts(TEA)
    assert stored.differences(await rollup.recounted(TEA)) == 0
    totals: dict[str, int] = {}
    for key, n in stored.tags.items():
        totals[key.code] = totals.get(key.code, 0) + n
    return totals


@pytest.mark.usefixtures("_history")
@pytest.mark.parametrize("processes", [1, 2])
async def test_history_is_read_again_and_the_counts_move_along(
    processes: int, source: Source, clock: Clock
) -> None:
    told: list[tuple[int, int]] = []
    done = await retag(
        TEA, source, clock, processes=processes, progress=lambda *at: told.append(at)
    )
    assert done == 20
    assert told[-1] == (20, 20)
    totals = await counted()
    assert totals["slow_shipping"] == 20
    assert "privacy_security" not in totals
    read = await Comment.select(Comment.model_version).where(Comment.shop_id == TEA)
    assert {row["model_version"] for row in read} == {"tea-1"}
    assert await retag(TEA, source, clock) == 0


@pytest.mark.usefixtures("_history")
async def test_what_a_person_said_stays(source: Source, clock: Clock) -> None:
    first = await Comment.objects().where(Comment.shop_id == TEA).order_by(Comment.id).first()
    assert first is not None
    for code, verdict in (
        ("privacy_security", Verdict.PRESENT),
        ("slow_shipping", Verdict.ABSENT),
    ):
        await tags.set_verdict(TEA, first.id, code, verdict, STAFF, clock())
    await retag(TEA, source, clock)
    totals = await counted()
    assert totals["slow_shipping"] == 19
    assert totals["privacy_security"] == 1


@pytest.mark.usefixtures("_history")
async def test_who_stops_halfway_goes_on_there(
    source: Source, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await retag(TEA, source, clock, progress=pulled)
    await counted()
    assert await retag(TEA, source, clock) == 13


@pytest.mark.usefixtures("_history")
async def test_only_days_that_were_asked_for_are_read_again(source: Source, clock: Clock) -> None:
    assert await retag(TEA, source, clock, since=DAYS[1]) == 10
    rows = await door.fetch("SELECT code FROM tag_count WHERE shop_id = {} AND n > 0", OTHER)
    assert "privacy_security" in {row["code"] for row in rows}


@pytest.mark.usefixtures("_history")
async def test_a_comment_judged_whole_keeps_its_tags_and_gets_no_others(
    source: Source, clock: Clock
) -> None:
    first = await Comment.objects().where(Comment.shop_id == TEA).order_by(Comment.id).first()
    assert first is not None
    await tags.judge_whole(TEA, first.id, STAFF, clock())
    await retag(TEA, source, clock)
    totals = await counted()
    assert totals["privacy_security"] == 1
    assert totals["slow_shipping"] == 19
