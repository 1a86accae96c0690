"""A person's word on a tag: taken off, put on, or taken back; it teaches the shop's reader."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from litestar import post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from models.choices import Verdict
from models.queries import tags
from nlp.taxonomy import TAGS

Form = URLEncodedBody[dict[str, str]]
UNDO = "undo"


@post("/shops/{code:str}/comments/{comment_id:int}/tags", guards=[own_form])
async def correct(
    comment_id: FromPath[int],
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Callable[[], datetime]],
) -> Redirect:
    """Write down what a person says of one tag, and go back to where they were."""
    shop.require(Act.CORRECT_TAGS)
    tag, said = data.get("tag", ""), data.get("verdict", "")
    if not await _corrected(shop.id, comment_id, tag, said, viewer.id, clock()):
        raise NotFoundException
    back = data.get("back", "")
    return Redirect(way_back(shop.code, back, comment_id, tag, said), status_code=303)


async def _corrected(
    shop_id: int, comment_id: int, tag: str, said: str, staff_id: int, now: datetime
) -> bool:
    if tag not in TAGS or said not in {UNDO, *Verdict}:
        return False
    if said == UNDO:
        return await tags.undo_verdict(shop_id, comment_id, tag)
    return await tags.set_verdict(shop_id, comment_id, tag, Verdict(said), staff_id, now)


def way_back(code: str, asked: str, comment_id: int, tag: str, said: str) -> str:
    """
    Return the page to go on with: the one the form was on if it is this shop's, with what changed.

    Examples
    --------
    >>> way_back("tea", "/shops/tea/complaints?tag=rude_staff", 7, "rude_staff", "absent")
    '/shops/tea/complaints?tag=rude_staff&changed=7.rude_staff.absent#changed'
    >>> way_back("tea", "https://elsewhere.example/shops/tea/", 7, "rude_staff", "undo")
    '/shops/tea/complaints?changed=7.rude_staff.undo#changed'
    """
    parts = urlsplit(asked)
    own = not parts.scheme and not parts.netloc and parts.path.startswith(f"/shops/{code}/")
    path = parts.path if own else f"/shops/{code}/complaints"
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith("changed=")]
    query = "&".join([*(kept if own else []), urlencode({"changed": f"{comment_id}.{tag}.{said}"})])
    return f"{path}?{query}#changed"
