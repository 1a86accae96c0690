"""Each tag as its page shows it: its names, how well it is read, how far it has been taught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.audited import audited_rates
from admin.tag_names import TagNames
from models.queries import shop_tags
from models.queries.shop_tags import JudgedTag
from nlp.own_tags import ENOUGH_CORRECTIONS, FEWEST_OF_EACH, is_learnable
from nlp.rates import TagRates, committed_rates
from nlp.taxonomy import STAGES, TAGS


@dataclass(frozen=True, slots=True)
class Known:
    """One tag; `rates` is None for an own one that no audit tells of yet."""

    code: str
    name_zh: str
    name_en: str
    stage: str
    hidden: bool
    is_own: bool
    judged: JudgedTag
    rates: TagRates | None
    is_measured_here: bool

    @property
    def is_learnable(self) -> bool:
        """Say whether people have judged it often enough to be learned."""
        return is_learnable(self.judged.present, self.judged.absent)


ENOUGH = ENOUGH_CORRECTIONS
FEWEST = FEWEST_OF_EACH


async def every_tag(shop_id: int, names: TagNames, week: str) -> Mapping[str, Sequence[Known]]:
    """Return the shop's tags by stage, in the order of the shopper's journey."""
    own = await audited_rates(shop_id, week)
    judged = await shop_tags.judged(shop_id)
    tags = [known(code, names, own, judged) for code in (*TAGS, *names.own)]
    return {stage: [tag for tag in tags if tag.stage == stage] for stage in STAGES}


def known(
    code: str,
    names: TagNames,
    own: Mapping[str, TagRates],
    judged: Mapping[str, JudgedTag],
) -> Known:
    """Return one tag with what is known of it."""
    return Known(
        code,
        names.name(code, "zh-Hans"),
        names.name(code, "en"),
        names.stage(code),
        not names.shows(code),
        code not in TAGS,
        judged.get(code, JudgedTag()),
        own.get(code) or committed_rates().get(code),
        code in own,
    )
