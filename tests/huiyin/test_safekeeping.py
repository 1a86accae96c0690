"""A backup is a restore that was tried: nothing is lost, sent twice or brought back to life."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huiyin import safekeeping
from huiyin.cli import main
from huiyin.safekeeping import RestoreRefused
from models import database
from models.database.copying import InUse, NotACopy, look_at
from models.queries import customers, erasure, rollup
from models.queries.erasure import Erased
from tests.admin.dashboard import rows
from tests.conftest import NOW
from tests.journeys.everything import every_row
from tests.site import founded, settings_for

pytestmark = pytest.mark.anyio
WANG = b"w" * 32
ADDRESS = "wang@customers.example"


async def told(sqlite_file: Path) -> int:
    """Open the shops, let Wang answer, queue a letter; return the shop."""
    cast = await founded(NOW)
    wang = await customers.remember(cast.tea, ADDRESS, WANG, "zh-Hans", "", NOW)
    await rows.answered(cast.tea, NOW.date(), 2, comment="我是老王", customer_id=wang)
    await database.fetch(
        "INSERT INTO outbox_message (shop_id, kind, key, recipient, subject, text, html, "
        "message_id, state, headers, pictures) "
        "VALUES ({}, 'digest', 'digest:1', 'boss@shop.example', 's', '', '', 'm', 'new', '', '')",
        cast.tea,
    )
    await rollup.rebuild(cast.tea)
    return cast.tea


@pytest.fixture
async def shop(sqlite_file: Path, database: str) -> int:
    return await told(sqlite_file)


async def test_what_was_kept_comes_back_whole_but_sends_nothing(
    shop: int, sqlite_file: Path, tmp_path: Path
) -> None:
    before = await every_row()
    kept = await safekeeping.keep(tmp_path / "away" / "monday.db")
    assert kept.answers == 1
    assert kept.path.stat().st_mode & 0o077 == 0
    await rows.answered(shop, NOW.date(), 5)
    await database.stop()
    settings = settings_for(tmp_path, HUIYIN_DATABASE_URL=f"sqlite:///{sqlite_file}")
    came = await safekeeping.restore(settings, kept.path, NOW, replace=True)
    assert (came.answers, came.letters_held, came.erased_again) == (1, 1, 0)
    assert came.put_aside is not None
    assert look_at(came.put_aside) == 2
    await database.start(f"sqlite:///{sqlite_file}")
    after = await every_row()
    (letter,) = after.pop("outbox_message")
    assert letter["state"] == "unknown"
    before.pop("outbox_message")
    assert after == before


async def test_whoever_was_erased_since_stays_erased(
    shop: int, sqlite_file: Path, tmp_path: Path
) -> None:
    kept = await safekeeping.keep(tmp_path / "monday.db")
    wang = await customers.by_email_hash(shop, WANG)
    assert wang is not None
    safekeeping.note_erased(tmp_path, "tea", WANG, NOW)
    assert await erasure.erase(shop, wang.id, WANG, NOW) == Erased(1, 0, 1)
    await database.stop()
    settings = settings_for(tmp_path, HUIYIN_DATABASE_URL=f"sqlite:///{sqlite_file}")
    came = await safekeeping.restore(settings, kept.path, NOW, replace=True)
    assert came.erased_again == 1
    await database.start(f"sqlite:///{sqlite_file}")
    assert "老王" not in repr(await every_row())
    assert await customers.is_suppressed(shop, (WANG,))


async def test_a_damaged_backup_takes_nobodys_place(
    shop: int, sqlite_file: Path, tmp_path: Path
) -> None:
    kept = await safekeeping.keep(tmp_path / "monday.db")
    settings = settings_for(tmp_path, HUIYIN_DATABASE_URL=f"sqlite:///{sqlite_file}")
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(RestoreRefused, match="checksum"):
        await safekeeping.restore(settings, kept.path, NOW, replace=True)
    safekeeping.beside(kept.path).unlink()
    for damaged in (whole[: len(whole) // 2], b"", b"not a database at all" * 99):
        kept.path.write_bytes(damaged)
        with pytest.raises(NotACopy):
            await safekeeping.restore(settings, kept.path, NOW, replace=True)
    with pytest.raises(RestoreRefused, match="no file"):
        await safekeeping.restore(settings, tmp_path / "nothing.db", NOW, replace=True)
    assert await rollup.stored_counts(shop) == await rollup.recounted(shop)


async def test_a_database_in_use_or_unasked_is_left_alone(
    shop: int, sqlite_file: Path, tmp_path: Path
) -> None:
    kept = await safekeeping.keep(tmp_path / "monday.db")
    settings = settings_for(tmp_path, HUIYIN_DATABASE_URL=f"sqlite:///{sqlite_file}")
    with pytest.raises(RestoreRefused, match="--replace"):
        await safekeeping.restore(settings, kept.path, NOW, replace=False)
    with pytest.raises(InUse, match="Stop every huiyin process"):
        await safekeeping.restore(settings, kept.path, NOW, replace=True)
    assert look_at(sqlite_file) == 1


def huiyin(*words: str) -> Result:
    """Run a command as an operator does; a fault it does not name comes through."""
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_the_commands_say_what_they_did_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no .env of this machine is read, and no variable
    for name in (name for name in os.environ if name.startswith("HUIYIN_")):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HUIYIN_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("HUIYIN_DATABASE_URL", f"sqlite:///{tmp_path}/huiyin.db")
    assert huiyin("migrate").exit_code == 0
    huiyin("shop", "add", "tea", "--name", "茶舍", "--timezone", "Asia/Shanghai")
    kept = huiyin("backup", str(tmp_path / "b.db"))
    assert "Kept 0 answers" in kept.stdout
    assert "already" in huiyin("backup", str(tmp_path / "b.db")).stderr
    restored = huiyin("restore", str(tmp_path / "b.db"), "--replace")
    assert "Restored 0 answers" in restored.stdout
    nobody = huiyin("erase", "--shop", "tea", "--email", ADDRESS)
    assert "Nobody of that address" in nobody.stdout
    wrong = huiyin("erase", "--shop", "tea", "--email", "nonsense")
    assert wrong.exit_code == 1
    assert "needs a plain name" in wrong.stderr
    assert not (tmp_path / safekeeping.ERASED).exists()
