"""Everything an operator can set: read once, typed, frozen; a fault names its variable.

Each variable may also be given as `NAME_FILE`, the path of a file that holds its value.
"""

from __future__ import annotations

import difflib
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_SECRET = 32

# Variable -> (what it says, its default as text). The documentation is checked against this table.
VARIABLES: dict[str, tuple[str, str]] = {
    "HUIYIN_BASE_URL": ("The address people reach this installation at.", "http://127.0.0.1:8000"),
    "HUIYIN_DATABASE_URL": ("Where the memory lives.", "sqlite:///var/huiyin.db"),
    "HUIYIN_SECRET_KEY": ("Signs links; 32 characters or more.", "made and kept in the var folder"),
    "HUIYIN_SECRET_KEY_PREVIOUS": ("The key before this one, while links are still out.", ""),
    "HUIYIN_HOST": ("The address to listen on.", "127.0.0.1"),
    "HUIYIN_PORT": ("The port to listen on.", "8000"),
    "HUIYIN_WORKER": ("'inside' ticks in the web process, 'separate' leaves it.", "inside"),
    "HUIYIN_VAR_DIR": ("The folder for the database, caches and the made secret.", "var"),
    "HUIYIN_MAIL": ("'smtp', 'captured' (letters stay here to be read) or 'off'.", "smtp or off"),
    "HUIYIN_SMTP_HOST": ("The mail server.", ""),
    "HUIYIN_SMTP_PORT": ("Its port.", "587"),
    "HUIYIN_SMTP_TLS": ("'starttls', 'tls' or 'none'.", "starttls"),
    "HUIYIN_SMTP_USER": ("The login, if it wants one.", ""),
    "HUIYIN_SMTP_PASSWORD": ("The login's password.", ""),
    "HUIYIN_MAIL_FROM": ("The sender where a shop has none of its own.", ""),
    "HUIYIN_FONT": ("A font file with Chinese, for charts in letters and as PNG.", "looked for"),
    "HUIYIN_LOG": ("'json' for machines, 'plain' for people.", "plain"),
    "HUIYIN_TRUSTED_PROXY": ("The proxy whose X-Forwarded-For is believed.", ""),
}


class SettingInvalid(Exception):
    """A variable cannot be used as it is set; the message names it and says what is wanted."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation as its operator wants it."""

    base_url: str
    database_url: str
    secret_keys: tuple[bytes, ...]
    host: str
    port: int
    worker: Literal["inside", "separate"]
    var_dir: Path
    mail: Literal["smtp", "captured", "off"]
    mail_server: MailServer | None
    mail_from: str
    font: Path | None
    log: Literal["json", "plain"]
    trusted_proxy: str
    warnings: tuple[str, ...] = ()

    def shown(self) -> dict[str, str]:
        """Return every setting as text, secrets masked, for `config show`."""
        told = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        told["secret_keys"] = f"{len(self.secret_keys)} kept secret"
        if self.mail_server:
            told["mail_server"] = f"{self.mail_server.host}:{self.mail_server.port}"
        told["database_url"] = _without_password(self.database_url)
        return told


def from_environment() -> Settings:
    """Read the process's environment and the `.env` file beside it."""
    return load({**_env_file(Path(".env")), **os.environ})


def load(env: Mapping[str, str]) -> Settings:
    """Read settings from `env`.

    Raises
    ------
    SettingInvalid
        If a variable cannot be used; the message names it.
    """
    values = _Values(env)
    var_dir = Path(values.text("HUIYIN_VAR_DIR", "var"))
    port = values.whole("HUIYIN_PORT", 8000, lowest=0, highest=65535)
    host = values.text("HUIYIN_HOST", "127.0.0.1")
    server = _mail_server(values)
    mail_from = values.text("HUIYIN_MAIL_FROM", "")
    mail = values.one_of("HUIYIN_MAIL", ("smtp", "captured", "off"), "smtp" if server else "off")
    if mail == "smtp" and server is None:
        raise SettingInvalid("HUIYIN_MAIL is 'smtp', but HUIYIN_SMTP_HOST does not name a server.")
    font = values.text("HUIYIN_FONT", "")
    return Settings(
        base_url=_base_url(values.text("HUIYIN_BASE_URL", f"http://127.0.0.1:{port}")),
        database_url=_database_url(values.text("HUIYIN_DATABASE_URL", ""), var_dir),
        secret_keys=_secret_keys(values, var_dir),
        host=host,
        port=port,
        worker=values.one_of("HUIYIN_WORKER", ("inside", "separate"), "inside"),  # type: ignore[arg-type]  # one_of has checked it
        var_dir=var_dir,
        mail=mail,  # type: ignore[arg-type]  # one_of has checked it
        mail_server=server,
        mail_from=mail_from,
        font=Path(font) if font else None,
        log=values.one_of("HUIYIN_LOG", ("json", "plain"), "plain"),  # type: ignore[arg-type]  # one_of has checked it
        trusted_proxy=values.text("HUIYIN_TRUSTED_PROXY", ""),
        warnings=_unknown(env),
    )


