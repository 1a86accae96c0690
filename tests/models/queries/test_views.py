"""Saved views in the database: one's own, those of others, and nobody's of another shop."""

import pytest

from models.queries import staff, views
from tests.conftest import NOW
from tests.site import founded

pytestmark = pytest.mark.anyio


async def test_everybody_sees_their_own_and_what_is_shared_in_the_shop(database: str) -> None:
    cast = await founded(NOW)
    ann = await staff.add("ann@shop.example", "Ann", "en", NOW)
    ben = await staff.add("ben@shop.example", "Ben", "en", NOW)
    for shop, who, name, shared in (
        (cast.tea, ann, "a", True), (cast.tea, ben, "b", False), (cast.other, ann, "x", True),
    ):  # fmt: skip
        assert await views.add(shop, who, name, "/shops/tea", NOW, shared=shared)
    assert [(v.name, v.own, v.owner) for v in await views.seen_by(cast.tea, ben)] == [
        ("b", True, "Ben"), ("a", False, "Ann"),
    ]  # fmt: skip
    assert [v.name for v in await views.seen_by(cast.other, ben)] == ["x"]
    assert await views.how_many(cast.tea, ann) == 1


async def test_a_name_is_taken_once_and_free_again_when_removed(database: str) -> None:
    cast = await founded(NOW)
    assert await views.add(cast.tea, 1, "a", "/shops/tea", NOW, shared=False)
    assert not await views.add(cast.tea, 1, "a", "/shops/tea", NOW, shared=False)
    assert await views.add(cast.tea, 2, "a", "/shops/tea", NOW, shared=False)
    (first,) = await views.seen_by(cast.tea, 1)
    assert await views.remove(cast.tea, 1, first.id, NOW)
    assert not await views.remove(cast.tea, 1, first.id, NOW)
    assert await views.add(cast.tea, 1, "a", "/shops/tea", NOW, shared=False)
    assert not await views.put_back(cast.tea, 1, first.id)


async def test_one_begins_with_one_view_at_most(database: str) -> None:
    cast = await founded(NOW)
    for name in ("a", "b"):
        await views.add(cast.tea, 1, name, f"/shops/tea?x={name}", NOW, shared=False)
    first, second = await views.seen_by(cast.tea, 1)
    assert await views.start_of(cast.tea, 1) == ""
    assert await views.begin_with(cast.tea, 1, first.id)
    assert await views.begin_with(cast.tea, 1, second.id)
    assert await views.start_of(cast.tea, 1) == "/shops/tea?x=b"
    assert await views.start_of(cast.other, 1) == ""
    assert not await views.begin_with(cast.tea, 2, first.id)
    await views.remove(cast.tea, 1, second.id, NOW)
    assert await views.start_of(cast.tea, 1) == ""
