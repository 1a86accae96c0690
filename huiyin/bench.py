"""What the jobs work with, put together from settings."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin.digest import weekly
from feedback.invitations.invite import Desk
from feedback.invitations.links import LinkSigner
from huiyin import outbox
from huiyin.clock import fresh_random, fresh_token
from huiyin.fonts import chart_fonts
from huiyin.i18n import translator
from huiyin.smtp import Captured, Smtp
from huiyin.templating import environment
from huiyin.words import segment_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from huiyin.settings import Settings
    from huiyin.smtp import Transport
    from nlp import Reader


@dataclass(frozen=True, slots=True)
class Bench:
    """The tools of one process; `owner` names it in the ledger and the outbox."""

    reader: Callable[[], Reader]
    # Where readers and the segmenter's dictionary are kept between starts.
    reader_folder: Path
    clock: Callable[[], datetime]
    owner: str
    desk: Desk
    digests: weekly.Post
    # None where no letter can leave: they wait in the outbox.
    post: outbox.Post | None


def bench_for(
    settings: Settings, reader: Callable[[], Reader], clock: Callable[[], datetime]
) -> Bench:
    """Put the tools together."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    templates = environment()
    transport = transport_for(settings)
    return Bench(
        reader=reader,
        reader_folder=settings.var_dir / "reader",
        clock=clock,
        owner=owner,
        desk=Desk(
            links=LinkSigner(settings.secret_keys, settings.base_url),
            templates=templates,
            translator=translator,
            nonce=fresh_token,
            mail_from=settings.mail_from,
        ),
        digests=weekly.Post(
            base_url=settings.base_url,
            mail_from=settings.mail_from,
            templates=templates,
            fonts=chart_fonts(settings),
            translator=translator,
            segment=segment_in(settings.var_dir),
        ),
        post=outbox.Post(transport, owner, clock, fresh_random()) if transport else None,
    )


def transport_for(settings: Settings) -> Transport | None:
    """Return the way letters leave, None where there is none."""
    if settings.mail == "captured":
        return Captured()
    return Smtp(settings.mail_server) if settings.mail_server is not None else None
