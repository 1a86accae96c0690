"""`huiyin report`: the figures of a stretch of days as JSON, for other programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click

from admin.digest.reporting import figures
from huiyin.cli.running import in_database, shop_named

if TYPE_CHECKING:
    from huiyin.settings import Settings

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--shop", "code", required=True, help="The shop's code.")
@click.option("--since", type=DAY, required=True, help="The first day, in the shop's zone.")
@click.option("--until", type=DAY, required=True, help="The day after the last one.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, the only form so far.")
@in_database
async def report(
    settings: Settings, code: str, since: datetime, until: datetime, *, as_json: bool
) -> None:
    """Print answers, scores, tags and response of the days from --since until before --until."""
    del settings, as_json
    if since >= until:
        raise click.ClickException("--until must be a later day than --since.")
    shop = await shop_named(code)
    told = await figures(shop.id, shop.zone, since.date(), until.date())
    click.echo(json.dumps({"shop": shop.code, **told}, ensure_ascii=False, indent=1))


COMMANDS = (report,)
