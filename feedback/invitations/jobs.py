"""What the clock sets off here: ask, remind, withdraw and close. Each may run any number of times.

Shops are taken one after the other, rows one by one; whoever changes a row does the work.
"""

import logging
from datetime import datetime

from feedback.invitations import invite
from feedback.invitations.errors import PolicyInvalid
from feedback.invitations.invite import Desk
from feedback.invitations.policy import Policy, is_full, is_quiet
from feedback.invitations.policy_rules import policy_of
from models.queries import candidates, invitations, shops
from models.queries.shops import Shop

LOG = logging.getLogger(__name__)
AT_ONCE = 200


async def send_due_invitations(now: datetime, desk: Desk, at_once: int = AT_ONCE) -> int:
    """Decide on the candidates whose time has come; return how many letters were written."""
    written = 0
    for shop, policy in await _writing_shops(desk):
        for due in await candidates.due(shop.id, now, at_once):
            written += await invite.invite(shop, policy, due, now, desk)
    return written


async def send_reminders(now: datetime, desk: Desk, at_once: int = AT_ONCE) -> int:
    """Remind, once, whoever was asked some days ago and has not replied; never at night."""
    written = 0
    for shop, policy in await _writing_shops(desk):
        if is_quiet(now, shop.zone, policy):
            continue
        sent_until = now - policy.remind_after
        for who in await invitations.to_remind(shop.id, sent_until, now, at_once):
            if is_full(await invite.letters_today(shop, policy, now), policy):
                break
            written += await invite.remind(shop, policy, who, now, desk)
    return written


async def close_invitations(now: datetime) -> int:
    """Withdraw what has become pointless before it was sent, close what is overdue."""
    changed = 0
    for shop in await shops.every_shop():
        changed += await invitations.withdraw_pointless(shop.id, now)
        changed += await invitations.close_overdue(shop.id, now)
    return changed


async def _writing_shops(desk: Desk) -> list[tuple[Shop, Policy]]:
    """Return the shops that can write; one with unusable rules or no sender waits, and says so."""
    able = []
    for shop in await shops.every_shop():
        try:
            rules = policy_of(shop.policy)
        except PolicyInvalid:
            LOG.exception("shop %s sends no invitations until its rules are mended", shop.code)
            continue
        if shop.sender_email or desk.mail_from:
            able.append((shop, rules))
        else:
            LOG.warning("shop %s has no sender's address; set HUIYIN_MAIL_FROM", shop.code)
    return able
