"""`/shops/{code}/keys`: a shop's keys to its own figures, made, seen once, and withdrawn."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.api.keys import LONGEST_LABEL, key_hash, new_key
from admin.dashboard import page
from admin.dashboard.page import AnyRequest, Clock
from admin.dashboard.words import N_, Translate
from models.choices import KeyPurpose
from models.queries import api_keys, shops

Form = URLEncodedBody[dict[str, str]]
Framed = dict[str, Any]  # Any: what the frame of a page is given
NO_LABEL = N_("Say what the key is for, so that it can be told from others later.")
LONG_LABEL = N_("That is too long: 60 characters at most.")


async def framed(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Framed:
    """Return what the frame around the page needs."""
    seen = await page.seen(request, shop, clock, ("withdrawn",))
    path = f"/shops/{shop.code}/keys"
    return await page.context(seen, shop, viewer, locale, translate, path)


FRAME = {"frame": Provide(framed)}


@get("/shops/{code:str}/keys", dependencies=FRAME)
async def keys(frame: NamedDependency[Framed], shop: NamedDependency[ShopSeen]) -> Template:
    """Show the shop's keys: what for, since when, last used when."""
    shop.require(Act.CHANGE_SETTINGS)
    return await _page(shop, frame)


@post("/shops/{code:str}/keys", guards=[own_form], status_code=200, dependencies=FRAME)
async def make(
    data: Form,
    frame: NamedDependency[Framed],
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
) -> Template:
    """Make a key and show it, this once."""
    shop.require(Act.CHANGE_SETTINGS)
    label = data.get("label", "").replace("\0", "").strip()
    if not label or len(label) > LONGEST_LABEL:
        fault = LONG_LABEL if label else NO_LABEL
        return await _page(shop, frame, fault=fault, label=label[:LONGEST_LABEL])
    purpose = KeyPurpose.WORDS if data.get("reads") == KeyPurpose.WORDS else KeyPurpose.NUMBERS
    key, now = new_key(), clock()
    await api_keys.add(shop.id, key_hash(key), purpose, label, viewer.id, now)
    await shops.write_down(shop.id, viewer.id, "api key made", label, purpose, now)
    return await _page(shop, frame, made=key)


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
    shop: ShopSeen, frame: Framed, *, made: str = "", fault: str = "", label: str = ""
) -> Template:
    told = {"keys": await api_keys.of_shop(shop.id), "made": made, "fault": fault, "label": label}
    status = 422 if fault else 200
    return Template("admin/keys.html", context={**frame, **told}, status_code=status)


ROUTES: list[Any] = [keys, make, withdraw]  # Any: litestar's handlers
