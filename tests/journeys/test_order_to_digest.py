"""One shopper's way from an order to the sentence her manager reads on Monday."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, Page

from admin.access import signing_in
from models.choices import Role
from models.queries import staff
from tests.journeys.running import Installation

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOPPER = "mei@customers.example"
MANAGER = "lin@tea.example"
HER_WORDS = "物流太慢了，等了整整十天才收到，电话 13912345678 也没人接。"
# A complaint is quoted in a digest once five people share it, so that nobody is read out of it.
OTHERS = {
    f"shopper{number}@customers.example": words
    for number, words in enumerate(
        (
            "发货太慢，催了三次才发。",
            "快递走了半个月，太慢了。",
            "物流慢得离谱，等了两周。",
            "发货慢，拖了一个星期才寄出。",
            "送货太慢了，说好三天结果九天。",
        )
    )
}


async def orders_arrive(installation: Installation) -> None:
    """Tell of six orders as it happens: placed on Thursday, there on Friday."""
    for kind, later in (("placed", 0), ("paid", 1), ("shipped", 6), ("delivered", 20)):
        installation.clock.move(timedelta(hours=later))
        for number, shopper in enumerate((SHOPPER, *OTHERS)):
            order = {"order_ref": f"A-{number}", "customer_email": shopper, "locale": "zh-Hans"}
            reply = await installation.tell(f"order.{kind}", carrier="顺路速运", **order)
            assert reply.status_code == 200, reply.text


async def others_answer(installation: Installation) -> None:
    """Post what the other shoppers have to say through the links of their letters."""
    for shopper, words in OTHERS.items():
        (letter,) = installation.inbox.to(shopper)
        form = {"OV1": "2", "SH0": "1", "text": words, "lang": "zh-Hans"}
        reply = await installation.web.post(link_in(letter), data=form)
        assert reply.status_code == 303, reply.text


def text_of(letter: EmailMessage) -> str:
    """Return a letter's plain text."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    """Return the answer link of a letter."""
    found = re.search(r"http://\S+/a/[^\s?]+", text_of(letter))
    assert found
    return found[0]


async def phone_without_scripts(chromium: Browser) -> Page:
    """Return a page on a small phone that runs no JavaScript."""
    window = await chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    return await window.new_page()


async def answered(page: Page, link: str) -> None:
    """Open the link of the letter, choose two things, write, send."""
    await page.goto(link)
    await page.locator("label:has([name=OV1][value='2'])").click()
    await page.locator("textarea").fill(HER_WORDS)
    await page.locator(".send button").click()
    assert "/thanks" in page.url


async def signed_in(installation: Installation, chromium: Browser) -> Page:
    """Return a manager's page, signed in by a one-time link."""
    now = installation.clock()
    person = await staff.add(MANAGER, "经理 林", "zh-Hans", now)
    await staff.give_role(installation.cast.tea, person, Role.MANAGER)
    page = await (await chromium.new_context(locale="zh-CN")).new_page()
    token = await signing_in.new_link(person, now)
    await page.goto(f"{installation.base_url}/sign-in/{token}")
    await page.locator("#enter button").click()
    await page.wait_for_url("**/shops/tea")
    return page


async def test_a_shoppers_words_reach_the_manager_by_monday(
    installation: Installation, chromium: Browser
) -> None:
    await orders_arrive(installation)
    await installation.work()
    assert installation.inbox.letters == []

    installation.clock.move(timedelta(days=2))
    await installation.work()
    (letter,) = installation.inbox.to(SHOPPER)
    shopper = await phone_without_scripts(chromium)
    await answered(shopper, link_in(letter))
    await others_answer(installation)
    await installation.work()

    manager = await signed_in(installation, chromium)
    await manager.goto(f"{installation.base_url}/shops/tea/complaints")
    shown = await manager.locator("main").inner_text()
    assert "发货物流慢" in shown
    assert "13912345678" not in shown
    marked = await manager.locator("mark").all_inner_texts()
    assert any("太慢" in words for words in marked)

    installation.clock.move(timedelta(days=1))
    await installation.work()
    (digest,) = installation.inbox.to(MANAGER)
    told = text_of(digest)
    assert "发货物流慢" in told
    assert any(words[:8] in told for words in (HER_WORDS, *OTHERS.values()))
    assert "13912345678" not in told

    written = len(installation.inbox.letters)
    installation.clock.move(timedelta(hours=1))
    await installation.work()
    assert len(installation.inbox.letters) == written
    await shopper.context.close()
    await manager.context.close()
