"""Contacts as shoppers told of them, as values and as rows."""

from datetime import date

from models.queries.channels import ContactTold
from models.tables.answers import Rating
from tests.admin.dashboard import rows

BAD = ContactTold(
    channel="chat", agent="A01", automated=False, used="chat", wanted="phone",
    repeated="twice_repeated", resolved="no", effort=2, took="over_1_h", promise="broken",
    satisfied=1, served_by="person",
)  # fmt: skip
GOOD = ContactTold(
    channel="phone", agent="A02", automated=False, used="phone", wanted="phone", repeated="once",
    resolved="yes", effort=6, took="under_5_min", promise="on_time", satisfied=5,
    served_by="person",
)  # fmt: skip
BOT = ContactTold(
    channel="chat", automated=True, used="chat", wanted="chat", repeated="once", resolved="yes",
    effort=4, took="under_5_min", promise="none", satisfied=4, served_by="bot_no_person",
)  # fmt: skip


async def written(shop_id: int, day: date, told: ContactTold, number: int) -> None:
    """Write one contact and the answer that tells of it."""
    contact = await rows.contacted(
        shop_id, f"C{number}", channel=told.channel, agent_ref=told.agent, automated=told.automated
    )
    answer = await rows.answered(
        shop_id, day, 4, kind="post_contact", contact_id=contact,
        ratings={} if told.satisfied is None else {"CT9": told.satisfied},
    )  # fmt: skip
    choices = {
        "CT1": told.used, "CT2": told.wanted, "CT4": told.repeated, "CT5": told.resolved,
        "CT7": told.took, "CT8": told.promise, "CTA": told.served_by,
    }  # fmt: skip
    for item, choice in choices.items():
        rating = Rating(
            shop_id=shop_id, answer=answer, item=item, score=1 if choice else None, choice=choice,
            state="rated" if choice else "skipped",
        )  # fmt: skip
        await rating.save()
    effort = Rating(shop_id=shop_id, answer=answer, item="CT6", state="rated", score=told.effort)
    await effort.save()
