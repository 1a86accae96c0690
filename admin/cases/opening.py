"""Shell: find answers that need a person and have no case yet, and open one for each.

Nothing is remembered between ticks: an answer without a case is found again after a crash, one
that has a case never is.
"""

import logging
from datetime import datetime
from typing import Final

from admin.cases import rules
from admin.tag_names import TagNames, tag_names
from models.queries import case_finding, shops
from models.queries.case_finding import Opening, Recent, Unopened
from models.queries.shops import Shop

log = logging.getLogger("huiyin.cases")
AT_ONCE: Final = 200


async def open_due(now: datetime, at_once: int = AT_ONCE) -> int:
    """Open the cases that recent answers of every shop ask for; return how many."""
    opened = 0
    for shop in await shops.every_shop():
        opened += await _open(shop, now, at_once)
    return opened


async def _open(shop: Shop, now: datetime, at_once: int) -> int:
    names = await tag_names(shop.id)
    since = now - rules.OLDEST
    recent = Recent(since, now, since.astimezone(shop.zone).date(), now - rules.READ_WITHIN)
    # A tag that the shop hides does not speak to its people.
    codes = names.shown(rules.GRAVE)
    opened = 0
    for found in await case_finding.unopened(shop.id, recent, codes or ("",), at_once):
        opened += await _open_one(shop, found, names, now)
    return opened


async def _open_one(shop: Shop, found: Unopened, names: TagNames, now: datetime) -> bool:
    why = rules.reasons(found.low, names.shown(found.tags))
    if not why:
        log.warning("answer %s of shop %s needs no case after all", found.answer_id, shop.code)
        return False
    kept = " ".join(one.code for one in why)
    about = " ".join(rules.stages(why, names.stage))
    due = rules.due_when_opened(now, shop.zone)
    return await case_finding.open_one(shop.id, Opening(found.answer_id, kept, about, due), now)
