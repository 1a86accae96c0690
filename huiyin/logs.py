"""Log lines: plain for people, JSON for machines; no address and no comment ever gets into one."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from huiyin.settings import Settings

ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
LINK_TOKEN = re.compile(r"/(a|u|sign-in)/[\w-]{16,}")


def mask(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Take addresses and link tokens out of a line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = LINK_TOKEN.sub(r"/\1/…", ADDRESS.sub("…@…", value))
    return event


def set_up_logs(settings: Settings) -> None:
    """Send every log line to standard error in the operator's format."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    final = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, final],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for chatty in ("apscheduler", "uvicorn.access", "httpx", "piccolo"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
