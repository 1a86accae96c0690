"""`huiyin shop policy`: the rules by which a shop asks, seen and changed from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from admin.settings import deciding
from admin.settings.deciding import plain
from feedback.invitations.links import LinkSigner
from feedback.invitations.policy_rules import default, wanted
from feedback.invitations.rulebook import Rulebook
from feedback.invitations.rules import BY_NAME
from huiyin.cli.people import shop
from huiyin.cli.running import in_database, shop_named
from huiyin.clock import utc_now
from models.choices import RuleKind
from models.queries import rules
from models.queries.rules import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huiyin.settings import Settings
    from models.queries.shops import Shop

# Written as they are; what other rules take is JSON, such as 0.25, true or {"late=yes": 1}.
AS_TEXT = frozenset({RuleKind.LENGTH, RuleKind.CLOCK, RuleKind.CHOICE, RuleKind.TEXT})
DEFAULT = "default"


@shop.command("policy")
@click.argument("code")
@click.option("--set", "told", multiple=True, metavar="RULE=VALUE", help="Change a rule.")
@click.option("--note", default="", help="Why, for the history.")
@click.option("--dry-run", is_flag=True, help="Say what would change and keep nothing.")
@in_database
async def policy(
    settings: Settings, code: str, told: tuple[str, ...], note: str, *, dry_run: bool
) -> None:
    """Show the rules by which a shop asks, or change some; RULE=default takes one back."""
    there = await shop_named(code)
    book = Rulebook(LinkSigner(settings.secret_keys, settings.base_url))
    if not told:
        _show(there, book)
        return
    wish = _changed(there, told)
    _refuse_faults(book, wish)
    found = deciding.differences(book, there.choices, wish)
    for one in found:
        click.echo(f"{one.rule.name}: {plain(one.before)} → {plain(one.after)}")
    await _rehearse(there, book, wish)
    if not found or dry_run:
        click.echo("Nothing was changed.")
        return
    made = Decision(await rules.newest(there.id), there.choices, wish, None, note)
    if await deciding.decide(there, book, made, utc_now()) is None:
        raise click.ClickException("Somebody changed the rules at this moment. Try again.")
    click.echo("Kept: these rules hold from now on.")


def _show(there: Shop, book: Rulebook) -> None:
    """Print each rule with its value, and what it takes."""
    for rule in book.rules:
        usual = default(rule)
        holds = there.choices.get(rule.name, usual)
        beside = "" if holds == usual else f" (default {plain(usual)})"
        click.echo(f"{rule.name} = {plain(holds)}{beside}; {wanted(rule)}")
    for fault in book.faults(there.choices):
        click.echo(f"Cannot be used, so nobody is asked: {fault}", err=True)


def _changed(there: Shop, told: Iterable[str]) -> dict[str, object]:
    """Return the shop's choices with what was told on the command line."""
    wish = dict(there.choices)
    for one in told:
        name, sign, value = one.partition("=")
        if not sign:
            raise click.ClickException(f"Write RULE=VALUE, such as rest=45d, not '{one}'.")
        usual = value == DEFAULT and name in BY_NAME
        wish[name] = default(BY_NAME[name]) if usual else _read(name, value)
    return wish


def _read(name: str, value: str) -> object:
    rule = BY_NAME.get(name)
    if rule is None or rule.kind in AS_TEXT:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value  # the rulebook says what is wanted


def _refuse_faults(book: Rulebook, wish: dict[str, object]) -> None:
    faults = book.faults(wish)
    if faults:
        raise click.ClickException("\n".join(str(fault) for fault in faults))


async def _rehearse(there: Shop, book: Rulebook, wish: dict[str, object]) -> None:
    """Print whom the rules would have asked in the last days."""
    seen = await book.rehearse(there, there.choices, wish, utc_now())
    click.echo(
        f"Of {seen.played} orders and contacts of the last {seen.days} days, "
        f"{seen.asked_after} would have been asked about instead of {seen.asked_before}."
    )


COMMANDS = ()
