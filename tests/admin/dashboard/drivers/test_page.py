"""The page of the drivers, from rows to sentences."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import drivers, rollup
from models.queries.drivers import Freshness, Person
from models.queries.quality import Days, Slice
from models.tables.answers import Answer, Rating
from tests.admin.dashboard import rows
from tests.admin.dashboard.drivers.crowd import crowd
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
DAYS = Days(TODAY.replace(day=1), TODAY.replace(day=30))
CORE = ("BR0", "PA0", "SH0", "RE0")


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def came(shop_id: int, people: Sequence[Person]) -> None:
    """Write a crowd's answers in a few statements."""
    answers = [
        Answer(
            shop_id=shop_id, source="survey", survey_kind="post_purchase", form="P",
            overall=one.overall, local_day=TODAY, submitted_at=NOW, design_weight=one.weight,
            invitation_id=shop_id * 100_000 + n,
        )
        for n, one in enumerate(people)
    ]  # fmt: skip
    for start in range(0, len(answers), 1000):
        await Answer.insert(*answers[start : start + 1000])
    ids = await Answer.select(Answer.id).where(Answer.shop_id == shop_id).order_by(Answer.id)
    ratings = [
        Rating(shop_id=shop_id, answer=row["id"], item=item, state="rated", score=score)
        for row, one in zip(ids, people, strict=True)
        for item, score in zip(CORE, (one.browse, one.pay, one.ship, one.receive), strict=True)
        if score is not None
    ]
    for start in range(0, len(ratings), 1000):
        await Rating.insert(*ratings[start : start + 1000])
    await rollup.rebuild(shop_id)


async def test_what_was_rated_is_what_is_read_newest_first(cast: Cast) -> None:
    people = crowd(4)
    await came(cast.tea, people)
    await came(cast.other, crowd(3, seed=9))
    await rows.answered(cast.tea, TODAY, 5, source="import", feedback_ref="F1")
    assert await drivers.people(cast.tea, DAYS) == people[::-1]
    assert await drivers.people(cast.tea, DAYS, limit=1) == people[-1:]
    assert await drivers.people(cast.tea, DAYS, Slice(carrier="顺丰")) == []


async def test_a_new_or_edited_answer_changes_the_mark(cast: Cast) -> None:
    assert await drivers.freshness(cast.tea, DAYS) == Freshness(0, 0, None)
    await came(cast.tea, crowd(2))
    first = await drivers.freshness(cast.tea, DAYS)
    await Answer.update({Answer.updated_at: NOW.replace(hour=23)}).where(Answer.shop_id == cast.tea)
    edited = await drivers.freshness(cast.tea, DAYS)
    assert first.answers == edited.answers == 2
    assert first != edited


@pytest.mark.parametrize(("language", "told"), [("en", "fix it first"), ("zh-Hans", "优先改进")])
async def test_a_large_crowd_says_what_to_do_first(
    manager: Client, cast: Cast, language: str, told: str
) -> None:
    await came(cast.tea, crowd(2500))
    page = await manager.get(f"/shops/tea/drivers?lang={language}")
    assert page.status_code == 200
    places = [page.text.index(f'id="{name}"') for name in ("priorities", "shares", "swings")]
    assert places == sorted(places)
    assert told in page.text
    assert "style=" not in page.text
    file = await manager.get("/shops/tea/drivers?format=csv")
    assert file.content.decode("utf-8-sig").count("\r\n") > 15


@pytest.mark.parametrize("answers", [0, 1, 60])
@pytest.mark.parametrize("query", ["", "?period=all", "?region=nowhere", "?source=import"])
async def test_a_small_shop_gets_a_sentence(
    manager: Client, cast: Cast, answers: int, query: str
) -> None:
    if answers:
        await came(cast.tea, crowd(answers))
    page = await manager.get(f"/shops/tea/drivers{query}")
    assert page.status_code == 200
    if answers and "region" not in query:
        assert f"these days have {answers}. Choose more days." in page.text
    assert ("“source” = “import”" in page.text) is ("source" in query)


async def test_strangers_learn_nothing(manager: Client, cast: Cast) -> None:
    assert (await manager.get("/shops/other/drivers")).status_code == 404
