"""Kill, cut and starve for minutes instead of seconds; write what was found, fail on any fault.

The rows below are the promises; tests/faults holds the programs and shows that its checkers see
planted bugs. Seeds are printed, so that a run can be repeated.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from tests.databases import PostgresDatabases, postgres_server
from tests.faults.running import report
from tests.faults.syscalls import injure, trace_acknowledgements
from tests.house.tree import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "faults.json"
Found = dict[str, Any]  # Any: JSON
Bar = Callable[[Found], bool]

PROGRAMS: dict[str, tuple[tuple[str, ...], Bar]] = {
    "kills": (("--kills", "200"), lambda f: not any(f["verdict"].values())),
    "digests": (("--periods", "1000"), lambda f: f["missing"] == f["doubled"] == 0),
    "letters": (
        ("--letters", "2000"),
        lambda f: (
            f["digests_lost"] == f["invitations_twice"] == f["invitations_lost_unlisted"] == 0
            and max(f["digests_twice"], f["invitations_lost"]) <= f["kills"]
        ),
    ),
}


@contextmanager
def blank_databases(engine: str) -> Iterator[Iterator[str]]:
    """Yield addresses of new databases, on engines that sync."""
    with tempfile.TemporaryDirectory(prefix="huiyin-faults-") as folder:
        if engine == "sqlite":
            yield (f"sqlite:///{folder}/{number}.db" for number in count())
            return
        with postgres_server(durable=True) as url:
            made = PostgresDatabases(url)
            yield (made.blank(Path(folder)) for _ in count())


def run_programs(engine: str, seed: int) -> Iterator[tuple[str, Found, bool]]:
    """Run every program on one engine."""
    with blank_databases(engine) as urls:
        for program, (options, kept) in PROGRAMS.items():
            found = report(program, next(urls), *options, "--seed", str(seed))
            yield f"{program} on {engine}", found, kept(found)


def run_injections(calls: int) -> Iterator[tuple[str, Found, bool]]:
    """Let each of the first `calls` syncs and writes of the log fail, one run for each."""
    with tempfile.TemporaryDirectory(prefix="huiyin-faults-") as folder:
        trace = trace_acknowledgements(Path(folder) / "trace.db", 200)
        yield "sync before each of 200 acknowledgements", asdict(trace), trace.too_early == 0
        for call, error in (("fdatasync", "EIO"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC")):
            wrong = acknowledged = refused = 0
            for when in range(1, calls + 1):
                file = Path(folder) / f"{call}-{error}-{when}.db"
                found = injure(file, 10, call, error, str(when))
                acknowledged += found.acknowledged
                refused += found.refused
                wrong += not found.verdict.right
            told = {"runs": calls, "acknowledged": acknowledged, "refused": refused, "wrong": wrong}
            yield f"{call} {error} at each of the first {calls}", told, wrong == 0


def main() -> int:
    """Run everything, print a line each, and return 1 if any promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--calls", type=int, default=20, help="system calls to fail, per kind")
    asked = parser.parse_args()
    results: dict[str, Found] = {}
    for name, found, kept in run_all(asked.seed, asked.calls):
        print("kept  " if kept else "BROKEN", name, json.dumps(found), flush=True)
        results[name] = found | {"kept": kept}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if all(found["kept"] for found in results.values()) else 1


def run_all(seed: int, calls: int) -> Iterator[tuple[str, Found, bool]]:
    """Run every program on both engines, then the failing system calls."""
    yield from run_programs("sqlite", seed)
    yield from run_programs("postgres", seed)
    if shutil.which("strace"):
        yield from run_injections(calls)
    else:
        print("skipped: system calls, because strace is not installed")


if __name__ == "__main__":
    sys.exit(main())
