"""`huiyin doctor`: what is missing, and how to mend it."""

from __future__ import annotations

import asyncio

import click

from huiyin.checkup import Grade, checkup
from huiyin.cli.running import known_settings
from huiyin.clock import utc_now

MARKS = {Grade.WELL: "ok   ", Grade.NOTICE: "note ", Grade.FAULT: "FAULT"}


@click.command()
def doctor() -> None:
    """Look at everything an installation needs; exit 1 if something must be mended."""
    if asyncio.run(_print_findings()):
        raise SystemExit(1)


async def _print_findings() -> int:
    faults = 0
    async for finding in checkup(known_settings(), utc_now()):
        faults += finding.grade is Grade.FAULT
        click.echo(f"{MARKS[finding.grade]}  {finding.subject:12} {finding.seen}")
        if finding.remedy and finding.grade is not Grade.WELL:
            click.echo(f"{'':21}→ {finding.remedy}")
    click.echo("Nothing must be mended." if not faults else f"{faults} must be mended.")
    return faults


COMMANDS = (doctor,)
