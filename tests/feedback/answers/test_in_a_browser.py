"""The answer page in a real browser: without scripts it does everything, with them a little more.

How it looks, and what axe says of it, is in tests/browser.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from litestar import Litestar
from playwright.async_api import Browser, Page, ViewportSize, expect

from models import database as door
from models.queries.answers import stored_answer
from tests.browser.chromium import chromium
from tests.feedback.answers.conftest import Link

__all__ = ["chromium"]

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
PHONE = ViewportSize(width=360, height=740)


@asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[str]:
    """Serve the application on this loop and give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@pytest.fixture(params=[False, True], ids=["without scripts", "with scripts"])
async def phone(
    request: pytest.FixtureRequest, chromium: Browser, app: Litestar, database: str, link: Link
) -> AsyncIterator[Page]:
    """Give a phone on the open answer page."""
    async with served(app) as address:
        context = await chromium.new_context(
            viewport=PHONE, java_script_enabled=request.param, base_url=address, locale="zh-CN"
        )
        page = await context.new_page()
        await page.goto(link.path + "?s=2")
        yield page
        await context.close()


async def test_a_shopper_answers_changes_the_language_and_the_answer(
    phone: Page, link: Link
) -> None:
    asked = phone.locator("label[for=text]")
    await expect(asked).to_have_text("发生了什么？ （选填）", use_inner_text=True)
    await phone.locator("[name=OV1][value='5']").check()
    await expect(asked).to_have_text("哪一点做得最好？ （选填）", use_inner_text=True)
    await phone.locator("[name=SH0][value=na]").check()
    await phone.locator("#text").fill("客服很耐心")
    await phone.get_by_role("button", name="English").click()
    await expect(phone.get_by_role("heading", name="How was it?")).to_be_visible()
    assert await stored_answer(link.shop_id, link.invitation_id) is None
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    await phone.get_by_role("link", name="Change your answer").click()
    await expect(phone.locator("#text")).to_have_value("客服很耐心")
    await expect(phone.locator("[name=SH0][value=na]")).to_be_checked()
    await phone.locator("[name=OV1][value='4']").check()
    await phone.get_by_role("button", name="Save changes").click()
    await expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    stored = await stored_answer(link.shop_id, link.invitation_id)
    assert stored is not None
    assert (stored.overall, stored.text) == (4, "客服很耐心")


async def test_the_keyboard_alone_chooses_and_enter_sends(phone: Page, link: Link) -> None:
    await phone.locator("[name=OV1][value='2']").focus()
    await phone.keyboard.press("ArrowRight")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("heading", name="谢谢您")).to_be_visible()
    stored = await stored_answer(link.shop_id, link.invitation_id)
    assert stored is not None
    assert stored.overall == 3


async def test_a_refused_form_points_at_what_is_wrong_and_keeps_the_words(
    phone: Page, link: Link
) -> None:
    words = "很慢" * 2501
    await phone.locator("#text").fill(words)
    await phone.get_by_role("button", name="提交").click()
    await expect(phone.get_by_role("alert")).to_contain_text("5002 个字")
    await expect(phone.locator("#text")).to_have_value(words)
    await phone.get_by_role("alert").get_by_role("link").click()
    await expect(phone.locator("#text")).to_be_in_viewport()


async def test_scripts_keep_a_draft_and_store_no_answer(
    phone: Page, link: Link, request: pytest.FixtureRequest
) -> None:
    await phone.locator("[name=RE0][value='1']").check()
    await phone.locator("#text").fill("写到一半")
    if "without scripts" in request.node.name:
        assert await door.fetch("SELECT id FROM answer_draft") == []
        return
    await expect(phone.locator("#kept")).to_have_text("草稿已保存，还没有提交。")
    await phone.reload()
    await expect(phone.locator("[name=RE0][value='1']")).to_be_checked()
    await expect(phone.locator("#text")).to_have_value("写到一半")
    assert await stored_answer(link.shop_id, link.invitation_id) is None
