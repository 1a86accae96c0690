"""Pure: what somebody wants to keep → a name and an address of their own shop, or what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from admin.dashboard.words import N_

LONGEST_NAME: Final = 40
LONGEST_ADDRESS: Final = 1000
MOST_VIEWS: Final = 50
NO_NAME: Final = N_("Give the view a name, so that you find it again.")
LONG_NAME: Final = N_("That name is too long: 40 characters at most.")
NAME_TAKEN: Final = N_("You have a view of that name already. Choose another name.")
NAME_TAKEN_BY_OWNER: Final = N_("Its owner has another view of that name by now.")
TOO_MANY: Final = N_("You keep 50 views of this shop; delete one before you save another.")
NOT_OURS: Final = N_("Only pages of this shop can be saved. Open one of them and save it there.")
# Rooms of the shop below its own page; nothing that climbs up, hides or leaves.
INSIDE: Final = re.compile(r"(/[a-z0-9][a-z0-9_-]*){0,3}")
# Said once and over: which language, which file, what was just corrected, where a list goes on.
PASSING: Final = frozenset({"lang", "format", "chart", "as", "changed", "after", "csrf"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody filled in; `fault` says what is wrong with it, "" for nothing."""

    name: str
    address: str
    shared: bool = False
    fault: str = ""


def wanted(code: str, form: Mapping[str, str]) -> Wanted:
    """Return what a form asks to keep of the shop called `code`."""
    name = tidy(form.get("name", ""))
    address = own_address(code, form.get("address", ""))
    fault = fault_of(name) if address else NOT_OURS
    return Wanted(name[:LONGEST_NAME], address, form.get("shared") == "yes", fault)


def tidy(name: str) -> str:
    """Return a name in one line, without what cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def fault_of(name: str) -> str:
    """Return what is wrong with a name, "" for nothing."""
    if not name:
        return NO_NAME
    return LONG_NAME if len(name) > LONGEST_NAME else ""


def own_address(code: str, asked: str) -> str:
    """
    Return an address of this shop's dashboard without what passes; "" for any other address.

    Examples
    --------
    >>> own_address("tea", "/shops/tea/stages/ship?period=7d&lang=en")
    '/shops/tea/stages/ship?period=7d'
    >>> own_address("tea", "//elsewhere.example/shops/tea"), own_address("tea", "/shops/other")
    ('', '')
    """
    base = f"/shops/{code}"
    try:
        parts = urlsplit(asked)
        pairs = parse_qsl(parts.query, max_num_fields=50)
    except ValueError:
        return ""
    rest = parts.path.removeprefix(base)
    inside = parts.path.startswith(base) and INSIDE.fullmatch(rest)
    if parts.scheme or parts.netloc or not inside or rest.startswith("/views"):
        return ""
    kept = urlencode([(name, value) for name, value in pairs if name not in PASSING and value])
    address = f"{parts.path}?{kept}" if kept else parts.path
    return address if len(address) <= LONGEST_ADDRESS and "%00" not in address else ""
