"""Shoppers answer, their server is killed at a random moment; no acknowledged answer may be lost.

Run as a program it prints its verdict as JSON; the seed replays the plan of kills, though not the
scheduler's share of chance.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from models import database
from tests.faults import survey
from tests.faults.nursery import Child, Say, Work
from tests.faults.survey import History, Verdict

SHOPPERS = 16  # answers under way at once
Try = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what was found."""

    engine: str
    seed: int
    kills: int
    acknowledged: int
    answers: int
    verdict: Verdict


def _server(url: str, tries: list[Try], *, early: bool) -> Work:
    """Return a server with shoppers, who go on until it is killed."""

    async def serve(say: Say) -> None:
        await database.start(url)
        waiting = iter(tries)
        async with asyncio.TaskGroup() as group:
            for _ in range(SHOPPERS):
                group.create_task(_shop(waiting, say, early=early))
        await database.stop()

    return serve


async def _shop(tries: Iterator[Try], say: Say, *, early: bool) -> None:
    for number, attempt in tries:
        say(f"try {number} {attempt}")
        if early:  # a planted bug: the checker must notice it
            say(f"ack {number} {attempt}")
        presses = 2 if number % 10 == 0 else 1  # every tenth shopper presses twice
        await asyncio.gather(*(survey.submit(number, attempt) for _ in range(presses)))
        say(f"ack {number} {attempt}")


def _plan(history: History, rng: random.Random, invitations: int) -> list[Try]:
    """Let some who know their answer is kept change it, those in doubt press again, then others."""
    doubtful = [n for n, tried in history.tried.items() if tried > history.kept[n]]
    settled = [n for n, tried in history.tried.items() if tried == history.kept[n]]
    changing = rng.sample(settled, min(len(settled), 20))
    fresh = (n for n in range(1, invitations + 1) if n not in history.tried)
    numbers = [*doubtful, *changing, *islice(fresh, 400)]
    rng.shuffle(numbers)
    return survey.next_tries(history, numbers)


async def _prepare(url: str, invitations: int) -> str:
    await database.start(url)
    try:
        await database.migrate()
        await survey.found_shop(invitations)
        return database.engine_name()
    finally:
        await database.stop()


async def _judge(url: str, history: History) -> tuple[Verdict, int]:
    await database.start(url)
    try:
        await _until_the_dead_are_gone()
        [row] = await database.fetch("SELECT count(*) AS n FROM answer")
        return await survey.judge(history), int(row["n"])
    finally:
        await database.stop()


async def _until_the_dead_are_gone() -> None:
    """Wait until PostgreSQL has noticed every kill: a last commit may still be under way."""
    if database.engine_name() == "sqlite":
        return
    others = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    while await database.fetch(others):  # noqa: ASYNC110  # the server has no event for it
        await asyncio.sleep(0.02)


def run(url: str, kills: int, seed: int, *, early: bool = False) -> Report:
    """Kill `kills` servers amid answers on the empty database at `url`, then judge what is left."""
    rng = random.Random(seed)
    invitations = kills * 300
    engine = asyncio.run(_prepare(url, invitations))
    history, done = History(), 0
    while done < kills:
        starting, after = rng.random() < 0.2, rng.uniform(0.0, 0.2)  # a fifth
        kept = rng.randint(5, 20)  # answers, so that a slow machine has a history, too
        server = Child(_server(url, _plan(history, rng, invitations), early=early))
        if not starting:  # amid its traffic, not while it opens the database
            server.hear("ack", kept)
        server.listen(time.monotonic() + after)
        done += server.kill()
        for line in server.lines():
            history.note(line)
    verdict, stored = asyncio.run(_judge(url, history))
    return Report(engine, seed, done, history.acknowledged, stored, verdict)


def main() -> None:
    """Run from the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--early", action="store_true", help="acknowledge too early, on purpose")
    asked = parser.parse_args()
    report = run(asked.url, asked.kills, asked.seed, early=asked.early)
    json.dump(asdict(report), sys.stdout)


if __name__ == "__main__":
    main()
