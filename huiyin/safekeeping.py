"""Backups, the way back from one, and the list of those who must stay erased after it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from models import database
from models.database.copying import copy_to, look_at, refuse_in_use
from models.queries import customers, erasure, outbox, shops

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from huiyin.settings import Settings

ERASED = "erased.jsonl"
SQLITE = "sqlite:///"


class RestoreRefused(Exception):
    """The backup cannot take the place of what is there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made and looked at again."""

    path: Path
    answers: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: letters that will not be sent, and people erased once more."""

    answers: int
    letters_held: int
    erased_again: int
    put_aside: Path | None


async def keep(path: Path) -> Kept:
    """Write a backup, read it back, and leave its checksum beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    await copy_to(path)
    return _sealed(path)


def _sealed(path: Path) -> Kept:
    path.chmod(0o600)
    answers = look_at(path)
    _to_disk(path)
    told = checksum(path)
    beside(path).write_text(f"{told}  {path.name}\n")
    return Kept(path, answers, told)


def beside(path: Path) -> Path:
    """Return where the checksum of a backup is."""
    return path.with_name(path.name + ".sha256")


def checksum(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


async def restore(settings: Settings, path: Path, now: datetime, *, replace: bool) -> Restored:
    """Put a backup in the place of the database; nothing may have that open.

    Letters that were waiting may have been sent since and are held; those erased since are erased
    again. What was there is put aside, not deleted.
    """
    place = _place(settings)
    answers = _checked(path)
    aside = _put_aside(place, now, replace=replace)
    shutil.copyfile(path, place.with_name(place.name + ".restoring"))
    place.with_name(place.name + ".restoring").replace(place)
    place.chmod(0o600)
    _to_disk(place)
    await database.start(settings.database_url)
    try:
        await database.migrate()
        held = await outbox.hold_after_restore(0, now)
        again = await _erase_again(_noted(settings.var_dir / ERASED), now)
    finally:
        await database.stop()
    return Restored(answers, held, again, aside)


def _place(settings: Settings) -> Path:
    from pathlib import Path

    if not settings.database_url.startswith(SQLITE):
        raise RestoreRefused("This installation keeps its memory in PostgreSQL. Use pg_restore.")
    return Path(settings.database_url.removeprefix(SQLITE))


def _checked(path: Path) -> int:
    if not path.is_file():
        raise RestoreRefused(f"There is no file {path}.")
    if beside(path).is_file() and beside(path).read_text().split()[0] != checksum(path):
        raise RestoreRefused(f"{path} has changed since it was made: its checksum differs.")
    return look_at(path)


def _put_aside(place: Path, now: datetime, *, replace: bool) -> Path | None:
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        return None
    if not replace:
        raise RestoreRefused(f"{place} is there already. Say --replace to put it aside.")
    refuse_in_use(place)
    aside = place.with_name(f"{place.name}.before-restore-{now:%Y%m%dT%H%M%S}")
    place.rename(aside)
    for rest in ("-wal", "-shm"):
        place.with_name(place.name + rest).unlink(missing_ok=True)
    return aside


def note_erased(var_dir: Path, shop: str, email_hash: bytes, now: datetime) -> None:
    """Write down, apart from the database, that a person is erased: a backup does not know."""
    line = json.dumps({"shop": shop, "email_hash": email_hash.hex(), "at": now.isoformat()})
    place = var_dir / ERASED
    with place.open("a") as log:
        log.write(line + "\n")
        log.flush()
        os.fsync(log.fileno())
    place.chmod(0o600)


def _noted(log: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


async def _erase_again(noted: list[dict[str, str]], now: datetime) -> int:
    again = 0
    for line in noted:
        email_hash = bytes.fromhex(line["email_hash"])
        shop = await shops.by_code(line["shop"])
        person = await customers.by_email_hash(shop.id, email_hash) if shop else None
        if shop and person:
            await erasure.erase(shop.id, person.id, email_hash, now)
            again += 1
    return again


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
