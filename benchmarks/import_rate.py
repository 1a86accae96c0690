"""How fast a shop's files come in: rows per second, processor time, peak memory.

    python -m benchmarks.import_rate [ROWS] [URL]

Writes files of ROWS orders and answers from a fixed pattern, imports them twice into a fresh
database (SQLite in a temporary folder, or the empty PostgreSQL database at URL), and beside it does
the least anybody could: csv.DictReader and one INSERT per row of one table in one transaction.
Memory is the peak of a process of its own, at ROWS and at four times as many.
"""

import asyncio
import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from feedback.events.columns import FileKind
from feedback.events.imports import Importer, Watcher, import_file
from feedback.invitations.links import LinkSigner
from models import database
from models.queries import shops

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
START = datetime(2024, 1, 1, tzinfo=UTC)
LINKS = LinkSigner((b"a key for measuring, not for use....",), "http://survey.example")
ORDER_COLUMNS = (
    "order_ref customer_email locale region category amount currency status placed_at paid_at"
    " shipped_at delivered_at promised_at"
)
RESULTS = Path(__file__).parent / "results" / "import_rate.json"


def write_files(folder: Path, rows: int) -> None:
    """Write orders.csv and answers.csv."""
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(ORDER_COLUMNS.split())
        for n in range(rows):
            at = START + timedelta(minutes=n % 1_000_000)
            steps = [at + timedelta(hours=hours) for hours in (0, 1, 20, 90, 120)]
            times = [f"{step:%Y-%m-%d %H:%M:%S}" for step in steps]
            who = (f"{n:024x}", f"shopper{n}@customers.example", "zh-CN", f"r{n % 31}")
            out.writerow([*who, f"c{n % 12}", f"{n % 900}.50", "CNY", "delivered", *times])
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["feedback_ref", "order_ref", "score", "comment", "asked_at", "answered_at"])
        for n in range(rows):
            said = "发货太慢了，等了十天才到" if n % 2 else ""
            times = ["2026-01-01 00:00:00", "2026-01-02 08:00:00"]
            out.writerow([f"f{n}", f"{n:024x}", 1 + n % 5, said, *times])


async def measure(folder: Path, url: str) -> dict[str, dict[str, float]]:
    """Import both files twice and return rows per second and processor time of each."""
    await database.start(url)
    figures = {}
    try:
        await database.migrate()
        code = f"shop{time.time_ns()}"  # a database at URL may have been measured before
        shop_id = await shops.add(code, "茶舍", "America/Sao_Paulo", "zh-Hans", "", NOW)
        for again in ("first", "again"):
            for kind, name in ((FileKind.ORDERS, "orders"), (FileKind.ANSWERS, "answers")):
                figures[f"{name} {again}"] = await _timed(shop_id, kind, folder / f"{name}.csv")
    finally:
        await database.stop()
    return figures


async def _timed(shop_id: int, kind: FileKind, path: Path) -> dict[str, float]:
    importer = Importer(shop_id, ZoneInfo("America/Sao_Paulo"), kind, LINKS.email_hash, NOW)
    watcher = Watcher(lambda _: None, lambda _a, _b: None, lambda _a, _b: None)
    wall, processor = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        tally = await import_file(importer, file, watcher)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    rows = tally.kept + tally.unchanged
    return {
        "rows": rows,
        "rows_per_second": round(rows / wall),
        "rows_per_processor_second": round(rows / processor),
    }


def least(folder: Path) -> float:
    """Return rows per second of the plainest import there is: cells as they are, one table."""
    columns = 13
    began = time.perf_counter()
    connection = sqlite3.connect(folder / "least.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"CREATE TABLE o ({', '.join(f'c{n}' for n in range(columns))})")
    connection.execute("CREATE UNIQUE INDEX u ON o (c0)")
    rows = 0
    with (folder / "orders.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marks = ", ".join("?" * columns)
            connection.execute(f"INSERT INTO o VALUES ({marks})", list(row.values()))
            rows += 1
    connection.commit()
    connection.close()
    return rows / (time.perf_counter() - began)


def run(rows: int, url: str) -> dict[str, object]:
    """Measure one size in this process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, rows)
        figures: dict[str, object] = dict(
            asyncio.run(measure(folder, url or f"sqlite:///{folder / 'huiyin.db'}"))
        )
        figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        figures["least_rows_per_second"] = round(least(folder))
    return figures


def main() -> None:
    """Measure both sizes in processes of their own, print and keep the figures."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    url = sys.argv[2] if len(sys.argv) > 2 else ""
    if "--here" in sys.argv:
        print(json.dumps(run(rows, "" if url == "--here" else url)))
        return
    kept = {}
    for size in (rows, 4 * rows):
        words = [sys.executable, "-m", "benchmarks.import_rate", str(size), *filter(None, [url])]
        done = subprocess.run([*words, "--here"], check=True, capture_output=True, text=True)
        kept[str(size)] = json.loads(done.stdout.splitlines()[-1])
        print(size, json.dumps(kept[str(size)], indent=1))
    RESULTS.parent.mkdir(exist_ok=True)
    engine = "postgres" if url else "sqlite"
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(known | {engine: kept}, indent=1) + "\n")


if __name__ == "__main__":
    main()
