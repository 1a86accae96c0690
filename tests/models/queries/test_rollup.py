"""Counts move with every write exactly as counting anew would have them."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import database as door
from models.choices import ReadingState, Verdict
from models.queries import answers, comments, invitations, rollup, tags
from models.queries.accepting import accepting
from models.queries.comments import ReadComment, ReadTag
from models.queries.imported_answers import ImportedAnswer, store_imported
from tests.conftest import NOW
from tests.models.queries import asking

ZONE = ZoneInfo("Asia/Shanghai")
CODES = ("slow_shipping", "rude_staff", "unresolved")
PLACE = st.integers(0, 1)
STEP = st.one_of(
    st.tuples(
        st.just("answer"),
        PLACE,
        st.none() | st.integers(1, 5),
        st.sampled_from(["", "太慢", "很好", "没人理"]),
        st.booleans(),
    ),
    st.tuples(st.just("read"), PLACE, st.sets(st.sampled_from(CODES)), st.sampled_from(["1", "2"])),
    st.tuples(st.just("not_read"), PLACE),
    st.tuples(st.just("say"), PLACE, st.sampled_from(CODES), st.sampled_from(Verdict)),
    st.tuples(st.just("unsay"), PLACE, st.sampled_from(CODES)),
    st.tuples(st.just("send"), PLACE),
    st.tuples(st.just("close")),
    st.tuples(st.just("import"), PLACE, st.none() | st.integers(1, 5), st.sampled_from(["", "好"])),
)
Step = tuple[Any, ...]  # Any: each kind of step has its own values


class Walk:
    """A shop in which things happen one after another."""

    def __init__(self, shop_id: int, links: list[answers.Asked]) -> None:
        self.shop_id = shop_id
        self.links = links
        self.days = 0

    async def answer(self, place: int, score: int | None, text: str, na: bool) -> None:  # noqa: FBT001 - a drawn step
        self.days += 1
        now = NOW + timedelta(days=self.days % 5)
        form = asking.given(score, text, na=na)
        await door.write(accepting(self.shop_id, self.links[place], form, now))

    async def send(self, place: int) -> None:
        self.days += 1
        now = NOW + timedelta(days=self.days % 3)
        await invitations.mark_sent(self.shop_id, self.links[place].id, now)

    async def close(self) -> None:
        await invitations.close_overdue(self.shop_id, NOW + timedelta(days=15))

    async def read(self, place: int, codes: set[str], version: str) -> None:
        found = tuple(ReadTag(code, 0.9, 0, 1) for code in sorted(codes))
        await self._store(place, ReadingState.READ, version, found)

    async def not_read(self, place: int) -> None:
        await self._store(place, ReadingState.NOT_READ, "1", ())

    async def say(self, place: int, code: str, verdict: Verdict) -> None:
        comment = await self._comment(place)
        if comment:
            assert await tags.set_verdict(self.shop_id, comment, code, verdict, 1, NOW)

    async def unsay(self, place: int, code: str) -> None:
        comment = await self._comment(place)
        if comment:
            await tags.undo_verdict(self.shop_id, comment, code)

    async def import_(self, place: int, score: int | None, text: str) -> None:
        row = ImportedAnswer(f"f{place}", "o", score, text, NOW - timedelta(days=place))
        await door.write(store_imported(self.shop_id, ZONE, [row, row]))

    async def _store(
        self, place: int, state: ReadingState, version: str, found: tuple[ReadTag, ...]
    ) -> None:
        comment = await self._comment(place)
        if comment:
            read = ReadComment(self.shop_id, comment, state, "…", "negative", 0.9, version, found)
            await door.write(comments.storing_readings([read], NOW))

    async def _comment(self, place: int) -> int | None:
        """Return the comment, current or not, that stands at a place of the shop's list."""
        rows = await door.fetch(
            "SELECT id FROM comment WHERE shop_id = {} ORDER BY id DESC", self.shop_id
        )
        return int(rows[place]["id"]) if place < len(rows) else None


async def walk(url: str, steps: list[Step]) -> None:
    await door.start(url)
    try:
        taken = await door.fetch("SELECT count(*) AS n FROM shop")
        shop_id = await asking.found_shop(f"shop{taken[0]['n']}")
        links = [await asking.ask(shop_id, f"o{place}", state="queued") for place in range(4)]
        shop = Walk(shop_id, links)
        for name, *values in steps:
            step: Callable[..., Coroutine[Any, Any, None]] = getattr(
                shop, "import_" if name == "import" else name
            )  # Any: as above
            await step(*values)
            stored = await rollup.stored_counts(shop_id)
            assert stored.differences(await rollup.recounted(shop_id)) == 0, (name, values)
            assert all(n > 0 for n in (*stored.scores.values(), *stored.tags.values()))
        assert await rollup.rebuild(shop_id) == 0
        assert (await rollup.stored_counts(shop_id)).differences(stored) == 0
    finally:
        await door.stop()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=20))
def test_after_every_step_the_counts_are_what_the_rows_say(
    database_url: str, steps: list[Step]
) -> None:
    asyncio.run(walk(database_url, steps))


@pytest.mark.anyio
async def test_rebuilding_mends_one_shop_and_touches_no_other(database: str) -> None:
    shop_id, other = await asking.found_shop("tea"), await asking.found_shop("other")
    for shop in (shop_id, other):
        asked = await asking.ask(shop, "o1")
        await door.write(accepting(shop, asked, asking.given(4, "太慢"), NOW))
    await door.fetch("UPDATE score_count SET n = n + 5 WHERE item = 'OV1'")
    await door.fetch("DELETE FROM tag_count WHERE shop_id = {}", shop_id)
    assert await rollup.rebuild(shop_id) == 2
    assert await rollup.rebuild(shop_id) == 0
    assert (await rollup.stored_counts(other)).differences(await rollup.recounted(other)) == 1


@pytest.mark.anyio
async def test_a_link_of_one_shop_writes_nothing_into_another(database: str) -> None:
    shop_id, other = await asking.found_shop("tea"), await asking.found_shop("other")
    asked = await asking.ask(shop_id, "o1")
    assert await door.write(accepting(other, asked, asking.given(1), NOW)) is None
    assert await answers.stored_answer(other, asked.id) is None
    assert await answers.stored_answer(shop_id, asked.id) is None
