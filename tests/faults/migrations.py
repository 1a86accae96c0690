"""A migration is killed at one moment after the other; the next one must complete each of them.

The moments are spread over a whole history on an empty database.
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from models import database, migrations
from tests.faults.nursery import Child, Say, Work

APART = 0.01  # seconds between one moment and the next


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what was found; `unfinished` are moments after which steps were missing."""

    kills: int
    unfinished: list[int]


def _migrating(url: str) -> Work:
    async def work(say: Say) -> None:
        await database.start(url)
        say("ready")
        await database.migrate()
        await database.stop()

    return work


async def _wipe(url: str) -> None:
    """Leave nothing of the database."""
    if url.startswith("sqlite"):
        for file in Path(url.removeprefix("sqlite:///")).parent.glob("blank.db*"):
            file.unlink()
        return
    await database.start(url)
    await database.fetch("DROP SCHEMA public CASCADE")
    await database.fetch("CREATE SCHEMA public")
    await database.stop()


async def _pending(url: str) -> int:
    await database.start(url)
    try:
        return await database.pending_migrations()
    finally:
        await database.stop()


def run(url: str, moments: int) -> Report:
    """Kill a migration at each moment, then migrate; a failure of the second is raised."""
    for module in iter_modules(migrations.__path__):  # once, so that no child has to
        import_module(f"{migrations.__name__}.{module.name}")
    kills, unfinished = 0, []
    for moment in range(moments):
        asyncio.run(_wipe(url))
        first = Child(_migrating(url))
        first.hear("ready")
        first.listen(time.monotonic() + moment * APART)
        kills += first.kill()
        Child(_migrating(url)).wait()
        if asyncio.run(_pending(url)):
            unfinished.append(moment)
    return Report(kills, unfinished)


def main() -> None:
    """Run from the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--moments", type=int, default=8)
    asked = parser.parse_args()
    json.dump(asdict(run(asked.url, asked.moments)), sys.stdout)


if __name__ == "__main__":
    main()
