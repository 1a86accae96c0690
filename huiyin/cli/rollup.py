"""`huiyin rollup`: the dashboard's counts, made anew from the rows they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from huiyin.cli.running import in_database, shop_named
from models.queries import rollup, shops, week_figures

if TYPE_CHECKING:
    from huiyin.settings import Settings


@click.group("rollup")
def counts() -> None:
    """Check and mend the counts that the dashboard reads."""


@counts.command("rebuild")
@click.option("--shop", "code", help="Only this shop; without it, every shop.")
@in_database
async def rebuild(_settings: Settings, code: str | None) -> None:
    """Count ratings, tags, finished weeks and their figures anew; answers may come in meanwhile."""
    from admin.alerts import keeping, weekly
    from admin.dashboard.health.keeping import keep_anew
    from huiyin.clock import utc_now

    now = utc_now()
    chosen = [await shop_named(code)] if code else await shops.every_shop()
    for shop in chosen:
        wrong = await rollup.rebuild(shop.id)
        wrong += await keep_anew(shop.id, shop.zone, now)
        await week_figures.forget(shop.id)
        await keeping.keep_up(shop.id, weekly.due_week(now, shop.zone), shop.zone, now)
        click.echo(f"{shop.code}: {wrong or 'no'} counts were wrong; all are right now")


COMMANDS = (counts,)
