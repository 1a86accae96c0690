"""The dashboard at 100 k, 1 M and 10 M answers, on both engines: server time, growth and weight.

    python benchmarks/overview.py [sqlite|postgres ...]

Rows are stored up to a million answers; for ten million the counts alone are grown, which is what
an unfiltered first screen reads. Each screen is opened as a signed-in manager would, beside the
same SQL run by the bare driver. Written to `benchmarks/results/overview.json`.
"""

import asyncio
import gzip
import json
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))  # run from any folder, without an install

from admin.access import door, signing_in
from admin.dashboard.health import keeping
from benchmarks.shops import many_answers
from huiyin.app import create_app
from huiyin.settings import load
from models import database
from models.choices import Role
from models.database.engine_postgres import SESSION
from models.database.sqlite_file import connect
from models.queries import rollup, shops, staff
from tests.databases import postgres_server

RESULTS = Path(__file__).parent / "results" / "overview.json"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SMALL, LARGE = 100_000, 1_000_000
UNFILTERED = "/shops/tea"
# Address, and how often it is opened.
SCREENS = {
    "unfiltered": (UNFILTERED, 80),
    "52 weeks": ("/shops/tea?period=364d", 20),
    "filtered": ("/shops/tea?carrier=carrier1", 20),
    "weighted": ("/shops/tea?weights=orders", 10),
    "stage": ("/shops/tea/stages/ship", 20),
    "complaints": ("/shops/tea/complaints", 20),
    "channels": ("/shops/tea/channels", 20),
    "channels, 52 weeks": ("/shops/tea/channels?period=364d", 8),
    "health": ("/shops/tea/health", 20),
    "health, 52 weeks": ("/shops/tea/health?period=364d", 8),
    "drivers": ("/shops/tea/drivers", 20),
    "responses": ("/shops/tea/responses", 20),
    "search": ("/shops/tea/responses?q=客服", 20),
}
# Milliseconds. On SQLite of processor time, which neighbours on the machine do not change: on a
# quiet one it is the server's time. PostgreSQL works in other processes: of time as it passes.
FROM_ROWS = ("filtered", "weighted", "stage", "complaints", "channels", "health")
BARS = {"unfiltered": 60} | dict.fromkeys(
    (*FROM_ROWS, "channels, 52 weeks", "health, 52 weeks"), 800
)
GROWTH_BAR = 1.3
WEIGHT_BAR = 60 * 1024


@dataclass(slots=True)
class Taken:
    """What opening one screen again and again took, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    statements: int = 0
    weight: int = 0

    def figures(self) -> dict[str, float]:
        """Return what is written down."""
        bare = statistics.median(self.bare)
        return {
            "p50_ms": round(statistics.median(self.wall), 1),
            "p95_ms": round(statistics.quantiles(self.wall, n=20)[-1], 1),
            "cpu_p50_ms": round(statistics.median(self.cpu), 1),
            "cpu_p95_ms": round(statistics.quantiles(self.cpu, n=20)[-1], 1),
            "bare_sql_p50_ms": round(bare, 1),
            "of_bare_sql": round(statistics.median(self.wall) / bare, 2),
            "statements": self.statements,
            "page_bytes": self.weight,
        }


def main() -> None:
    """Measure the engines asked for, write the figures, and fail below a bar."""
    engines = sys.argv[1:] or ["sqlite", "postgres"]
    figures = json.loads(RESULTS.read_text()) if RESULTS.exists() and sys.argv[1:] else {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = None
        if "postgres" in engines:
            server = stack.enter_context(postgres_server(durable=False))
        for engine in engines:
            figures[engine] = asyncio.run(measured(folder, server if engine != "sqlite" else None))
    RESULTS.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    faults = [f"{engine}: {fault}" for engine in engines for fault in missed(engine, figures)]
    if faults:
        sys.exit("\n".join(faults))


async def measured(folder: Path, server: str | None) -> dict:
    """Return times at every size, the growth from size to size, and the first screen's weight."""
    async with manager(await place(folder, server, "small"), folder, SMALL) as (client, _):
        wrong = await rollup.rebuild(1)
        assert wrong == 0, f"{wrong} counts are not what the rows say"
        small = (await times(client, {"unfiltered": SCREENS["unfiltered"]}))["unfiltered"]
    async with manager(await place(folder, server, "large"), folder, LARGE) as (client, url):
        large = await times(client, SCREENS)
        weight, requests = await weighed(client)
        await many_answers.grow(url)
        names = ("unfiltered", "52 weeks")
        grown = await times(client, {name: SCREENS[name] for name in names})
    first = (small, large["unfiltered"], grown["unfiltered"])
    return {
        "answers_100k": {"unfiltered": small.figures()},
        "answers_1m": {name: taken.figures() for name, taken in large.items()},
        "counts_10m": {name: taken.figures() for name, taken in grown.items()},
        "growth_cpu": growth([taken.cpu for taken in first]),
        "growth_wall": growth([taken.wall for taken in first]),
        "first_screen_bytes": weight,
        "first_screen_requests": requests,
    }


def growth(sizes: Sequence[Sequence[float]]) -> dict[str, float]:
    """Return the medians' ratios from each size of shop to ten times it."""
    small, large, grown = (statistics.median(taken) for taken in sizes)
    return {"100k_to_1m": round(large / small, 2), "1m_to_10m": round(grown / large, 2)}


