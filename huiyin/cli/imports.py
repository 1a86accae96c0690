"""`huiyin import`: a shop's own files of orders, contacts and answers."""

from __future__ import annotations

import csv
import os
import sys
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

import click

from feedback.answers.reading import BATCH, read_and_store
from feedback.events.columns import FileKind
from feedback.events.errors import EventError, FileRefused
from feedback.events.imports import Importer, Note, Tally, Watcher, import_file
from feedback.invitations.links import LinkSigner
from huiyin.cli.running import in_database, shop_named
from huiyin.clock import utc_now
from huiyin.i18n import translator
from huiyin.reader import ShopReaders, reader_in
from models.queries import comments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huiyin.settings import Settings


@click.command("import")
@click.argument("kind", type=click.Choice([kind.value for kind in FileKind]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", "code", required=True, help="Whose file it is.")
@click.option("--dry-run", is_flag=True, help="Tell what would happen; store nothing.")
@click.option("--write-refused", is_flag=True, help="Write refused rows to FILE.refused.csv.")
@click.option("--leave-unread", is_flag=True, help="Leave new comments to the running worker.")
@in_database
async def import_command(
    settings: Settings,
    kind: str,
    file: Path,
    code: str,
    *,
    dry_run: bool,
    write_refused: bool,
    leave_unread: bool,
) -> None:
    """Bring in a CSV file; the last line says how many rows were kept, refused and unchanged."""
    shop = await shop_named(code)
    links = LinkSigner(settings.secret_keys, settings.base_url)
    importer = Importer(
        shop.id, shop.zone, FileKind(kind), links.email_hash, utc_now(), dry_run=dry_run
    )
    with ExitStack() as stack:
        source = stack.enter_context(file.open("rb"))
        refused = stack.enter_context(closing(RefusedFile(file))) if write_refused else None
        tally = await _imported(importer, source, refused)
    if importer.kind is FileKind.ANSWERS and not dry_run and not leave_unread:
        await _read_comments(settings)
    click.echo(f"kept {tally.kept} refused {tally.refused} unchanged {tally.unchanged}")


async def _imported(importer: Importer, source: BinaryIO, refused: RefusedFile | None) -> Tally:
    translate = translator(operator_locale())
    with Bar("Importing") as bar:

        def note(one: Note) -> None:
            said = " ".join(refusal.sentence(translate) for refusal in one.refusals)
            click.echo(f"line {one.line}: {said}" if one.refused else _remark(one.line, said))
            if one.refused and refused is not None:
                refused.add(one, said)

        def header(names: tuple[str, ...], ignored: tuple[str, ...]) -> None:
            if refused is not None:
                refused.begin(names)
            for name in ignored:
                click.echo(
                    translate("The column “{name}” is not used.").format(name=name), err=True
                )

        try:
            return await import_file(importer, source, Watcher(note, bar.show, header))
        except FileRefused as fault:
            raise click.ClickException(fault.refusal.sentence(translate)) from fault
        except EventError as fault:
            raise click.ClickException(translate(str(fault))) from fault


def _remark(line: int, said: str) -> str:
    return f"line {line} (kept): {said}"


async def _read_comments(settings: Settings) -> None:
    """Read what the import has left waiting, in batches, oldest first."""
    waiting = await comments.waiting(BATCH)
    if not waiting:
        return
    done = 0
    readers = ShopReaders(partial(reader_in, settings.var_dir), utc_now)
    click.echo("Reading comments …", err=True)
    while waiting:
        done += await read_and_store(waiting, readers, utc_now())
        click.echo(f"\r{done} comments read", err=True, nl=False)
        waiting = await comments.waiting(BATCH)
    click.echo(err=True)


def operator_locale() -> str:
    """Return the language of the operator's terminal, as far as we speak it."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-Hans" if next(filter(None, named), "").startswith("zh") else "en"


class Bar:
    """A progress bar on stderr, shown only where somebody watches."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = -1

    def __enter__(self) -> Self:
        """Show nothing yet: the size is known with the first step."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """End the line."""
        if self._shown >= 0:
            click.echo(err=True)

    def show(self, done: int, whole: int) -> None:
        """Move to `done` of `whole` bytes."""
        percent = 100 * done // max(whole, 1)
        if percent != self._shown and sys.stderr.isatty():
            self._shown = percent
            click.echo(f"\r{self._label} {percent:3d} %", err=True, nl=False)


class RefusedFile:
    """FILE.refused.csv: the refused rows as they were written, with line and reason."""

    def __init__(self, file: Path) -> None:
        self.path = file.with_suffix(".refused.csv")
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._columns = 0

    def begin(self, names: Sequence[str]) -> None:
        """Write the header of the shop's file, and two columns of ours."""
        self._columns = len(names)
        self._rows.writerow([*names, "line", "reason"])

    def add(self, note: Note, said: str) -> None:
        """Write one row."""
        cells = [*note.written, *[""] * self._columns][: self._columns]
        self._rows.writerow([*cells, note.line, said])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


COMMANDS = (import_command,)
