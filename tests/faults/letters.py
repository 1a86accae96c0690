"""Two senders hand letters over and are killed; each kind keeps the promise that was made for it.

Digests: none lost, a double has the same Message-ID. Invitations: no double, a lost one is listed.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from models import database
from models.choices import MessageKind, MessageState
from models.queries import outbox
from tests.faults.nursery import Child, Say, Work
from tests.faults.survey import NOW

LEASE = timedelta(milliseconds=150)
HANDING_OVER = 0.002  # seconds between the post office's yes and our writing it down


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what was found."""

    engine: str
    seed: int
    kills: int
    letters: int
    digests_lost: int
    digests_twice: int
    invitations_twice: int
    invitations_lost: int
    invitations_lost_unlisted: int


def _now(started: float) -> datetime:
    return NOW + timedelta(seconds=time.monotonic() - started)


def _sender(url: str, owner: str, post: Path, started: float) -> Work:
    """Return a sender whose post office is a file with a line per letter."""

    async def send(say: Say) -> None:
        await database.start(url)
        say("ready")
        while await _left():
            await outbox.expire_leases(_now(started))
            for one in await outbox.claim_batch(owner, 1, _now(started), LEASE):
                with post.open("a") as office:
                    office.write(one.letter.message_id + "\n")
                await asyncio.sleep(HANDING_OVER)
                await outbox.mark_done(1, one.id, one.attempt, _now(started), "250")
                say(one.letter.key)
        await database.stop()

    return send


async def _left() -> int:
    counts = await outbox.counts(1)
    return counts[MessageState.NEW] + counts[MessageState.SENDING]


async def _prepare(url: str, letters: int) -> str:
    await database.start(url)
    try:
        await database.migrate()
        async with database.transaction():
            for number in range(letters):
                kind = MessageKind.DIGEST if number % 2 else MessageKind.INVITATION
                key = f"{kind}:{number}"
                letter = outbox.Letter(kind, key, "a@example.com", "信", "您好", key)
                await outbox.enqueue(1, letter, NOW)
        return database.engine_name()
    finally:
        await database.stop()


async def _unknown(url: str) -> set[str]:
    await database.start(url)
    try:
        return {line.key for line in await outbox.listed(1, MessageState.UNKNOWN, 100_000)}
    finally:
        await database.stop()


def run(url: str, letters: int, seed: int) -> Report:
    """Let two senders send `letters`, killing one after the other until all are settled."""
    rng, started = random.Random(seed), time.monotonic()
    engine = asyncio.run(_prepare(url, letters))
    with tempfile.TemporaryDirectory() as folder:
        post, kills = Path(folder) / "post", 0
        post.touch()
        senders = [Child(_sender(url, f"sender-{n}", post, started)) for n in range(2)]
        while True:
            victim = senders.pop(rng.randrange(2))
            victim.hear("ready")  # on a slow machine nobody would live to begin
            time.sleep(rng.uniform(0.03, 0.15))
            if not victim.kill():
                break  # it had found nothing left to send
            kills += 1
            senders.append(Child(_sender(url, f"sender-{1 + kills}", post, started)))
        senders[0].wait()
        sent = Counter(post.read_text().splitlines())
    unknown = asyncio.run(_unknown(url))
    return _report(engine, seed, kills, letters, sent, unknown)


def _report(
    engine: str, seed: int, kills: int, letters: int, sent: Counter[str], unknown: set[str]
) -> Report:
    digests = [f"digest:{number}" for number in range(1, letters, 2)]
    invitations = [f"invitation:{number}" for number in range(0, letters, 2)]
    lost = {key for key in invitations if not sent[key]}
    return Report(
        engine,
        seed,
        kills,
        letters,
        digests_lost=sum(not sent[key] for key in digests),
        digests_twice=sum(sent[key] > 1 for key in digests),
        invitations_twice=sum(sent[key] > 1 for key in invitations),
        invitations_lost=len(lost),
        invitations_lost_unlisted=len(lost - unknown),
    )


def main() -> None:
    """Run from the command line and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--letters", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20261123)
    asked = parser.parse_args()
    json.dump(asdict(run(asked.url, asked.letters, asked.seed)), sys.stdout)


if __name__ == "__main__":
    main()
