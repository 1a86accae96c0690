"""Posting an answer: this program beside itself without a database, and beside its peers.

    python benchmarks/answer_post.py [SHOPPERS]

One server process at a time, SQLite with WAL and synchronous=FULL, every shopper posts once over 16
kept connections; all servers write the same rows. Servers take turns within a round, and the median
of the rounds' ratios counts, so that a busy machine is busy for all of them.
FastAPI and Django run when HUIYIN_BENCH_PEERS names a Python that has them (peers/README.md).
Written to `benchmarks/results/answer_post.json`.
"""

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "answer_post.json"
SHOPPERS = 2_000
CONNECTIONS = 16
ROUNDS = 5
ITEMS = "OV1,SH0,SH1,SH2,RE0,OV2"
BODY = "OV1=2&SH0=1&SH1=na&RE0=4&OV2=7&text=%E5%8F%91%E8%B4%A7%E5%A4%AA%E6%85%A2&lang=zh-Hans"
ROWS = {"answer": 1, "rating": 6, "comment": 1}
BARS = {"without a database": 0.4, "fastapi": 2.0, "django": 1.2}


def token(number: int) -> str:
    """Return the token of one shopper's link."""
    return f"{number:022d}"


def fill(path: Path, shoppers: int) -> None:
    """Write a shop and one open invitation for every shopper."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", MIGRATE, f"sqlite:///{path}"], env=environment, check=True
    )
    now, later = "2026-11-21 12:00:00+00:00", "2099-01-01 00:00:00+00:00"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO shop (id, code, name, created_at) VALUES (1, 't', 'T', ?)", [now]
        )
        connection.executemany(
            "INSERT INTO customer (id, shop_id, email, email_hash) VALUES (?, 1, '', ?)",
            ((n, n.to_bytes(32)) for n in range(1, shoppers + 1)),
        )
        connection.executemany(
            "INSERT INTO candidate (id, shop_id, survey_kind, subject_ref, customer_id)"
            " VALUES (?, 1, 'post_purchase', ?, ?)",
            ((n, f"o{n}", n) for n in range(1, shoppers + 1)),
        )
        connection.executemany(
            "INSERT INTO invitation (id, shop_id, candidate_id, customer_id, survey_kind, nonce,"
            " token_hash, form, items, prompt, state, created_at, closes_at)"
            " VALUES (?, 1, ?, ?, 'post_purchase', ?, ?, 'P', ?, 'T1', 'sent', ?, ?)",
            (
                (n, n, n, str(n), sha256(token(n).encode()).digest(), ITEMS, now, later)
                for n in range(1, shoppers + 1)
            ),
        )
    connection.close()


MIGRATE = """
import asyncio, sys
from models import database
async def main():
    await database.start(sys.argv[1])
    await database.migrate()
    await database.stop()
asyncio.run(main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], database: Path, port: int) -> Iterator[int]:
    """Run one server until the round is over."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BENCH_DATABASE": str(database),
        "BENCH_PORT": str(port),
    }
    with subprocess.Popen(command, env=environment, cwd=ROOT) as server:
        try:
            wait_for(port, server)
            yield server.pid
        finally:
            server.terminate()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time a server and its children have used (Linux)."""
    total = 0.0
    for child in (pid, *children(pid)):
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit(f"a server ended with code {server.returncode} before it listened")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("a server did not listen within 30 s")


async def shopper(port: int, numbers: Iterator[int], waits: list[float]) -> None:
    """Post one answer after another over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        began = time.perf_counter()
        writer.write(
            (
                f"POST /a/{token(number)} HTTP/1.1\r\nHost: bench\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(BODY)}\r\n\r\n{BODY}"
            ).encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 303"):
            raise SystemExit(head.decode())
        if b"chunked" in head:
            await reader.readuntil(b"0\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                await reader.readexactly(int(line.partition(b":")[2]))
        waits.append(time.perf_counter() - began)
    writer.close()


async def storm(port: int, first: int, last: int) -> tuple[float, list[float]]:
    """Let every shopper of a range post once; return seconds and each reply's wait."""
    numbers = iter(range(first, last + 1))
    waits: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(shopper(port, numbers, waits) for _ in range(CONNECTIONS)))
    return time.perf_counter() - began, waits