class _Values:
    """Reads one variable at a time, from itself or from the file it names."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str) -> str:
        path = self._env.get(f"{name}_FILE")
        if path and name in self._env:
            raise SettingInvalid(f"{name} and {name}_FILE are both set; keep one of them.")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as fault:
                raise SettingInvalid(
                    f"{name}_FILE names {path}, which cannot be read: {fault.strerror}."
                ) from fault
        return self._env.get(name, "").strip() or default

    def whole(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        text = self.text(name, str(default))
        if not text.isdecimal() or not lowest <= int(text) <= highest:
            raise SettingInvalid(
                f"{name} must be a whole number from {lowest} to {highest}, not '{text}'."
            )
        return int(text)

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        text = self.text(name, default)
        if text not in choices:
            raise SettingInvalid(f"{name} must be one of {', '.join(choices)}, not '{text}'.")
        return text


def _mail_server(values: _Values) -> MailServer | None:
    host = values.text("HUIYIN_SMTP_HOST", "")
    port = values.whole("HUIYIN_SMTP_PORT", 587, lowest=1, highest=65535)
    tls = values.one_of("HUIYIN_SMTP_TLS", ("starttls", "tls", "none"), "starttls")
    user = values.text("HUIYIN_SMTP_USER", "")
    password = values.text("HUIYIN_SMTP_PASSWORD", "")
    if not host:
        return None
    return MailServer(host, port, tls, user, password)  # type: ignore[arg-type]  # one_of has checked tls


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingInvalid(
            f"HUIYIN_BASE_URL must be a full address such as https://survey.example, not '{text}'."
        )
    return text.rstrip("/")


def _database_url(text: str, var_dir: Path) -> str:
    url = text or f"sqlite:///{var_dir / 'huiyin.db'}"
    if urlsplit(url).scheme not in {"sqlite", "postgresql", "postgres"}:
        raise SettingInvalid(
            "HUIYIN_DATABASE_URL must begin with sqlite:/// or postgresql://, "
            f"not '{_without_password(url)}'."
        )
    return url


def _secret_keys(values: _Values, var_dir: Path) -> tuple[bytes, ...]:
    current = values.text("HUIYIN_SECRET_KEY", "") or _kept_secret(var_dir / "secret.key")
    keys = [current, values.text("HUIYIN_SECRET_KEY_PREVIOUS", "")]
    for name, key in zip(("HUIYIN_SECRET_KEY", "HUIYIN_SECRET_KEY_PREVIOUS"), keys, strict=True):
        if key and len(key) < SHORTEST_SECRET:
            raise SettingInvalid(
                f"{name} has {len(key)} characters; {SHORTEST_SECRET} or more are needed. "
                "`openssl rand -hex 32` makes a good one."
            )
        if key and len(set(key)) < SHORTEST_SECRET // 4:
            raise SettingInvalid(f"{name} repeats itself too much to be a secret.")
    return tuple(key.encode() for key in keys if key)


def _kept_secret(path: Path) -> str:
    """Return the secret this installation made for itself, making it at the first start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        return path.read_text(encoding="ascii").strip()
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise SettingInvalid(
            f"HUIYIN_VAR_DIR names {path.parent}, which cannot be written to: {fault.strerror}."
        ) from fault


def _unknown(env: Mapping[str, str]) -> tuple[str, ...]:
    known = [*VARIABLES, *(f"{name}_FILE" for name in VARIABLES), "HUIYIN_TEST_DATABASE_URL"]
    said = []
    for name in sorted(env):
        if name.startswith("HUIYIN_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            said.append(f"{name} is not a setting of Huiyin and is ignored.{hint}")
    return tuple(said)


def _env_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines; quotes around a value and lines that begin with # fall away."""
    if not path.is_file():
        return {}
    pairs = (
        line.split("=", 1)
        for line in path.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.lstrip().startswith("#")
    )
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if not parts.password:
        return url
    return url.replace(f":{parts.password}@", ":***@")
