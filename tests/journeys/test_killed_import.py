"""An import that is shot in the middle, by a real signal to a real process, and started again."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from feedback.events.imports import CHUNK
from models import database as door
from models.queries import shops
from tests.conftest import NOW
from tests.site import SECRET

pytestmark = pytest.mark.anyio
ROWS = 5 * CHUNK
PATIENCE = 60.0
# Less than what is said of a chunk: an import that nobody listens to stands still after its next
# one, so that a slow machine cannot let it end before the shot.
PIPE = 4096


def written(path: Path) -> Path:
    """Write a file of orders with something to say of each: it came before it was placed."""
    lines = ["order_ref,customer_email,status,placed_at,delivered_at"]
    lines += [
        f"A-{n},shopper{n % 900}@shopper.example,delivered,2018-03-0{1 + n % 9} 10:00,2018-02-01"
        for n in range(ROWS)
    ]
    path.write_text("\n".join(lines))
    return path


def typed(url: str, file: Path, shop: str) -> "subprocess.Popen[str]":
    """Start `huiyin import` as an operator does."""
    env = os.environ | {
        "HUIYIN_DATABASE_URL": url,
        "HUIYIN_SECRET_KEY": SECRET,
        "HUIYIN_VAR_DIR": str(file.parent / "var"),
    }
    words = [sys.executable, "-m", "huiyin", "import", "orders", str(file), "--shop", shop]
    return subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True, pipesize=PIPE)


async def finished(process: "subprocess.Popen[str]") -> str:
    """Wait for a process and return its last line."""
    out, _ = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
    assert process.returncode == 0
    return out.rstrip("\n").splitlines()[-1]


async def orders_of(shop_id: int) -> list[dict[str, object]]:
    """Return a shop's orders without what only this database decides."""
    rows = await door.fetch(
        "SELECT o.*, p.email FROM shop_order o JOIN customer p ON p.id = o.customer_id"
        " WHERE o.shop_id = {} ORDER BY o.order_ref",
        shop_id,
    )
    ours = {"id", "shop_id", "customer_id", "created_at", "updated_at"}
    return [{name: row[name] for name in row.keys() - ours} for row in rows]


async def test_an_import_shot_in_the_middle_ends_as_if_nothing_had_happened(
    database: str, tmp_path: Path
) -> None:
    shot = await shops.add("shot", "茶舍", "Asia/Shanghai", "zh-Hans", "", NOW)
    whole = await shops.add("whole", "别家", "Asia/Shanghai", "zh-Hans", "", NOW)
    file = written(tmp_path / "orders.csv")
    process = typed(database, file, "shot")
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(CHUNK)]  # of the first; it is at the second
    assert "(kept)" in said[-1]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert 0 < len(await orders_of(shot)) < ROWS
    assert await finished(typed(database, file, "shot")) == f"kept {ROWS} refused 0 unchanged 0"
    assert await finished(typed(database, file, "shot")) == f"kept 0 refused 0 unchanged {ROWS}"
    assert await finished(typed(database, file, "whole")) == f"kept {ROWS} refused 0 unchanged 0"
    assert await orders_of(shot) == await orders_of(whole)
