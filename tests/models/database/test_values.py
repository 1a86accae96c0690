"""What is stored comes back as it was, on both engines and through every way in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from models import database as door
from models.choices import Stage
from models.database import Statement, Steps, TextRefused, ValueRefused
from tests.models.database.conftest import Trial

INSERT = (
    "INSERT INTO trial (at, day, flag, words, number, code, bytes)"
    " VALUES ({}, {}, {}, {}, {}, {}, {})"
)
WHOLE = (
    datetime(2026, 11, 23, 9, 30, 1, 234567, tzinfo=UTC),
    date(2026, 11, 23),
    True,
    '茶舍’s "note" \\ 🙂 {}\t\r\n',
    -7,
    UUID("6a2f41a3-c54c-fce8-32d2-0324e1c32e22"),
    b"\x00\xff",
)
NOTHING = (None,) * 7
SHANGHAI = timezone(timedelta(hours=8))


def storing(values: tuple[object, ...]) -> Steps[None]:
    yield Statement(INSERT, *values)


async def by_fetch(values: tuple[object, ...]) -> None:
    await door.fetch(INSERT, *values)


async def by_write(values: tuple[object, ...]) -> None:
    await door.write(storing(values))


def storing_many(values: tuple[object, ...]) -> Steps[None]:
    yield Statement.many(INSERT, [values])


async def by_write_many(values: tuple[object, ...]) -> None:
    await door.write(storing_many(values))


async def by_piccolo(values: tuple[object, ...]) -> None:
    columns = [column for column in Trial.all_columns() if column is not Trial.id]
    await Trial(dict(zip(columns, values, strict=True))).save()


def reading() -> Steps[list[dict[str, Any]]]:
    rows = yield Statement("SELECT at, day, flag, words, number, code, bytes FROM trial")
    return rows


async def read_everywhere() -> list[tuple[object, ...]]:
    fetched = await door.fetch("SELECT at, day, flag, words, number, code, bytes FROM trial")
    written = await door.write(reading())
    selected = await Trial.select(*Trial.all_columns(exclude=[Trial.id]))
    return [tuple(rows[0].values()) for rows in (fetched, written, selected)]


WAYS: list[Callable[[tuple[object, ...]], Awaitable[None]]] = [
    by_fetch, by_write, by_write_many, by_piccolo,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("values", [WHOLE, NOTHING])
async def test_every_type_comes_back_as_it_was(
    trial: type[Trial],
    way: Callable[[tuple[object, ...]], Awaitable[None]],
    values: tuple[object, ...],
) -> None:
    await way(values)
    assert await read_everywhere() == [values] * 3


@pytest.mark.parametrize("way", WAYS)
async def test_a_time_of_another_zone_comes_back_in_utc(
    trial: type[Trial], way: Callable[[tuple[object, ...]], Awaitable[None]]
) -> None:
    await way((WHOLE[0].astimezone(SHANGHAI), *WHOLE[1:]))
    for row in await read_everywhere():
        assert row[0] == WHOLE[0]
        assert row[0].utcoffset() == timedelta(0)  # type: ignore[attr-defined]  # a time


async def test_times_compare_as_moments_whatever_their_fraction(trial: type[Trial]) -> None:
    base = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    moments = [base, base + timedelta(microseconds=1), base + timedelta(seconds=1)]
    for number, at in enumerate(moments):
        await by_fetch((at, None, None, None, number, None, None))
    rows = await door.fetch("SELECT at FROM trial WHERE at >= {} ORDER BY at", moments[1])
    assert [row["at"] for row in rows] == moments[1:]


async def test_a_computed_time_is_a_time_when_its_alias_says_so(trial: type[Trial]) -> None:
    await by_fetch(WHOLE)
    [row] = await door.fetch('SELECT max(at) AS "last_at [timestamptz]" FROM trial')
    assert row == {"last_at": WHOLE[0]}


async def test_returned_columns_have_their_types(trial: type[Trial]) -> None:
    [row] = await door.fetch(INSERT + " RETURNING at, day, flag", *WHOLE)
    assert tuple(row.values()) == WHOLE[:3]


async def test_a_member_of_a_vocabulary_is_stored_as_its_value(trial: type[Trial]) -> None:
    await by_fetch((None, None, None, Stage.SHIP, 1, None, None))
    await by_write((None, None, None, Stage.PAY, 2, None, None))
    rows = await door.fetch("SELECT words FROM trial ORDER BY number")
    assert [row["words"] for row in rows] == ["ship", "pay"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
async def test_text_that_cannot_be_kept_is_refused_and_the_door_stays_open(
    trial: type[Trial], way: Callable[[tuple[object, ...]], Awaitable[None]], text: str
) -> None:
    with pytest.raises(TextRefused):
        await way((None, None, None, text, 1, None, None))
    await way(WHOLE)
    assert len(await door.fetch("SELECT id FROM trial")) == 1


@pytest.mark.parametrize("way", [by_fetch, by_write, by_write_many])
async def test_a_time_without_a_zone_is_never_stored(
    trial: type[Trial], way: Callable[[tuple[object, ...]], Awaitable[None]]
) -> None:
    with pytest.raises(ValueRefused):
        await way((datetime(2026, 11, 23), *NOTHING[1:]))  # noqa: DTZ001  # the point
