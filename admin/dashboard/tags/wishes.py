"""Pure: what a person typed into the form of a tag → the shop's word on it, or why not.

Names go into charts, files and letters: one line of at most forty characters, each name once.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from admin.dashboard.tags.errors import TagRefused
from admin.dashboard.words import N_
from admin.tag_names import TagNames
from models.queries.shop_tags import ShopTag
from nlp.taxonomy import STAGES, TAGS

LONGEST: Final = 40
MOST_OWN: Final = 40
"""Tags a shop may add: each is learned by itself, and nobody judges more."""

NEITHER: Final = N_("A tag of your own needs a name in Chinese and one in English.")
TOO_LONG: Final = N_("“{name}” has {n} characters; a name has at most {most}.")
TAKEN: Final = N_("“{name}” is already the name of another complaint.")
NO_STAGE: Final = N_("Choose the stage that the complaint belongs to.")
TOO_MANY: Final = N_("{most} tags of your own are the most there can be; rename one instead.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for; `code` "" asks for a new tag."""

    code: str = ""
    name_zh: str = ""
    name_en: str = ""
    stage: str = ""
    hidden: bool = False


def wish_of(form: Mapping[str, str]) -> Wish:
    """Return what a form asks for, its names on one line and without what nobody sees."""
    return Wish(
        form.get("tag", "").strip(),
        one_line(form.get("name_zh", "")),
        one_line(form.get("name_en", "")),
        form.get("stage", "").strip(),
        form.get("hidden", "") == "1",
    )


def one_line(typed: str) -> str:
    r"""
    Return a name without control and invisible characters, its white space single.

    Examples
    --------
    >>> one_line("  安装\u200b服务\n 差 ")
    '安装服务 差'
    """
    seen = "".join(" " if one.isspace() else one for one in typed)
    kept = "".join(one for one in seen if unicodedata.category(one)[0] != "C")
    return re.sub(r" +", " ", kept).strip()


def granted(wish: Wish, names: TagNames) -> ShopTag:
    """
    Return the shop's word on a tag as it will be kept.

    Raises
    ------
    TagRefused
        If a name is missing, too long or taken, the stage unknown, or the tags too many.
    """
    _check_names(wish, names)
    if wish.code in TAGS:
        return _renamed(wish)
    if wish.stage not in STAGES:
        raise TagRefused(NO_STAGE)
    if wish.code:
        return ShopTag(wish.code, wish.name_zh, wish.name_en, wish.stage, wish.hidden)
    if len(names.own) >= MOST_OWN:
        raise TagRefused(TOO_MANY, most=MOST_OWN)
    return ShopTag(new_code(wish.name_en, names), wish.name_zh, wish.name_en, wish.stage)


def new_code(name_en: str, names: TagNames) -> str:
    """
    Return a code for a new tag that says what it was first called; it never changes again.

    Examples
    --------
    >>> new_code("Bad installation", TagNames()), new_code("安装", TagNames())
    ('own_bad_installation', 'own_tag')
    """
    plain = unicodedata.normalize("NFKD", name_en).encode("ascii", "ignore").decode().lower()
    stem = "own_" + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30] or "tag")
    numbered = (f"{stem}_{number}" for number in range(2, MOST_OWN + 2))
    return stem if not names.knows(stem) else next(n for n in numbered if not names.knows(n))


def _renamed(wish: Wish) -> ShopTag:
    """Return the shop's word on a tag of the taxonomy; a name that is its own is not kept."""
    own = TAGS[wish.code]
    zh = "" if wish.name_zh == own.zh else wish.name_zh
    en = "" if wish.name_en == own.en else wish.name_en
    return ShopTag(wish.code, zh, en, "", wish.hidden)


def _check_names(wish: Wish, names: TagNames) -> None:
    if wish.code not in TAGS and not (wish.name_zh and wish.name_en):
        raise TagRefused(NEITHER)
    for name, locale in ((wish.name_zh, "zh-Hans"), (wish.name_en, "en")):
        if len(name) > LONGEST:
            raise TagRefused(TOO_LONG, name=name[:LONGEST] + "…", n=len(name), most=LONGEST)
        others = (code for code in (*TAGS, *names.own) if code != wish.code)
        called = name or TAGS[wish.code].name(locale)
        if called.casefold() in {names.name(code, locale).casefold() for code in others}:
            raise TagRefused(TAKEN, name=called)
