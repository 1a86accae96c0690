"""One door, two engines, the same behaviour."""

from models.database import engine_name


async def test_a_test_runs_on_the_engine_it_was_asked_for(database: str, engine: str) -> None:
    assert engine_name() == engine


async def test_again(database: str, engine: str) -> None:
    assert engine_name() == engine
