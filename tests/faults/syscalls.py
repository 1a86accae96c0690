"""What the kernel is asked for: an acknowledged answer has its fsync before it; no fault fakes one.

A kill leaves the page cache alone, so only the system calls can prove durability. Needs strace.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models import database
from models.database import sqlite_file
from tests.faults import survey
from tests.faults.survey import History, Verdict

ROOT = Path(__file__).parent.parent.parent
CALL = re.compile(r"^(?P<pid>\d+)\s+(?P<name>\w+)\((?P<rest>.*)$")
RESUMED = re.compile(r"^(?P<pid>\d+)\s+<\.\.\. (?P<name>\w+) resumed>.*= (?P<result>-?\d+)")
RESULT = re.compile(r"= (-?\d+)[^=]*$")
SYNCS = {"fsync", "fdatasync"}


@dataclass(slots=True)
class Trace:
    """How many answers were acknowledged, and how many of those before they were on the disk."""

    acknowledged: int = 0
    too_early: int = 0


def check(lines: Iterable[str]) -> Trace:
    """Look for a finished sync of the log between each acknowledgement and the one before."""
    trace, synced = Trace(), False
    for line in lines:
        if _is_finished_sync(line):
            synced = True
        elif '"ack ' in line:
            trace.acknowledged += 1
            trace.too_early += not synced
            synced = False
    return trace


def _is_finished_sync(line: str) -> bool:
    if resumed := RESUMED.match(line):
        return resumed["name"] in SYNCS and resumed["result"] == "0"
    called = CALL.match(line)
    if not called or called["name"] not in SYNCS or "unfinished" in line:
        return False
    result = RESULT.search(line)
    return "-wal>" in called["rest"] and result is not None and result[1] == "0"


async def _answer(url: str, answers: int, *, careless: bool) -> None:
    """Answer one after the other and say what came of each."""
    if careless:  # a planted bug: the checker must notice it
        sqlite_file.PRAGMAS = (*sqlite_file.PRAGMAS, "PRAGMA synchronous=NORMAL")
    await database.start(url)
    for number in range(1, answers + 1):
        _say(f"try {number} 1")
        try:
            await survey.submit(number, 1)
        except database.DatabaseError as fault:
            _say(f"failed {number} {type(fault).__name__}")
        else:
            _say(f"ack {number} 1")
    await database.stop()


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, unbuffered: the trace shows its moment


async def _prepare(url: str, answers: int) -> None:
    await database.start(url)
    try:
        await database.migrate()
        await survey.found_shop(answers)
    finally:
        await database.stop()


async def _judge(url: str, history: History) -> Verdict:
    await database.start(url)
    try:
        return await survey.judge(history)
    finally:
        await database.stop()


def traced(
    file: Path, answers: int, *options: str, careless: bool = False
) -> tuple[list[str], str]:
    """Run the shoppers under strace; return the trace's lines and what they said."""
    log = file.with_suffix(".strace")
    calls = "trace=write,pwrite64,fsync,fdatasync"
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-o", str(log), "-e", calls, *options]
    child = [sys.executable, "-m", "tests.faults.syscalls", f"sqlite:///{file}", str(answers)]
    flags = ["--careless"] if careless else []
    ended = subprocess.run(
        [*strace, *child, *flags], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return log.read_text(errors="replace").splitlines(), ended.stdout


def trace_acknowledgements(file: Path, answers: int, *, careless: bool = False) -> Trace:
    """Answer on a new database at `file` and check that each acknowledgement came after a sync."""
    asyncio.run(_prepare(f"sqlite:///{file}", answers))
    lines, _ = traced(file, answers, careless=careless)
    return check(lines)


@dataclass(frozen=True, slots=True)
class Injured:
    """What shoppers were told while a system call failed, and what is true afterwards."""

    acknowledged: int
    refused: int
    verdict: Verdict


def injure(file: Path, answers: int, call: str, error: str, when: str) -> Injured:
    """Let `call` on the log fail with `error` at its `when`-th time, then judge on a whole disk."""
    url = f"sqlite:///{file}"
    asyncio.run(_prepare(url, answers))
    fault = f"inject={call}:error={error}:when={when}"
    _, said = traced(file, answers, "-P", f"{file}-wal", "-e", fault)
    history, refused = History(), 0
    for line in said.splitlines():
        if line.startswith("failed"):
            refused += 1
        else:
            history.note(line)
    return Injured(history.acknowledged, refused, asyncio.run(_judge(url, history)))


def main() -> None:
    """Be the shoppers under strace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("answers", type=int)
    parser.add_argument("--careless", action="store_true", help="commit without a sync")
    asked = parser.parse_args()
    asyncio.run(_answer(asked.url, asked.answers, careless=asked.careless))


if __name__ == "__main__":
    main()
