"""What every test may ask for by name: a database, a clock, chance; and nothing from outside.

`--engine postgres` runs the tests that ask for a database on PostgreSQL, and only those: pure tests
would say the same twice.
"""

import os
import random
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from models import database as door
from tests.databases import OVERRIDE, Databases, PostgresDatabases, SQLiteDatabases, postgres_server

# How long an example takes says something about the machine's other work, not about the code.
settings.register_profile("calm", deadline=None, derandomize=True)
settings.load_profile("calm")

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, 17:30 in Shanghai
ON_A_DATABASE = {"database", "database_url", "blank_url"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the choice of engine."""
    parser.addoption(
        "--engine",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="what tests with a database run on; on postgres the others are left out",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other engine; on PostgreSQL also what needs no database."""
    on_postgres = config.getoption("--engine") == "postgres"

    def belongs(item: pytest.Item) -> bool:
        asked = set(getattr(item, "fixturenames", ()))
        if on_postgres:
            return "sqlite_file" not in asked and bool(ON_A_DATABASE & asked)
        return "postgres_url" not in asked

    kept = [item for item in items if belongs(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """Say which engine this run is about: sqlite or postgres."""
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def databases(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Start what the engine needs, once."""
    if engine == "sqlite":
        yield SQLiteDatabases(tmp_path_factory.mktemp("databases"))
        return
    with ExitStack() as stack:
        url = os.environ.get(OVERRIDE) or stack.enter_context(postgres_server(durable=False))
        made = PostgresDatabases(url)
        stack.callback(made.drop)
        yield made


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """Give the address of a migrated, empty database that nobody has opened yet."""
    return databases.migrated(tmp_path)


@pytest.fixture
def sqlite_file(database_url: str) -> Path:
    """Give the file of a migrated SQLite database; its tests run on SQLite only."""
    return Path(database_url.removeprefix("sqlite:///"))


@pytest.fixture
def postgres_url(database_url: str) -> str:
    """Give the address of a migrated PostgreSQL database; its tests run there only."""
    return database_url


@pytest.fixture
def blank_url(databases: Databases, tmp_path: Path) -> str:
    """Give the address of a database without any table."""
    return databases.blank(tmp_path)


@pytest.fixture
async def database(database_url: str, anyio_backend: str) -> AsyncIterator[str]:
    """Open a migrated, empty database for one test and close it afterwards."""
    await door.start(database_url)
    try:
        yield database_url
    finally:
        await door.stop()


@dataclass
class Clock:
    """A clock that stands still until it is moved; call it for the time."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def move(self, by: timedelta) -> datetime:
        """Turn it by `by` and return the new time."""
        self.now += by
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock of the test's own, at NOW."""
    return Clock()


@pytest.fixture
def rng() -> random.Random:
    """Give chance that repeats itself."""
    return random.Random(20261123)


@pytest.fixture(scope="session", autouse=True)
def _nothing_from_outside() -> Iterator[None]:
    """Refuse connections to other machines: a test that needs one is wrong."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and host not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"a test wants to connect to {address!r}, outside this machine")
        connect(self, address)  # type: ignore[arg-type]  # an address is whatever the family takes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
