"""What a program is told when it cannot have what it asked for.

ApiError
├── KeyRefused        no key, or one that opens nothing (401)
├── WordsNotIncluded  the key reads numbers only (403)
├── NothingThere      no such stage or answer in this shop (404)
└── AskedWrongly      a parameter is unknown or cannot be used; each is named (422)
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response


class ApiError(Exception):
    """The root of this room's errors; its text is for the person who wrote the program."""

    status = 400
    title = "That cannot be answered"


class KeyRefused(ApiError):
    """No key came with the request, or it was never made or is withdrawn."""

    status = 401
    title = "A key of the shop is needed"


class WordsNotIncluded(ApiError):
    """The key may read numbers, and the request asks for what shoppers wrote."""

    status = 403
    title = "This key reads numbers only"


class NothingThere(ApiError):
    """There is nothing of that name in the shop."""

    status = 404
    title = "There is nothing here"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that was not used, and what it said."""

    name: str
    value: str


class AskedWrongly(ApiError):
    """Parameters that are unknown or cannot be used: a program should hear of them at once."""

    status = 422
    title = "A parameter cannot be used"

    def __init__(self, parameters: tuple[Parameter, ...]) -> None:
        named = ", ".join(f"“{one.name}” = “{one.value}”" for one in parameters)
        super().__init__(f"Unknown, or not to be read: {named}.")
        self.parameters = parameters


def refused(
    _: Request[Any, Any, Any],  # Any: litestar's user, auth and state
    error: ApiError,
) -> Response[Any]:  # Any: JSON
    """Answer with problem+json, and with the names of parameters that cannot be used."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": str(error),
    }
    if isinstance(error, AskedWrongly):
        body["parameters"] = [one.name for one in error.parameters]
    return Response(
        body,
        status_code=error.status,
        media_type="application/problem+json",
        headers={"WWW-Authenticate": "Bearer"} if error.status == KeyRefused.status else {},
    )