def missed(engine: str, figures: dict) -> list[str]:
    """Name every bar that an engine misses."""
    found = figures[engine]
    measure, rise = (
        ("cpu_p95_ms", "growth_cpu") if engine == "sqlite" else ("p95_ms", "growth_wall")
    )
    faults = [
        f"{name} takes {found['answers_1m'][name][measure]} ms, more than {bar}"
        for name, bar in BARS.items()
        if found["answers_1m"][name][measure] > bar
    ]
    if found[rise]["1m_to_10m"] > GROWTH_BAR:
        faults.append(f"the first screen grows by {found[rise]['1m_to_10m']} from 1 M to 10 M")
    if found["first_screen_bytes"] > WEIGHT_BAR:
        faults.append(f"the first screen weighs {found['first_screen_bytes']} bytes")
    return faults


async def place(folder: Path, server: str | None, name: str) -> str:
    """Return the address of a new database."""
    if server is None:
        return f"sqlite:///{folder / name}.db"
    connection = await asyncpg.connect(server)
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


@asynccontextmanager
async def manager(
    url: str, folder: Path, size: int
) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """Fill a shop of `size` answers and open it as its manager."""
    await database.start(url)
    try:
        await database.migrate()
        await shops.add("tea", "茶舍", "Asia/Shanghai", "zh-Hans", "", NOW)
        started = time.perf_counter()
        await many_answers.fill(url, size, NOW)
        while await keeping.keep_up(1, ZoneInfo("Asia/Shanghai"), NOW):
            pass  # as the clock does, some weeks at a time
        print(f"{size:,} answers in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        person = await staff.add("lin@shop.example", "林", "zh-Hans", NOW)
        await staff.give_role(1, person, Role.MANAGER)
        opened = await signing_in.with_link(await signing_in.new_link(person, NOW), NOW)
        settings = load(
            {
                "HUIYIN_VAR_DIR": str(folder),
                "HUIYIN_SECRET_KEY": "only for this measurement, long enough",
                "HUIYIN_BASE_URL": "http://shop.test",
                "HUIYIN_MAIL": "captured",
            }
        )
        app = create_app(settings, clock=lambda: NOW, manage_database=False)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://shop.test", timeout=60
        ) as client:
            client.cookies.set(door.COOKIE_HTTP, opened.token)
            yield client, url
    finally:
        await database.stop()


async def times(client: httpx.AsyncClient, screens: dict[str, tuple[str, int]]) -> dict[str, Taken]:
    """Open each screen, the first time not counted, and run its SQL without the rest of it."""
    found = {}
    for name, (path, rounds) in screens.items():
        taken = found[name] = Taken()
        said = await statements(client, path)
        taken.statements = len(said)
        for _ in range(rounds):
            started, before = time.perf_counter(), time.process_time()
            page = await client.get(path)
            taken.cpu.append((time.process_time() - before) * 1e3)
            taken.wall.append((time.perf_counter() - started) * 1e3)
            assert page.status_code == 200, page.text[:400]
        taken.weight = len(gzip.compress(page.content, 6))
        taken.bare = await bare(said, min(rounds, 10))
    return found


async def statements(client: httpx.AsyncClient, path: str) -> list[tuple[str, Sequence[object]]]:
    """Return the SQL that a screen runs."""
    engine, said = database.bound(), []
    fetch = engine.fetch

    async def noting(sql: str, args: Sequence[object]) -> list[database.Row]:
        said.append((sql, args))
        return await fetch(sql, args)

    engine.fetch = noting  # type: ignore[method-assign]  # for this one request
    try:
        await client.get(path)
    finally:
        del engine.fetch
    return said


async def bare(said: list[tuple[str, Sequence[object]]], rounds: int) -> list[float]:
    """Return milliseconds of the same SQL, one statement after another, by the driver alone."""
    engine = database.bound()
    return (
        await asyncio.to_thread(_bare_sqlite, engine.file, said, rounds)
        if database.engine_name() == "sqlite"
        else await _bare_postgres(engine.config["dsn"], said, rounds)
    )


def _bare_sqlite(path: Path, said: list[tuple[str, Sequence[object]]], rounds: int) -> list[float]:
    connection: sqlite3.Connection = connect(path)
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        for sql, args in said:
            connection.execute(sql, tuple(args)).fetchall()
        taken.append((time.perf_counter() - started) * 1e3)
    connection.close()
    return taken


async def _bare_postgres(
    dsn: str, said: list[tuple[str, Sequence[object]]], rounds: int
) -> list[float]:
    connection = await asyncpg.connect(dsn, server_settings=SESSION)
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        for sql, args in said:
            await connection.fetch(sql, *args)
        taken.append((time.perf_counter() - started) * 1e3)
    await connection.close()
    return taken


async def weighed(client: httpx.AsyncClient) -> tuple[int, int]:
    """Return bytes on the wire and requests of the first screen, nothing cached."""
    page = await client.get(UNFILTERED)
    parts = [page, *[await client.get(p) for p in re.findall(r'"(/static/[^"]+)"', page.text)]]
    return sum(len(gzip.compress(part.content, 6)) for part in parts), len(parts)


if __name__ == "__main__":
    main()
