"""`huiyin shop` and `huiyin staff`: who there is."""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from admin.access.signing_in import new_link
from huiyin.cli.running import in_database, shop_named
from huiyin.clock import utc_now
from models.choices import Role, SurveyBasis
from models.queries import shops
from models.queries import staff as staff_rows

if TYPE_CHECKING:
    from huiyin.settings import Settings

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]|[a-z0-9]")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")


@click.group()
def shop() -> None:
    """Add and list shops."""


@shop.command("add")
@click.argument("code")
@click.option("--name", required=True, help="What shoppers call the shop.")
@click.option("--timezone", required=True, help="A named zone such as Asia/Shanghai.")
@click.option("--locale", type=click.Choice(["zh-Hans", "en"]), default="zh-Hans")
@click.option(
    "--default-basis",
    type=click.Choice([basis.value for basis in SurveyBasis]),
    help="The legal ground where an event names none; without one such orders are not asked.",
)
@click.option("--sender-email", default="", help="The address its letters come from.")
@in_database
async def add_shop(
    settings: Settings,
    code: str,
    name: str,
    timezone: str,
    locale: str,
    default_basis: str | None,
    sender_email: str,
) -> None:
    """Add a shop and print the secret its systems sign events with."""
    del settings
    if not CODE.fullmatch(code):
        raise click.ClickException("A shop's code has lower-case letters, digits and hyphens only.")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise click.ClickException(
            f"'{timezone}' is not a time zone. Write a name such as Asia/Shanghai."
        ) from fault
    if await shops.by_code(code):
        raise click.ClickException(f"There is a shop '{code}' already.")
    now = utc_now()
    shop_id = await shops.add(
        code, name, timezone, locale, default_basis or "", now, sender_email=sender_email
    )
    secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    await shops.add_signing_secret(shop_id, secret, "made with the shop", now)
    await shops.write_down(shop_id, None, "shop.added", code, f"default_basis={default_basis}", now)
    click.echo(f"Shop '{code}' is there. Its systems sign events with:\n  {secret}")


@shop.command("list")
@in_database
async def list_shops(settings: Settings) -> None:
    """List the shops."""
    del settings
    for known in await shops.every_shop():
        click.echo(f"{known.code}\t{known.name}\t{known.timezone}")


@click.group()
def staff() -> None:
    """Let people in."""


@staff.command("add")
@click.argument("email")
@click.option("--shop", "code", required=True, help="The shop they work for.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="")
@click.option("--locale", type=click.Choice(["zh-Hans", "en"]), default="zh-Hans")
@in_database
async def add_staff(
    settings: Settings, email: str, code: str, role: str, name: str, locale: str
) -> None:
    """Give a person a role in a shop and print a one-time sign-in link."""
    if not ADDRESS.fullmatch(email):
        raise click.ClickException(f"'{email}' is not an e-mail address.")
    there = await shop_named(code)
    now = utc_now()
    staff_id = await staff_rows.add(email, name or email.partition("@")[0], locale, now)
    await staff_rows.give_role(there.id, staff_id, Role(role))
    await shops.write_down(there.id, None, "staff.role", email, role, now)
    click.echo(f"{email} is {role} of '{code}'. A way in, good once and for a day:")
    click.echo(f"{settings.base_url}/sign-in/{await new_link(staff_id, now)}#enter")


COMMANDS = (shop, staff)
