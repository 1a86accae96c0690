"""Mail gateways open every link of every letter, several times: nobody answers, nobody leaves."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from html import unescape

import pytest

from admin.access import signing_in
from admin.cases.wishes import Wish
from admin.cases.working import work
from huiyin.replying import reply_desk
from models.choices import CaseDeed, Role
from models.queries import cases, shops, staff
from tests.journeys.everything import every_row
from tests.journeys.running import Installation

pytestmark = pytest.mark.anyio
SHOPPERS = ("mei@customers.example", "tan@customers.example")
MANAGER = "lin@tea.example"
SCANNERS = (
    "Mozilla/5.0 (compatible; SafeLinks/1.0; +https://protection.outlook.com)",
    "Barracuda Sentinel (EE)",
    "QQMail-SecurityCheck/2.0",
    "",
)
LINK = re.compile(r"http://127\.0\.0\.1[^\s\"'<>]+")


def links_of(letter: EmailMessage) -> Iterator[str]:
    """Return every address of ours in a letter's headers, text and page."""
    words = [str(value) for value in letter.values()]
    for kind in ("plain", "html"):
        part = letter.get_body((kind,))
        words += [unescape(str(part.get_content()))] if part is not None else []
    for text in words:
        yield from (found.rstrip(".,;。，；") for found in LINK.findall(text))


async def letters_of_every_kind(installation: Installation) -> list[EmailMessage]:
    """Bring about an invitation, a reminder, a digest and a reply, by way of the schedule."""
    now = installation.clock()
    person = await staff.add(MANAGER, "经理 林", "zh-Hans", now)
    await staff.give_role(installation.cast.tea, person, Role.MANAGER)
    for number, shopper in enumerate(SHOPPERS):
        for kind in ("placed", "delivered"):
            told = {"order_ref": f"A-{number}", "customer_email": shopper}
            assert (await installation.tell(f"order.{kind}", **told)).status_code == 200
    installation.clock.move(timedelta(days=2))
    await installation.work()
    (letter,) = installation.inbox.to(SHOPPERS[0])
    link = next(link for link in links_of(letter) if "/a/" in link)
    sent = await installation.web.post(link, data={"OV1": "2"})
    assert sent.status_code == 303
    await installation.work()
    await replied(installation, person)
    installation.clock.move(timedelta(days=5))
    await installation.work()
    return installation.inbox.letters


async def replied(installation: Installation, person: int) -> None:
    """Let the manager write to the shopper whose answer has opened a case."""
    shop = await shops.by_id(installation.cast.tea)
    assert shop is not None
    (case,) = await cases.listed(shop.id, cases.Wanted(), installation.clock())
    desk = installation.bench.desk
    writing = reply_desk(desk.links, desk.templates, desk.mail_from)
    wish = Wish(CaseDeed.REPLIED, case.version, "抱歉，明天补发。")
    assert await work(shop, case, wish, person, installation.clock(), writing) is None


async def test_a_scanner_that_opens_everything_changes_no_row(installation: Installation) -> None:
    letters = await letters_of_every_kind(installation)
    kinds = sorted(str(letter["Message-ID"])[1:].partition(".")[0] for letter in letters)
    assert kinds == ["case-reply", "digest", "invitation", "invitation", "reminder"]
    person = (await staff.of_shop(installation.cast.tea))[0].id
    way_in = await signing_in.new_link(person, installation.clock())
    ours = {f"{installation.base_url}/sign-in/{way_in}"}
    ours |= {link for letter in letters for link in links_of(letter)}
    assert {link.split("/")[3] for link in ours} == {"a", "u", "shops", "sign-in"}

    before = await every_row()
    for link in sorted(ours):
        for scanner in SCANNERS:
            for method in ("HEAD", "GET", "OPTIONS"):
                reply = await installation.web.request(
                    method, link, headers={"user-agent": scanner}
                )
                assert reply.status_code < 500
    assert await every_row() == before


async def test_after_the_scanner_the_links_still_work(installation: Installation) -> None:
    letters = await letters_of_every_kind(installation)
    reminder = next(one for one in letters if "reminder" in str(one["Message-ID"]))
    for link in links_of(reminder):
        await installation.web.get(link, headers={"user-agent": SCANNERS[0]})
    link = next(link for link in links_of(reminder) if "/a/" in link)
    assert (await installation.web.post(link, data={"OV1": "2"})).status_code == 303
    way_out = next(link for link in links_of(reminder) if "/u/" in link)
    assert (await installation.web.post(way_out)).status_code == 200