def one_round(command: list[str], filled: Path, folder: Path, shoppers: int) -> dict[str, float]:
    database = folder / "bench.db"
    for leftover in folder.glob("bench.db*"):
        leftover.unlink()
    shutil.copy(filled, database)
    port = free_port()
    warm = shoppers // 10
    with serving(command, database, port) as server:
        asyncio.run(storm(port, 1, warm))
        worked = cpu_seconds(server)
        seconds, waits = asyncio.run(storm(port, warm + 1, shoppers))
        worked = cpu_seconds(server) - worked
    check_rows(command, database, shoppers)
    ranked = sorted(waits)
    return {
        "per_second": len(waits) / seconds,
        "cpu_ms": worked / len(waits) * 1000,
        "p50_ms": ranked[len(ranked) // 2] * 1000,
        "p99_ms": ranked[int(len(ranked) * 0.99)] * 1000,
    }


def check_rows(command: list[str], database: Path, shoppers: int) -> None:
    """Refuse a figure that was reached by not writing."""
    if "bare" in command:
        return
    with sqlite3.connect(database) as connection:
        for table, each in ROWS.items():
            found = connection.execute("SELECT count(*) FROM " + table).fetchone()[0]
            if found != each * shoppers:
                raise SystemExit(f"{command}: {found} rows in {table}, not {each * shoppers}")
        counted = connection.execute("SELECT sum(n) FROM score_count").fetchone()[0]
        if counted != 7 * shoppers:
            raise SystemExit(f"{command}: the counts say {counted}, not {7 * shoppers}")
    connection.close()


def servers() -> dict[str, list[str]]:
    ours = [sys.executable, "-m", "benchmarks.peers.answer_ours"]
    found = {"huiyin": [*ours, "full"], "without a database": [*ours, "bare"]}
    python = os.environ.get("HUIYIN_BENCH_PEERS")
    if not python:
        return found
    found["fastapi"] = [python, "-m", "benchmarks.peers.answer_fastapi"]
    found["django"] = [python, "-m", "benchmarks.peers.answer_django"]
    return found


def main() -> None:
    shoppers = int(sys.argv[1]) if len(sys.argv) > 1 else SHOPPERS
    compared = servers()
    if len(compared) < 1 + len(BARS):
        print("FastAPI and Django are left out: HUIYIN_BENCH_PEERS names no Python that has them")
    rounds: list[dict[str, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled = folder / "filled.db"
        fill(filled, shoppers)
        for turn in range(ROUNDS):
            rounds.append({})
            for label, command in compared.items():
                seen = rounds[-1][label] = one_round(command, filled, folder, shoppers)
                told = ", ".join(f"{key} {value:.2f}" for key, value in seen.items())
                print(f"round {turn + 1} {label}: {told}")
    report(rounds)


def report(rounds: list[dict[str, dict[str, float]]]) -> None:
    """Print and write the median ratio to each other server, by the clock and by CPU time."""
    results = {}
    for label in rounds[0]:
        if label == "huiyin":
            continue
        by_clock = median(one["huiyin"]["per_second"] / one[label]["per_second"] for one in rounds)
        by_cpu = median(one[label]["cpu_ms"] / one["huiyin"]["cpu_ms"] for one in rounds)
        results[label] = {"by_clock": by_clock, "by_cpu": by_cpu, "bar": BARS[label]}
        verdict = "kept" if by_clock >= BARS[label] else "MISSED"
        against = f"(bar {BARS[label]}, {verdict})"
        print(f"huiyin / {label}: {by_clock:.2f}, by CPU {by_cpu:.2f} {against}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"ratios": results, "rounds": rounds}, indent=1) + "\n")


if __name__ == "__main__":
    main()
