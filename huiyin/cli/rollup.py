"""`huiyin rollup`: the dashboard's counts, made anew from the rows they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from huiyin.cli.running import in_database, shop_named
from models.queries import rollup, shops

if TYPE_CHECKING:
    from huiyin.settings import Settings


@click.group("rollup")
def counts() -> None:
    """Check and mend the counts that the dashboard reads."""


@counts.command("rebuild")
@click.option("--shop", "code", help="Only this shop; without it, every shop.")
@in_database
async def rebuild(_settings: Settings, code: str | None) -> None:
    """Count ratings and tags anew; answers may come in meanwhile."""
    chosen = [await shop_named(code)] if code else await shops.every_shop()
    for shop in chosen:
        wrong = await rollup.rebuild(shop.id)
        click.echo(f"{shop.code}: {wrong or 'no'} counts were wrong; all are right now")


COMMANDS = (counts,)
