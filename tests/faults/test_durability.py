"""An acknowledgement means the disk has it: shown by system calls and by the server's switches."""

import shutil
from pathlib import Path

import pytest

from models import database as door
from tests.databases import postgres_server
from tests.faults.syscalls import injure, trace_acknowledgements

pytestmark = pytest.mark.slow
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


@needs_strace
def test_every_acknowledgement_comes_after_a_finished_sync(tmp_path: Path) -> None:
    trace = trace_acknowledgements(tmp_path / "huiyin.db", 20)
    assert (trace.acknowledged, trace.too_early) == (20, 0)


@needs_strace
def test_the_checker_notices_commits_without_a_sync(tmp_path: Path) -> None:
    trace = trace_acknowledgements(tmp_path / "huiyin.db", 20, careless=True)
    assert trace.too_early > 10


@needs_strace
@pytest.mark.parametrize(
    ("call", "error", "when"),
    [
        ("fdatasync", "EIO", "1"),
        ("fdatasync", "EIO", "3"),
        ("pwrite64", "EIO", "2"),
        ("pwrite64", "ENOSPC", "7"),
        ("pwrite64", "ENOSPC", "5+3"),
    ],
)
def test_a_failing_disk_never_gets_an_answer_acknowledged_that_is_not_there(
    tmp_path: Path, call: str, error: str, when: str
) -> None:
    found = injure(tmp_path / "huiyin.db", 20, call, error, when)
    assert found.verdict.right
    assert found.refused > 0
    assert found.acknowledged + found.refused == 20


async def test_postgresql_syncs_each_commit_unless_its_owner_says_otherwise(
    postgres_url: str,
) -> None:
    with postgres_server(durable=True) as url:
        await door.start(url)
        switches = await door.durability()
        await door.stop()
    assert switches == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
