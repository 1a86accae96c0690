"""The stylesheet: every room's CSS in one file whose name changes with its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("huiyin/static/tokens.css", "huiyin/static/base.css")
ROOMS = ("admin/static/admin",)


@dataclass(frozen=True, slots=True)
class Asset:
    """One served file."""

    path: str
    body: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Return the served files by the name that templates use."""
    sheets = [ROOT / part for part in PARTS]
    scripts = []
    for room in ROOMS:
        sheets += sorted((ROOT / room).glob("*.css"))
        scripts += sorted((ROOT / room).glob("*.js"))
    return {
        "pages.css": _asset("pages", "css", "text/css", sheets),
        "pages.js": _asset("pages", "js", "text/javascript", scripts),
    }


def asset_path(name: str) -> str:
    """Return the address of a served file, which changes whenever its content does."""
    return assets()[name].path


def _asset(stem: str, suffix: str, media_type: str, parts: list[Path]) -> Asset:
    body = b"\n".join(part.read_bytes() for part in parts)
    return Asset(
        f"/static/{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}", body, media_type
    )
