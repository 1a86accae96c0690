"""`huiyin shop policy` shows and changes the rules of asking, as the page does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from huiyin.cli.people import shop
from models import database as door
from models.queries import rules, shops
from tests.conftest import NOW
from tests.site import founded

T = TypeVar("T")


@pytest.fixture
def installation(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIYIN_SECRET_KEY", "a secret of thirty-two characters")
    within(database_url, lambda: founded(NOW))
    return database_url


def within(url: str, work: Callable[[], Awaitable[T]]) -> T:
    async def inside() -> T:
        await door.start(url)
        try:
            return await work()
        finally:
            await door.stop()

    return asyncio.run(inside())


def typed(*words: str) -> Result:
    return CliRunner().invoke(shop, ["policy", *words])


async def every_choice() -> list[dict[str, object]]:
    return [one.choices for one in await shops.every_shop()]


def test_every_rule_is_printed_with_its_value_and_what_it_takes(installation: str) -> None:
    printed = typed("tea").output
    assert "rest = 30d; a length of time such as '30d', '2h' or '90min', from 1d to 365d" in printed
    assert 'default_basis = existing_customer (default ""); one of' in printed
    assert "sampling_rates = {}; groups such as" in printed


def test_a_rule_is_changed_written_down_and_taken_back(installation: str) -> None:
    outcome = typed(
        "tea", "--set", "rest=45d", "--set", "hold_out=0.1",
        "--set", 'sampling_rates={"late=yes": 1}', "--note", "why",
    )  # fmt: skip
    assert outcome.exit_code == 0
    assert outcome.output.splitlines() == [
        "rest: 30d → 45d",
        'sampling_rates: {} → {"late=yes": 1.0}',
        "hold_out: 0.0 → 0.1",
        "Of 0 orders and contacts of the last 28 days, 0 would have been asked about instead of 0.",
        "Kept: these rules hold from now on.",
    ]
    other, tea = within(installation, every_choice)
    assert (tea["rest"], tea["hold_out"]) == ("45d", 0.1)
    assert "rest" not in other
    assert "rest = 45d (default 30d)" in typed("tea").output
    typed("tea", "--set", "rest=default", "--set", "default_basis=default")
    _, tea = within(installation, every_choice)
    assert "rest" not in tea
    assert (tea["default_basis"], tea["locale"]) == ("", "zh-Hans")
    last, first = within(installation, lambda: rules.changes(1, 9))
    assert (first.note, first.who, last.number) == ("why", "", 2)


def test_a_dry_run_keeps_nothing(installation: str) -> None:
    outcome = typed("tea", "--set", "rest=45d", "--dry-run")
    assert "rest: 30d → 45d" in outcome.output
    assert outcome.output.endswith("Nothing was changed.\n")
    assert "rest" not in within(installation, every_choice)[1]
    assert typed("tea", "--set", "rest=720h").output.endswith("Nothing was changed.\n")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("rest=soon", "rest must be a length of time"),
        ("rests=45d", "There is no rule named 'rests'. Did you mean rest?"),
        ("rests=default", "There is no rule named 'rests'."),
        ("hold_out=much", "hold_out must be a share from 0 to 0.5, not 'much'."),
        ("close_after=2d", "close_after: The survey must close later"),
        ("rest", "Write RULE=VALUE, such as rest=45d, not 'rest'."),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    installation: str, told: str, sentence: str
) -> None:
    outcome = typed("tea", "--set", told)
    assert outcome.exit_code == 1
    assert sentence in outcome.output


def test_a_shop_that_is_not_there_is_named(installation: str) -> None:
    assert "There is no shop 'coffee'. Shops: other, tea." in typed("coffee").output
