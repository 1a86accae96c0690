"""One history of the schema, run once whoever tries, forwards and its last step back."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from pkgutil import iter_modules

import pytest
from piccolo.apps.migrations.commands.backwards import BackwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import table_finder

from models import database as door
from models import tables
from models.piccolo_app import APP_CONFIG
from tests.faults.running import report
from tests.house.tree import ROOT

MIGRATE = (
    "import asyncio, sys; from models import database as d\n"
    "async def main():\n"
    "    await d.start(sys.argv[1]); print('ready', flush=True)\n"
    "    print(await d.migrate(), flush=True); await d.stop()\n"
    "asyncio.run(main())"
)
STEPS = len(list(Path(APP_CONFIG.resolved_migrations_folder_path).glob("m*.py")))


def migrating(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MIGRATE, url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture
async def blank(blank_url: str, anyio_backend: str) -> AsyncIterator[str]:
    """Open a database without any table."""
    await door.start(blank_url)
    yield blank_url
    await door.stop()


async def test_every_step_runs_once_and_is_remembered(blank: str) -> None:
    assert await door.pending_migrations() == STEPS
    assert await door.migrate() == STEPS
    assert await door.pending_migrations() == 0
    assert await door.migrate() == 0


async def test_asking_what_is_pending_leaves_the_import_path_alone(database: str) -> None:
    before = list(sys.path)
    await door.pending_migrations()
    assert sys.path == before


async def test_every_table_is_found_as_piccolo_finds_them() -> None:
    modules = [f"{tables.__name__}.{found.name}" for found in iter_modules(tables.__path__)]
    theirs = table_finder(modules=modules, exclude_imported=True)
    assert sorted(map(str, tables.every_table())) == sorted(map(str, theirs))


async def test_every_table_can_be_read_after_the_migration(database: str) -> None:
    for table in APP_CONFIG.table_classes:
        assert await table.select() == []


async def test_the_last_step_can_be_undone_and_done_again(
    blank: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await door.migrate()
    last = max(await Migration.get_migrations_which_ran(APP_CONFIG.app_name))
    undo = BackwardsMigrationManager(APP_CONFIG.app_name, last, auto_agree=True)
    await undo.run_migrations_backwards(APP_CONFIG)
    assert await door.pending_migrations() == 1
    assert await door.migrate() == 1


async def test_processes_that_migrate_at_once_do_not_disturb_each_other(blank_url: str) -> None:
    programs = [migrating(blank_url) for _ in range(3)]
    said = [program.communicate(timeout=120)[0].split() for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert sorted(said) == sorted([["ready", "0"], ["ready", "0"], ["ready", str(STEPS)]])


@pytest.mark.slow
def test_a_migration_killed_at_any_moment_is_completed_by_the_next(blank_url: str) -> None:
    found = report("migrations", blank_url, "--moments", "8")
    assert found["unfinished"] == []
    assert found["kills"] >= 2
