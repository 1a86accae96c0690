"""A person's word on a comment's tags: taken off, put on, found right, or taken back.

It teaches the shop's reader.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

from litestar import post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.dashboard.evidence import mark_of
from admin.tag_names import tag_names
from models.choices import Verdict
from models.queries import tags

Form = URLEncodedBody[dict[str, str]]
UNDO: Final = "undo"
WHOLE: Final = "whole"
UNDO_WHOLE: Final = "undo_whole"
_CHANGED: Final = re.compile(r"([0-9]{1,18})\.([a-z0-9_]{0,40})\.([a-z_]{1,12})")


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says: of one tag, or with `tag` "" of all that a comment has and has not."""

    comment_id: int
    tag: str
    said: str
    mark: tuple[int, int] | None = None


@post("/shops/{code:str}/comments/{comment_id:int}/tags", guards=[own_form])
async def correct(
    comment_id: FromPath[int],
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Callable[[], datetime]],
) -> Redirect:
    """Write down what a person says of a comment's tags, and go back to where they were."""
    shop.require(Act.CORRECT_TAGS)
    mark = mark_of(data.get("mark", ""))
    word = Word(comment_id, data.get("tag", ""), data.get("verdict", ""), mark)
    if not await _written(shop.id, word, viewer.id, clock()):
        raise NotFoundException
    return Redirect(way_back(shop.code, data.get("back", ""), word), status_code=303)


async def _written(shop_id: int, word: Word, staff_id: int, now: datetime) -> bool:
    if word.said == WHOLE:
        return await tags.judge_whole(shop_id, word.comment_id, staff_id, now)
    if word.said == UNDO_WHOLE:
        return await tags.undo_judge_whole(shop_id, word.comment_id)
    if word.said not in {UNDO, *Verdict} or not (await tag_names(shop_id)).knows(word.tag):
        return False
    if word.said == UNDO:
        return await tags.undo_verdict(shop_id, word.comment_id, word.tag)
    of_comment = (shop_id, word.comment_id, word.tag, Verdict(word.said))
    return await tags.set_verdict(*of_comment, staff_id, now, word.mark)


def changed(written: str) -> Word | None:
    """Return what was just said, as the address has it; None for anything else.

    Examples
    --------
    >>> changed("7.rude_staff.absent")
    Word(comment_id=7, tag='rude_staff', said='absent', mark=None)
    >>> changed("7")
    """
    found = _CHANGED.fullmatch(written)
    return Word(int(found[1]), found[2], found[3]) if found else None


def way_back(code: str, asked: str, word: Word) -> str:
    """
    Return the page to go on with: the one the form was on if it is this shop's, with what changed.

    Who judged a whole comment goes on from there; a single tag may have left the list.

    Examples
    --------
    >>> way_back("tea", "/shops/tea/complaints?tag=rude_staff", Word(7, "rude_staff", "absent"))
    '/shops/tea/complaints?tag=rude_staff&changed=7.rude_staff.absent#changed'
    >>> way_back("tea", "https://elsewhere.example/shops/tea/", Word(7, "", "whole"))
    '/shops/tea/complaints?changed=7..whole#c7'
    """
    parts = urlsplit(asked)
    own = not parts.scheme and not parts.netloc and parts.path.startswith(f"/shops/{code}/")
    path = parts.path if own else f"/shops/{code}/complaints"
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith("changed=")]
    said = urlencode({"changed": f"{word.comment_id}.{word.tag}.{word.said}"})
    query = "&".join([*(kept if own else []), said])
    return f"{path}?{query}#{'changed' if word.tag else f'c{word.comment_id}'}"
