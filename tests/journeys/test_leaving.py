"""Who wants no more letters gets none: not the one on its way, not after a re-import, not ever."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from feedback.events.columns import FileKind
from feedback.events.imports import Importer, Tally, Watcher, import_file
from models import database
from models.queries import shops
from tests.journeys.running import Installation

pytestmark = pytest.mark.anyio
MEI, TAN = "mei@customers.example", "tan@customers.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def an_order(installation: Installation, ref: str, shopper: str) -> None:
    """Tell of an order that arrives this very moment."""
    for kind in ("placed", "delivered"):
        told = {"order_ref": ref, "customer_email": shopper}
        assert (await installation.tell(f"order.{kind}", **told)).status_code == 200


async def a_contact(installation: Installation, ref: str, shopper: str) -> None:
    """Tell of a contact that is over this very moment."""
    for kind in ("opened", "closed"):
        told = {"contact_ref": ref, "customer_email": shopper, "channel": "chat"}
        assert (await installation.tell(f"contact.{kind}", **told)).status_code == 200


async def imported(installation: Installation, ref: str, shopper: str) -> Tally:
    """Import a file with one order of somebody, delivered today."""
    shop = await shops.by_id(installation.cast.tea)
    assert shop is not None
    today = installation.clock().date().isoformat()
    lines = f"order_ref,placed_at,delivered_at,customer_email\n{ref},{today},{today},{shopper}\n"
    hashed = installation.bench.desk.links.email_hash
    importer = Importer(shop.id, shop.zone, FileKind.ORDERS, hashed, installation.clock())
    watcher = Watcher(lambda _note: None, lambda _done, _whole: None, lambda _names, _others: None)
    return await import_file(importer, BytesIO(lines.encode()), watcher)


async def days_pass(installation: Installation, days: int) -> None:
    """Let the jobs tick every afternoon."""
    for _ in range(days):
        installation.clock.move(timedelta(days=1))
        await installation.work()


async def one_click(installation: Installation, shopper: str) -> None:
    """Do what a mail program does with the headers of the last letter (RFC 8058)."""
    letter = installation.inbox.to(shopper)[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"<(http[^>]+)>", str(letter["List-Unsubscribe"]))
    assert link
    reply = await installation.web.post(link[1], data=ONE_CLICK)
    assert reply.status_code == 200
    assert not reply.history


async def reasons(shopper: str) -> set[str]:
    """Return why somebody was not asked."""
    rows = await database.fetch(
        "SELECT k.reason FROM candidate k JOIN customer c ON c.id = k.customer_id "
        "WHERE c.email = {} AND k.state = 'not_asked'",
        shopper,
    )
    return {row["reason"] for row in rows}


async def test_who_left_is_never_written_to_again(installation: Installation) -> None:
    await an_order(installation, "A-1", MEI)
    await an_order(installation, "A-2", TAN)
    await days_pass(installation, 2)
    assert len(installation.inbox.to(MEI)) == 1
    await one_click(installation, MEI)

    await days_pass(installation, 6)
    assert len(installation.inbox.to(MEI)) == 1
    assert len(installation.inbox.to(TAN)) == 2

    for month in range(4):
        await days_pass(installation, 40)
        await an_order(installation, f"B-{month}", MEI.upper())
        await a_contact(installation, f"C-{month}", MEI)
        assert (await imported(installation, f"D-{month}", MEI)).kept == 1
        assert (await imported(installation, f"E-{month}", TAN)).kept == 1
        await days_pass(installation, 5)
    assert len(installation.inbox.to(MEI)) == 1
    assert len(installation.inbox.to(TAN)) > 2
    assert await reasons(MEI) == {"suppressed"}


async def test_a_letter_on_its_way_is_held_back(installation: Installation) -> None:
    await an_order(installation, "A-1", MEI)
    await days_pass(installation, 2)
    await one_click(installation, MEI)
    await an_order(installation, "A-2", TAN)
    await days_pass(installation, 20)
    assert [len(installation.inbox.to(who)) for who in (MEI, TAN)] == [1, 2]


async def test_leaving_one_shop_leaves_the_other_alone(installation: Installation) -> None:
    await an_order(installation, "A-1", MEI)
    await days_pass(installation, 2)
    await one_click(installation, MEI)
    rows = await database.fetch("SELECT shop_id FROM suppression")
    assert [row["shop_id"] for row in rows] == [installation.cast.tea]


async def test_an_unhappy_shopper_is_not_reminded_of_what_she_answered(
    installation: Installation,
) -> None:
    await an_order(installation, "A-1", MEI)
    await days_pass(installation, 2)
    body = installation.inbox.to(MEI)[0].get_body(("plain",))
    assert body is not None
    link = re.search(r"http://\S+/a/[^\s?]+", str(body.get_content()))
    assert link
    sent = await installation.web.post(link[0], data={"OV1": "1", "text": "太差了。"})
    assert sent.status_code == 303
    await days_pass(installation, 20)
    assert len(installation.inbox.to(MEI)) == 1
