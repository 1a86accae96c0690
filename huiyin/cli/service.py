"""`huiyin serve`, `worker`, `migrate`, `config show`: the processes and their settings."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING

import click

from huiyin.cli.running import in_bare_database, in_database, known_settings
from huiyin.logs import set_up_logs
from models import database

if TYPE_CHECKING:
    from huiyin.settings import Settings


@click.command()
@in_bare_database
async def migrate(settings: Settings) -> None:
    """Bring the database to this version's shape."""
    del settings
    done = await database.migrate()
    click.echo(f"{done} migrations run." if done else "Nothing to migrate.")


@click.command()
def serve() -> None:
    """Serve the pages and, unless HUIYIN_WORKER=separate, keep the schedule."""
    settings = known_settings()
    refuse_taken_port(settings)
    set_up_logs(settings)
    run_server(settings)


def refuse_taken_port(settings: Settings) -> None:
    """End the command with a sentence if another program listens where we would."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as fault:
            raise click.ClickException(
                f"HUIYIN_PORT {settings.port} cannot be used on {settings.host}: {fault.strerror}. "
                "Stop the other program or set another port."
            ) from fault


def run_server(settings: Settings) -> None:
    """Serve until the process is told to stop."""
    import uvicorn

    from huiyin.app import create_app
    from huiyin.memory import keep_small

    keep_small()
    app = create_app(settings, ticking=settings.worker == "inside")
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        logging.getLogger("huiyin").info("stopped")


@click.command()
@in_database
async def worker(settings: Settings) -> None:
    """Keep the schedule and read comments, in any number of processes."""
    from functools import partial

    from huiyin.clock import utc_now
    from huiyin.reader import ShopReaders, reader_in
    from huiyin.schedule import ticking_beside

    set_up_logs(settings)
    readers = ShopReaders(partial(reader_in, settings.var_dir), utc_now)
    async with ticking_beside(settings, readers, utc_now):
        await asyncio.Event().wait()


@click.group()
def config() -> None:
    """Show the settings in force."""


@config.command("show")
def show() -> None:
    """Print every setting, secrets masked."""
    for name, value in known_settings().shown().items():
        click.echo(f"{name:14} {value}")


COMMANDS = (serve, worker, migrate, config)
