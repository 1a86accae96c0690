"""Captured letters: shown whole on one's own machine, shut up in a frame, and to nobody else."""

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from feedback.invitations import jobs
from huiyin.captured_mail import captured_routes
from huiyin.outbox import Post, drain
from huiyin.smtp import Captured
from models.choices import MessageKind
from models.queries import outbox
from models.queries.outbox import Letter
from tests.conftest import NOW, Clock
from tests.feedback.invitations.cast import WANG, delivered, desk, every_row, found_shop, served
from tests.site import settings_for

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
DIGEST = Letter(
    kind=MessageKind.DIGEST,
    key="digest:2026-W47:3",
    recipient="lin@tea.example",
    sender='"Huiyin" <surveys@huiyin.example>',
    subject="<b>Week 47</b>",
    text="All is well: https://survey.example/shops/tea\n<script>alert(1)</script>",
    html='<html><head></head><body><img src="cid:journey"><script>alert(1)</script></body></html>',
    pictures={"journey": PNG},
    message_id="<digest.2026-W47.3.1@tea.example>",
)


async def captured(letter: Letter | None = None) -> None:
    if letter is None:
        await delivered(await found_shop())
        await jobs.send_due_invitations(NOW, desk())
    else:
        await outbox.enqueue(1, letter, NOW)
    await drain(Post(Captured(), "test", Clock(), random.Random(1)))


async def test_a_captured_letter_is_listed_and_shown_whole(tmp_path: Path, clock: Clock) -> None:
    await captured()
    before = await every_row()
    async with served(tmp_path, clock) as client:
        listed = (await client.get("/captured-mail")).text
        assert WANG in listed
        link = re.search(r'href="(/captured-mail/\d+)"', listed)
        assert link
        shown = (await client.get(link[1])).text
        assert "List-Unsubscribe-Post" in shown
        assert "&lt;invitation.1.1@tea.example&gt;" in shown
        assert 'href="https://survey.example/a/' in shown
        framed = await client.get(link[1] + "/html")
    assert "非常满意" in framed.text
    assert '<base target="_blank">' in framed.text
    assert await every_row() == before


async def test_a_letter_runs_nothing_and_loads_nothing(tmp_path: Path, clock: Clock) -> None:
    await captured(DIGEST)
    async with served(tmp_path, clock) as client:
        listed, shown = await client.get("/captured-mail"), await client.get("/captured-mail/1")
        framed = await client.get("/captured-mail/1/html")
    assert "&lt;b&gt;Week 47" in listed.text
    assert "<script" not in shown.text
    assert 'sandbox="allow-popups' in shown.text
    policy = framed.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert 'src="data:image/png;base64,' in framed.text


async def test_older_letters_are_one_page_further(tmp_path: Path, clock: Clock) -> None:
    for number in range(51):
        await outbox.enqueue(1, replace(DIGEST, key=f"digest:{number}:1"), NOW)
    await captured(DIGEST)
    async with served(tmp_path, clock) as client:
        first = (await client.get("/captured-mail")).text
        older = re.search(r'href="\?before=(\d+)&amp;kind="', first)
        assert older
        second = (await client.get(f"/captured-mail?before={older[1]}")).text
    assert first.count("/captured-mail/") == 50
    assert second.count("/captured-mail/") == 2
    assert not re.search(r'href="\?before=\d+&amp;kind=', second)


async def test_the_digests_are_found_among_the_invitations(tmp_path: Path, clock: Clock) -> None:
    await outbox.enqueue(1, replace(DIGEST, kind=MessageKind.INVITATION, key="invitation:1"), NOW)
    await captured(DIGEST)
    async with served(tmp_path, clock) as client:
        pages = {
            kind: (await client.get(f"/captured-mail?kind={kind}")).text.count("/captured-mail/")
            for kind in ("", "digest", "reminder", "no such kind")
        }
    assert pages == {"": 2, "digest": 1, "reminder": 0, "no such kind": 2}


async def test_what_is_not_there_is_not_found(tmp_path: Path, clock: Clock) -> None:
    async with served(tmp_path, clock) as client:
        assert "还没有写过邮件" in (await client.get("/captured-mail")).text
        for path in ("/captured-mail/1", "/captured-mail/1/html", "/captured-mail/x"):
            assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"HUIYIN_MAIL": "off"},
        {"HUIYIN_MAIL": "smtp", "HUIYIN_SMTP_HOST": "mail.example"},
        {"HUIYIN_HOST": "0.0.0.0"},
    ],
)
async def test_where_strangers_may_listen_there_is_no_such_page(
    tmp_path: Path, clock: Clock, values: dict[str, str]
) -> None:
    assert captured_routes(settings_for(tmp_path, **values)) == []
    async with served(tmp_path, clock, **values) as client:
        assert (await client.get("/captured-mail")).status_code == 404
