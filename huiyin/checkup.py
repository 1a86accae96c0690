"""What an installation needs to do its work, looked at one by one, each with its remedy."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiosmtplib

from feedback.invitations.policy_rules import faults_of
from huiyin.fonts import chart_fonts
from models import database
from models.choices import MessageState
from models.queries import outbox, shops

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from huiyin.settings import MailServer, Settings

PATIENCE_SECONDS = 10
LATE_SECONDS = 3600


class Grade(StrEnum):
    """How a check came out."""

    WELL = "ok"
    NOTICE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, what was seen, and what to do about it."""

    grade: Grade
    subject: str
    seen: str
    remedy: str = ""


async def checkup(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Look at everything, the database first."""
    for warning in settings.warnings:
        yield Finding(Grade.NOTICE, "settings", warning, "Remove or correct the variable.")
    yield _base_url(settings)
    yield _secret(settings)
    yield _font(settings)
    yield _reader(settings)
    yield await _mail(settings)
    async for finding in _database(settings, now):
        yield finding


async def _database(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    try:
        await database.start(settings.database_url)
        pending = await database.pending_migrations()
    except database.DatabaseError as fault:
        await database.stop()
        yield Finding(Grade.FAULT, "database", str(fault), "Mend HUIYIN_DATABASE_URL or start it.")
        return
    try:
        if pending:
            yield Finding(
                Grade.FAULT, "database", f"{pending} migrations have not run", "huiyin migrate"
            )
            return
        durable = ", ".join(
            f"{name}={value}" for name, value in (await database.durability()).items()
        )
        yield Finding(Grade.WELL, "database", f"{database.engine_name()}, {durable}")
        async for finding in _rows(settings, now):
            yield finding
    finally:
        await database.stop()


async def _rows(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    there = await shops.every_shop()
    if not there:
        yield Finding(
            Grade.NOTICE,
            "shops",
            "none yet",
            "huiyin shop add CODE --name NAME --timezone ZONE, or: huiyin demo",
        )
    for shop in there:
        if settings.mail == "smtp" and not (shop.sender_email or settings.mail_from):
            yield Finding(
                Grade.FAULT, f"shop {shop.code}", "has no sender address", "Set HUIYIN_MAIL_FROM."
            )
        if not shop.default_basis:
            yield Finding(
                Grade.NOTICE,
                f"shop {shop.code}",
                "asks only where an event names a legal ground",
                "Send survey_basis with events, or set a default the law allows: "
                f"huiyin shop policy {shop.code} --set default_basis=…",
            )
        for fault in faults_of(shop.policy):
            yield Finding(
                Grade.FAULT,
                f"shop {shop.code}",
                f"asks nobody: {fault}",
                f"huiyin shop policy {shop.code} --set RULE=VALUE, or its page “Survey policy”.",
            )
    unknown = (await outbox.counts(0))[MessageState.UNKNOWN]
    if unknown:
        yield Finding(
            Grade.NOTICE, "letters", f"{unknown} may or may not have gone out", "They stay unsent."
        )
    age = await outbox.oldest_waiting_seconds(0, now)
    if age and age > LATE_SECONDS:
        yield Finding(
            Grade.FAULT,
            "letters",
            f"the oldest has waited {age / 3600:.0f} hours",
            "Is `huiyin serve` or `huiyin worker` running? Does the mail server answer?",
        )


def _base_url(settings: Settings) -> Finding:
    parts = urlsplit(settings.base_url)
    local = parts.hostname == "localhost"
    with contextlib.suppress(ValueError):
        local = local or ip_address(parts.hostname or "").is_loopback
    if local and settings.mail == "smtp":
        return Finding(
            Grade.FAULT,
            "address",
            f"letters would lead to {settings.base_url}, which only this machine can open",
            "Set HUIYIN_BASE_URL to the address shoppers reach.",
        )
    if parts.scheme == "http" and not local:
        return Finding(
            Grade.NOTICE, "address", "is not https", "Put a reverse proxy with TLS before Huiyin."
        )
    return Finding(Grade.WELL, "address", settings.base_url)


def _secret(settings: Settings) -> Finding:
    kept = settings.var_dir / "secret.key"
    if kept.exists() and kept.read_bytes().strip() == settings.secret_keys[0]:
        return Finding(
            Grade.NOTICE,
            "secret",
            f"made by Huiyin and kept in {kept}",
            "Back that file up; with several machines set HUIYIN_SECRET_KEY on each.",
        )
    return Finding(Grade.WELL, "secret", "set by HUIYIN_SECRET_KEY")


def _font(settings: Settings) -> Finding:
    fonts = chart_fonts(settings)
    if fonts:
        return Finding(Grade.WELL, "font", str(fonts[0]))
    return Finding(
        Grade.NOTICE,
        "font",
        "none with Chinese: letters carry tables instead of pictures",
        "apt-get install fonts-wqy-microhei, or set HUIYIN_FONT.",
    )


def _reader(settings: Settings) -> Finding:
    folder = settings.var_dir / "reader"
    if folder.is_dir() and any(folder.iterdir()):
        return Finding(Grade.WELL, "reader", f"fitted, in {folder}")
    return Finding(
        Grade.NOTICE, "reader", "not fitted yet", "It is at the first start; or: huiyin train"
    )


async def _mail(settings: Settings) -> Finding:
    if settings.mail == "captured":
        return Finding(Grade.NOTICE, "mail", "letters stay here, at /captured-mail", "For demos.")
    if settings.mail_server is None:
        return Finding(
            Grade.FAULT,
            "mail",
            "no mail server: invitations and digests wait",
            "Set HUIYIN_SMTP_HOST, HUIYIN_SMTP_USER, HUIYIN_SMTP_PASSWORD and HUIYIN_MAIL_FROM.",
        )
    return await _greet(settings.mail_server)


async def _greet(server: MailServer) -> Finding:
    """Say hello to the mail server and log in, as sending would."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        timeout=PATIENCE_SECONDS,
    )
    try:
        async with client:
            if server.user:
                await client.login(server.user, server.password)
    except (aiosmtplib.SMTPException, OSError) as fault:
        return Finding(
            Grade.FAULT,
            "mail",
            f"{server.host}:{server.port} said: {fault}",
            "Mend HUIYIN_SMTP_HOST, _PORT, _TLS, _USER or _PASSWORD.",
        )
    return Finding(Grade.WELL, "mail", f"{server.host}:{server.port} lets us in")
