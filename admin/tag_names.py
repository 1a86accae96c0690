"""What a shop's tags are called, which are offered, and which are hidden: one place for every page.

The taxonomy comes with the reader; renamed, hidden and added tags are the shop's own word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.queries import shop_tags
from models.queries.shop_tags import ShopTag
from nlp.taxonomy import STAGES, TAGS


@dataclass(frozen=True, slots=True)
class TagNames:
    """
    The names of a shop's tags.

    Examples
    --------
    >>> names = TagNames({"rude_staff": ShopTag("rude_staff", "没礼貌", "", hidden=True)})
    >>> names.name("rude_staff", "zh-Hans"), names.name("rude_staff", "en")
    ('没礼貌', 'Rude staff')
    >>> "rude_staff" in names.offered, names.shows("rude_staff")
    (False, False)
    """

    said: Mapping[str, ShopTag] = field(default_factory=dict)

    def name(self, code: str, locale: str) -> str:
        """Return a tag's name; a code that nobody knows stands for itself."""
        said = self.said.get(code)
        if said is not None:
            own = said.name_zh if locale.startswith("zh") else said.name_en
            if own:
                return own
        if code in TAGS:
            return TAGS[code].name(locale)
        return (said.name_zh or said.name_en or code) if said is not None else code

    def knows(self, code: str) -> bool:
        """Say whether there is such a tag here, hidden or not."""
        return code in TAGS or code in self.said

    def shows(self, code: str) -> bool:
        """Say whether pages show the tag; what is hidden is still read and counted."""
        return code not in self.said or not self.said[code].hidden

    def shown(self, codes: Iterable[str]) -> list[str]:
        """Return those of `codes` that pages show, in their order."""
        return [code for code in codes if self.shows(code)]

    def stage(self, code: str) -> str:
        """Return the stage a tag belongs to, "" for one that nobody knows."""
        if code in TAGS:
            return TAGS[code].stage
        return self.said[code].stage if code in self.said else ""

    @property
    def own(self) -> tuple[str, ...]:
        """The tags that the shop has added."""
        return tuple(code for code in self.said if code not in TAGS)

    @property
    def offered(self) -> tuple[str, ...]:
        """The tags a person may choose from, in the order of the shopper's journey."""
        every = (*TAGS, *self.own)
        by_stage = sorted(every, key=lambda code: STAGES.index(self.stage(code)))
        return tuple(self.shown(by_stage))


async def tag_names(shop_id: int) -> TagNames:
    """Return what the shop's tags are called."""
    return TagNames({tag.code: tag for tag in await shop_tags.of_shop(shop_id)})
