"""`huiyin digest`: read a shop's digest as it would be sent, without sending it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

import click

from admin.digest import gathering, letter, weekly
from admin.measures.periods import previous, week_of
from huiyin.cli.running import in_database, shop_named
from huiyin.fonts import chart_fonts
from huiyin.i18n import LOCALES, translator
from huiyin.templating import environment
from huiyin.words import segment_in

if TYPE_CHECKING:
    from huiyin.settings import Settings


@click.command()
@click.option("--shop", "code", required=True, help="The shop's code.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The day it would be read; the digest is of the last complete week before it.",
)
@click.option("--dry-run", is_flag=True, help="Print it and send nothing; the only way so far.")
@click.option("--locale", type=click.Choice(LOCALES), default=None, help="Else the shop's.")
@click.option("--html", type=click.File("w", encoding="utf-8"), help="Keep the letter here.")
@in_database
async def digest(
    settings: Settings,
    code: str,
    as_of: datetime,
    *,
    dry_run: bool,
    locale: str | None,
    html: TextIO | None,
) -> None:
    """Print the weekly digest of the last complete week before a day."""
    if not dry_run:
        raise click.ClickException(
            "Digests are sent by the schedule, each once. To read one, add --dry-run."
        )
    shop = await shop_named(code)
    segment = segment_in(settings.var_dir)
    period = week_before(as_of.date(), shop.timezone)
    morning = datetime.combine(as_of.date(), weekly.HOUR, shop.zone)
    content = await gathering.week(shop.id, period, shop.zone, segment, morning)
    tag = locale or shop.locale
    to = letter.Addressed(shop.name, f"{settings.base_url}/shops/{shop.code}", tag, translator(tag))
    written = letter.compose(content, to, environment(), chart_fonts(settings))
    click.echo(f"{written.subject}\n\n{written.text}", nl=False)
    if not content.is_worth_sending:
        say = translator(tag)
        click.echo("\n" + say("It would not be sent: no survey of ours was answered that week."))
    if html is not None:
        html.write(written.html)


def week_before(day: date, timezone: str) -> str:
    """Return the last ISO week that was over when `day` began in the shop's zone."""
    zone = ZoneInfo(timezone)
    return previous(week_of(datetime(day.year, day.month, day.day, tzinfo=zone), zone))


COMMANDS = (digest,)
