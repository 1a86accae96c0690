"""What every command shares: settings, an open database, and faults told in one sentence."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from huiyin.settings import SettingInvalid, from_environment
from models import database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Concatenate

    from huiyin.settings import Settings
    from models.queries.shops import Shop

P = ParamSpec("P")
T = TypeVar("T")


def known_settings() -> Settings:
    """Read the settings, or end the command with the sentence that names what is wrong."""
    try:
        settings = from_environment()
    except SettingInvalid as fault:
        raise click.ClickException(str(fault)) from fault
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    return settings


def in_database(
    body: Callable[Concatenate[Settings, P], Awaitable[T]],
) -> Callable[P, T]:
    """Run an async command body with settings first and the migrated database open."""
    return _opened(body, migrated=True)


def in_bare_database(
    body: Callable[Concatenate[Settings, P], Awaitable[T]],
) -> Callable[P, T]:
    """Run an async command body with the database open, migrated or not."""
    return _opened(body, migrated=False)


def _opened(
    body: Callable[Concatenate[Settings, P], Awaitable[T]], *, migrated: bool
) -> Callable[P, T]:
    @functools.wraps(body)
    def command(*args: P.args, **kwargs: P.kwargs) -> T:
        settings = known_settings()

        async def inside() -> T:
            await database.start(settings.database_url)
            try:
                if migrated and await database.pending_migrations():
                    raise click.ClickException(
                        "The database is not set up for this version yet. Run: huiyin migrate"
                    )
                return await body(settings, *args, **kwargs)
            finally:
                await database.stop()

        try:
            return asyncio.run(inside())
        except database.DatabaseError as fault:
            raise click.ClickException(str(fault)) from fault

    return command


async def shop_named(code: str) -> Shop:
    """Return the shop that the operator names, or end the command with the codes there are."""
    from models.queries import shops

    shop = await shops.by_code(code)
    if shop is None:
        there = ", ".join(known.code for known in await shops.every_shop()) or "none yet"
        raise click.ClickException(f"There is no shop '{code}'. Shops: {there}.")
    return shop
