"""`/shops/{code}/keys`: a shop's keys to its own figures, made, seen once, and withdrawn."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.api.keys import LONGEST_LABEL, key_hash, new_key
from admin.dashboard.words import N_
from models.choices import KeyPurpose
from models.queries import api_keys, shops

Clock = Callable[[], datetime]
Form = URLEncodedBody[dict[str, str]]
NO_LABEL = N_("Say what the key is for, so that it can be told from others later.")
LONG_LABEL = N_("That is too long: 60 characters at most.")


@get("/shops/{code:str}/keys")
async def keys(
    shop: NamedDependency[ShopSeen], viewer: NamedDependency[Viewer], locale: NamedDependency[str]
) -> Template:
    """Show the shop's keys: what for, since when, last used when."""
    shop.require(Act.CHANGE_SETTINGS)
    return await _page(shop, viewer, locale)


@post("/shops/{code:str}/keys", guards=[own_form], status_code=200)
async def make(
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    locale: NamedDependency[str],
    clock: NamedDependency[Clock],
) -> Template:
    """Make a key and show it, this once."""
    shop.require(Act.CHANGE_SETTINGS)
    label = data.get("label", "").replace("\0", "").strip()
    if not label or len(label) > LONGEST_LABEL:
        fault = LONG_LABEL if label else NO_LABEL
        return await _page(shop, viewer, locale, fault=fault, label=label[:LONGEST_LABEL])
    purpose = KeyPurpose.WORDS if data.get("reads") == KeyPurpose.WORDS else KeyPurpose.NUMBERS
    key, now = new_key(), clock()
    await api_keys.add(shop.id, key_hash(key), purpose, label, viewer.id, now)
    await shops.write_down(shop.id, viewer.id, "api key made", label, purpose, now)
    return await _page(shop, viewer, locale, made=key)


@post("/shops/{code:str}/keys/{key_id:int}/withdraw", guards=[own_form])
async def withdraw(
    key_id: FromPath[int],
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
) -> Redirect:
    """Let a key open nothing any more."""
    shop.require(Act.CHANGE_SETTINGS)
    if not await api_keys.withdraw(shop.id, key_id):
        raise NotFoundException
    await shops.write_down(shop.id, viewer.id, "api key withdrawn", str(key_id), "", clock())
    return Redirect(f"/shops/{shop.code}/keys?withdrawn=1", status_code=303)


async def _page(
    shop: ShopSeen,
    viewer: Viewer,
    locale: str,
    *,
    made: str = "",
    fault: str = "",
    label: str = "",
) -> Template:
    context = {
        "locale": locale, "viewer": viewer, "shop": shop, "base": f"/shops/{shop.code}",
        "keys": await api_keys.of_shop(shop.id), "made": made, "fault": fault, "label": label,
    }  # fmt: skip
    return Template("admin/keys.html", context=context, status_code=422 if fault else 200)


ROUTES: list[Any] = [keys, make, withdraw]  # Any: litestar's handlers
