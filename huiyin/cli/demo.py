"""`huiyin demo`: a filled shop, its links, and a server, in one command."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huiyin.cli.running import known_settings
from huiyin.cli.service import refuse_taken_port, run_server
from huiyin.clock import utc_now
from huiyin.demo.opening import CODE, Doors, doors, opened
from huiyin.logs import set_up_logs
from models import database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from huiyin.settings import Settings

STEPS = {
    "story": "Half a year of orders, letters and answers",
    "reader": "Teaching the reader from the project's corpus",
    "comments": "Reading the comments",
    "weeks": "Judging the last weeks by those before",
}


@click.command()
@click.option("--no-serve", is_flag=True, help="Fill the shop, print the links and end.")
def demo(*, no_serve: bool) -> None:
    """Fill a demo shop, print its links and serve it; a second start keeps the data."""
    settings = demo_settings(known_settings())
    if not no_serve:
        refuse_taken_port(settings)
    set_up_logs(settings)
    try:
        links = asyncio.run(_opened(settings))
    except database.DatabaseError as fault:
        raise click.ClickException(str(fault)) from fault
    _print_links(links)
    if not no_serve:
        run_server(settings)
        click.echo("Stopped. The demo shop is kept; `make demo` opens it again.")


def demo_settings(settings: Settings) -> Settings:
    """Return settings that keep the demo apart from a real shop and its letters on this machine."""
    var_dir = settings.var_dir / "demo"
    var_dir.mkdir(parents=True, exist_ok=True)
    asked = os.environ.get("HUIYIN_DATABASE_URL") or os.environ.get("HUIYIN_DATABASE_URL_FILE")
    return replace(
        settings,
        database_url=settings.database_url if asked else f"sqlite:///{var_dir / 'huiyin.db'}",
        mail="captured",
    )


async def _opened(settings: Settings) -> Doors:
    """Tell the story where it has not been told, and return the links into it."""
    now = utc_now()
    file = _file_of(settings)
    if file is None:  # a server's database is filled where it is
        async with _database(settings.database_url, durable=True):
            await opened(settings, now, _Telling())
    elif not file.exists():
        # Told beside and moved into its place when whole: an interrupted story leaves no shop.
        beside = file.with_name("filling.db")
        for leftover in beside.parent.glob("filling.db*"):
            leftover.unlink()
        async with _database(f"sqlite:///{beside}", durable=False):
            await opened(settings, now, _Telling())
        beside.rename(file)
    async with _database(settings.database_url, durable=True):
        return await doors(settings, await opened(settings, now, _Telling()), now)


@asynccontextmanager
async def _database(url: str, *, durable: bool) -> AsyncIterator[None]:
    await database.start(url, durable=durable)
    try:
        await database.migrate()
        yield
    finally:
        await database.stop()


def _file_of(settings: Settings) -> Path | None:
    path = settings.database_url.removeprefix("sqlite:///")
    return Path(path) if path != settings.database_url else None


class _Telling:
    """Prints each step once and, on a terminal, how far it has come."""

    def __init__(self) -> None:
        self._shares: dict[str, float] = {}
        self._terminal = sys.stderr.isatty()

    def __call__(self, step: str, share: float) -> None:
        """Note that `share` of `step` is done."""
        if step not in self._shares and not self._terminal:
            click.echo(f"{STEPS[step]} …", err=True)
        self._shares[step] = share
        if self._terminal:
            told = " · ".join(f"{STEPS[s]} {done:.0%}" for s, done in self._shares.items())
            click.echo(f"\r\033[K{told}", err=True, nl=min(self._shares.values()) >= 1.0)


def _print_links(links: Doors) -> None:
    click.echo()
    click.echo(f"  Dashboard of '{CODE}' (signs you in once)\n    {links.dashboard}")
    if links.answer:
        click.echo(f"  A survey to answer, as a shopper\n    {links.answer}")
    click.echo(f"  The letters that were sent\n    {links.letters}")
    click.echo("\n  Ctrl-C ends it.\n")


COMMANDS = (demo,)
