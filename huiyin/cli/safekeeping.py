"""`huiyin backup`, `huiyin restore`, `huiyin erase`: what is kept, brought back, and forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback.invitations.errors import AddressUnusable
from feedback.invitations.links import LinkSigner
from huiyin import safekeeping
from huiyin.cli.running import in_database, known_settings, shop_named
from huiyin.clock import utc_now
from models.database import DatabaseError
from models.queries import customers, erasure, shops

if TYPE_CHECKING:
    from huiyin.settings import Settings

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@in_database
async def backup(settings: Settings, file: Path) -> None:
    """Write the whole database to FILE while everything goes on; the secret key is not in it."""
    _refuse_taken(file)
    try:
        kept = await safekeeping.keep(file)
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}.") from fault
    click.echo(f"Kept {kept.answers} answers in {kept.path} and read it back ({kept.checksum}).")
    click.echo(f"Keep {settings.var_dir / 'secret.key'} too, elsewhere: links need it.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Put the database that is there aside.")
def restore(file: Path, *, replace: bool) -> None:
    """Put the backup FILE in the place of the database; stop every huiyin process first."""
    settings = known_settings()
    try:
        told = asyncio.run(safekeeping.restore(settings, file, utc_now(), replace=replace))
    except (safekeeping.RestoreRefused, DatabaseError) as fault:
        raise click.ClickException(str(fault)) from fault
    if told.put_aside:
        click.echo(f"What was there is now {told.put_aside}.")
    click.echo(
        f"Restored {told.answers} answers. Letters held because they may have been sent since: "
        f"{told.letters_held}. Erased once more: {told.erased_again}."
    )


@click.command()
@click.option("--shop", "code", required=True, help="The shop's code.")
@click.option("--email", required=True, help="The person's address.")
@click.option("--dry-run", is_flag=True, help="Only say what there is.")
@in_database
async def erase(settings: Settings, code: str, email: str, *, dry_run: bool) -> None:
    """Erase a shopper: address, words and letters; their ratings stay and are nobody's."""
    shop = await shop_named(code)
    try:
        hashes = LinkSigner(settings.secret_keys, settings.base_url).email_hashes(email)
    except AddressUnusable as fault:
        raise click.ClickException(str(fault)) from fault
    found = 0
    for email_hash in hashes:
        person = await customers.by_email_hash(shop.id, email_hash)
        if person is None:
            continue
        found += 1
        if dry_run:
            n = await erasure.of_person(shop.id, person.id)
            click.echo(f"Found: {n} comments would be erased. Nothing was changed.")
            continue
        now = utc_now()
        safekeeping.note_erased(settings.var_dir, shop.code, email_hash, now)
        gone = await erasure.erase(shop.id, person.id, email_hash, now)
        await shops.write_down(shop.id, None, "person erased", email_hash.hex()[:12], "", now)
        click.echo(
            f"Erased: {gone.comments} comments, {gone.letters} letters; "
            f"{gone.answers_unlinked} answers are nobody's now. Older backups still know them: "
            "`huiyin restore` erases them again."
        )
    if not found:
        click.echo("Nobody of that address is known to this shop.")


def _refuse_taken(file: Path) -> None:
    if file.exists():
        raise click.ClickException(f"{file} is there already; a backup never writes over another.")


COMMANDS = (backup, restore, erase)
