"""Each shop is read by its own reader; a newer one is noticed, a broken one never serves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huiyin.reader import LOOK_EVERY, SHOPS_AT_ONCE, ShopReaders
from models.queries import reader_models
from models.queries.reader_models import Version
from nlp.artefact import to_bytes
from nlp.reader import Reader
from tests.conftest import Clock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TEA, OTHER = 1, 2
SECOND = timedelta(seconds=1)


async def learned(name: str, artefact: bytes, clock: Clock) -> None:
    await reader_models.add(TEA, Version(name, "{}", True, "", clock()), artefact)


async def test_a_newer_reader_is_noticed_within_a_minute(
    small_reader: Reader, clock: Clock
) -> None:
    readers = ShopReaders(lambda: small_reader, clock)
    assert (await readers.of_shop(TEA)).version == "small"
    await learned("tea-1", to_bytes(replace(small_reader, version="tea-1")), clock)
    clock.move(LOOK_EVERY - SECOND)
    assert (await readers.of_shop(TEA)).version == "small"
    clock.move(SECOND)
    assert (await readers.of_shop(TEA)).version == "tea-1"
    assert (await readers.of_shop(OTHER)).version == readers().version == "small"


async def test_only_the_readers_last_asked_for_are_held(small_reader: Reader, clock: Clock) -> None:
    readers = ShopReaders(lambda: small_reader, clock)
    stored = to_bytes(replace(small_reader, version="own"))
    busy, idle, *others = range(1, SHOPS_AT_ONCE + 2)
    for shop_id in (busy, idle, *others):
        await reader_models.add(shop_id, Version("own", "{}", True, "", clock()), stored)
    held = await readers.of_shop(busy)
    let_go = await readers.of_shop(idle)
    for shop_id in others:
        await readers.of_shop(shop_id)
        assert await readers.of_shop(busy) is held
    again = await readers.of_shop(idle)
    assert again is not let_go
    assert again.version == "own"


async def test_a_restored_base_reader_serves_again(small_reader: Reader, clock: Clock) -> None:
    readers = ShopReaders(lambda: small_reader, clock)
    await learned("tea-1", to_bytes(replace(small_reader, version="tea-1")), clock)
    assert (await readers.of_shop(TEA)).version == "tea-1"
    await reader_models.rest(TEA)
    clock.move(LOOK_EVERY)
    assert (await readers.of_shop(TEA)).version == "small"


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-9], lambda b: b[:900] + b"?" + b[901:], lambda _: b""]
)
async def test_a_broken_reader_is_refused_and_the_last_good_one_goes_on(
    spoil: object, small_reader: Reader, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(spoil)
    readers = ShopReaders(lambda: small_reader, clock)
    good = to_bytes(replace(small_reader, version="tea-1"))
    await learned("tea-1", good, clock)
    assert (await readers.of_shop(TEA)).version == "tea-1"
    clock.move(LOOK_EVERY)
    await learned("tea-2", spoil(good), clock)
    still = await readers.of_shop(TEA)
    assert still.version == "tea-1"
    assert still.read(["发货太慢了"])[0].tags
    assert "tea-2 of shop 1 is refused" in caplog.text
    after_a_restart = ShopReaders(lambda: small_reader, clock)
    assert (await after_a_restart.of_shop(TEA)).version == "small"
