"""A file as a reply: its name, its kind, and that nobody on the way keeps a copy."""

from typing import Final

from litestar import Response

KEPT: Final = frozenset("-_")


def attachment(body: bytes | str, media_type: str, name: str) -> Response[bytes]:
    """Return `body` as a download called `name`."""
    whole = body.encode() if isinstance(body, str) else body
    return Response(whole, media_type=media_type, headers=headers(name))


def headers(name: str) -> dict[str, str]:
    """
    Return the headers of a download; a name holds letters, digits and "-" only, and one ending.

    Examples
    --------
    >>> headers("tea-ship-2026.csv")["Content-Disposition"]
    'attachment; filename="tea-ship-2026.csv"'
    """
    stem, _, ending = name.rpartition(".")
    plain = "".join(c if c.isascii() and (c.isalnum() or c in KEPT) else "-" for c in stem)
    return {
        "Content-Disposition": f'attachment; filename="{plain}.{ending}"',
        "Cache-Control": "no-store",
    }
