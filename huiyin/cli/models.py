"""`huiyin models`, `retag`: the versions of a shop's reader, and its history read again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from huiyin.cli.running import in_database, shop_named
from models.queries import reader_models

if TYPE_CHECKING:
    from datetime import datetime

    from huiyin.settings import Settings

BASE = "base"


@click.group("models")
def versions() -> None:
    """List and choose the versions of a shop's reader."""


@versions.command("list")
@click.option("--shop", "code", required=True, help="The shop's code.")
@in_database
async def listed(_settings: Settings, code: str) -> None:
    """List what was learned, newest first; a star marks what serves."""
    shop = await shop_named(code)
    kept = await reader_models.versions(shop.id)
    for version in kept:
        star = "*" if version.active else " "
        click.echo(f"{star} {version.version}  {version.note}")
    if not any(version.active for version in kept):
        click.echo(f"* {BASE}  the reader of all shops without one of their own")


@versions.command("restore")
@click.argument("version")
@click.option("--shop", "code", required=True, help="The shop's code.")
@in_database
async def restore(_settings: Settings, version: str, code: str) -> None:
    """Let VERSION serve again, or `base`; running processes change within a minute."""
    shop = await shop_named(code)
    if version == BASE:
        await reader_models.rest(shop.id)
    elif not await reader_models.activate(shop.id, version):
        raise click.ClickException(
            f"{code} has no reader '{version}'. See: huiyin models list --shop {code}"
        )
    click.echo(f"{version} serves {code}. To read its history again: huiyin retag --shop {code}")


@click.command()
@click.option("--shop", "code", required=True, help="The shop's code.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only comments from this day of the shop on."
)
@click.option("--processes", type=click.IntRange(1, 64), help="As many as the machine has cores.")
@in_database
async def retag(
    settings: Settings, code: str, since: datetime | None, processes: int | None
) -> None:
    """Read a shop's history again with the reader that serves it; what a person said stays.

    May be stopped at any time: the next run goes on where this one stopped.
    """
    from huiyin import retag as shell
    from huiyin.clock import utc_now

    shop = await shop_named(code)
    done = await shell.retag(
        shop.id,
        await shell.source_for(shop.id, settings.var_dir / "reader"),
        utc_now,
        since=since.date() if since else shell.BEGINNING,
        processes=processes or os.cpu_count() or 1,
        progress=_tell,
    )
    click.echo(f"{done} comments read again")


COMMANDS = (versions, retag)


def _tell(done: int, of: int) -> None:
    click.echo(f"{done} of {of}", err=True)
