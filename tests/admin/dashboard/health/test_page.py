"""The page of response health: every order that was not asked says why."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import baselines, health, rollup
from models.queries.health import Fate, Letters
from models.queries.quality import Days
from models.tables.customers import Suppression
from models.tables.outbox import OutboxMessage
from models.tables.surveys import Candidate, Invitation
from tests.admin.alerts.weeks import HOURS, counted, frozen, kept, series, waits
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
SPAN = (NOW - timedelta(days=7), NOW + timedelta(days=1))
DAYS = Days(TODAY - timedelta(days=7), TODAY + timedelta(days=1))


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def came_up(
    shop_id: int, number: int, state: str, reason: str = "", at: datetime = NOW
) -> int:
    """Write one candidate and return its id."""
    candidate = Candidate(
        shop_id=shop_id, survey_kind="post_purchase", subject_ref=f"A{number}", state=state,
        reason=reason, created_at=at,
    )  # fmt: skip
    await candidate.save()
    return int(candidate.id)


async def invited(
    shop_id: int, number: int, letter: str, *, answered: bool = False, elapsed: int = 60_000
) -> None:
    """Write one candidate that was asked, its invitation, its letter, and perhaps its answer."""
    candidate = await came_up(shop_id, number, "asked")
    sent = NOW - timedelta(days=2) if letter in {"done", "unknown"} else None
    invitation = Invitation(
        shop_id=shop_id, candidate_id=candidate, survey_kind="post_purchase", nonce=str(number),
        token_hash=f"{shop_id}-{number}".encode(), form="P", items="OV1", prompt="T1",
        state="answered" if answered else "sent", sent_at=sent,
        answered_at=NOW if answered else None,
    )  # fmt: skip
    await invitation.save()
    message = OutboxMessage(
        shop_id=shop_id, kind="invitation", key=f"invitation:{invitation.id}", recipient="",
        subject="", message_id=f"{shop_id}-{number}", state=letter, invitation_id=invitation.id,
    )  # fmt: skip
    await message.save()
    if answered:
        await rows.answered(
            shop_id, TODAY, 4, invitation_id=invitation.id, elapsed_ms=elapsed + number
        )


async def _story(cast: Cast) -> None:
    for n in range(12):
        await invited(cast.tea, n, "done", answered=n % 2 == 0)
    await invited(cast.tea, 20, "unknown")
    await invited(cast.tea, 21, "failed")
    await invited(cast.tea, 22, "new")
    await came_up(cast.tea, 30, "not_asked", "no_basis")
    await came_up(cast.tea, 31, "waiting", "quiet_hours")
    await came_up(cast.tea, 32, "not_asked", "cancelled", NOW - timedelta(days=400))
    await came_up(cast.other, 30, "not_asked", "minor")
    await Suppression(shop_id=cast.tea, email_hash=b"1", reason="unsubscribed", at=NOW).save()
    for shop in (cast.tea, cast.other):
        await rollup.rebuild(shop)


async def test_every_order_that_came_up_is_counted_once(cast: Cast) -> None:
    await _story(cast)
    fates = {(f.state, f.reason, f.letter, f.answered): f.n for f in await health.fates(
        cast.tea, *SPAN)}  # fmt: skip
    assert fates == {
        ("asked", "", "handed_over", True): 6,
        ("asked", "", "handed_over", False): 6,
        ("asked", "", "unknown", False): 1,
        ("asked", "", "failed", False): 1,
        ("asked", "", "on_its_way", False): 1,
        ("not_asked", "no_basis", "", False): 1,
        ("waiting", "quiet_hours", "", False): 1,
    }
    assert await health.fates(cast.tea, *SPAN, kind="post_contact") == []
    assert await health.fates(cast.other, *SPAN) == [
        Fate("not_asked", "minor", "", answered=False, n=1)
    ]


async def test_letters_answers_and_goodbyes_are_those_of_the_span(cast: Cast) -> None:
    await _story(cast)
    assert await health.letters(cast.tea, DAYS, *SPAN) == Letters(13, 0)
    assert len(await health.replies(cast.tea, *SPAN)) == 6
    assert await health.stops(cast.tea, *SPAN) == {"unsubscribed": 1}
    assert await health.stops(cast.other, *SPAN) == {}
    days = Days(TODAY, TODAY + timedelta(days=1))
    assert [one.elapsed_ms for one in await health.took(cast.tea, days, limit=2)] == [
        60_010,
        60_008,
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "No legal ground for writing is known."), ("zh-Hans", "依据")],
)
async def test_the_page_says_in_words_why_nobody_was_asked(
    manager: Client, cast: Cast, language: str, sentence: str
) -> None:
    await _story(cast)
    page = await manager.get(f"/shops/tea/health?lang={language}")
    assert page.status_code == 200
    assert sentence in page.text
    assert "style=" not in page.text


async def test_the_response_rate_is_the_one_of_the_overview(manager: Client, cast: Cast) -> None:
    await _story(cast)
    rate = '<p class="value">46%</p>'
    assert rate in (await manager.get("/shops/tea/health")).text
    assert "46.2%" in (await manager.get("/shops/tea")).text


@pytest.mark.parametrize("query", ["", "?period=all", "?compare=off", "?kind=post_contact"])
async def test_an_empty_shop_gets_a_sentence(manager: Client, cast: Cast, query: str) -> None:
    page = await manager.get(f"/shops/tea/health{query}")
    assert page.status_code == 200
    assert "Nothing came up to ask about" in page.text


async def test_filters_that_cannot_be_followed_are_named(manager: Client, cast: Cast) -> None:
    page = (await manager.get("/shops/tea/health?carrier=顺丰&kind=post_purchase")).text
    assert "“carrier” = “顺丰”" in page
    assert "“kind”" not in page


async def test_the_file_names_the_reasons(manager: Client, cast: Cast) -> None:
    await _story(cast)
    file = await manager.get("/shops/tea/health?format=csv")
    text = file.content.decode("utf-8-sig")
    assert "Never asked,No legal ground for writing is known.,1" in text
    assert "Response rate,,0.4615," in text


async def test_strangers_learn_nothing(manager: Client, cast: Cast) -> None:
    assert (await manager.get("/shops/other/health")).status_code == 404


async def test_waits_of_each_week_stand_beside_their_limits_as_on_the_page_of_alerts(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    whole = waits((*HOURS, 33.0))
    await counted(cast.tea, series((13,) * 31))
    await kept(cast.tea, whole, NOW)
    await baselines.freeze(cast.tea, [frozen(whole)], None, NOW)
    page = await manager.get("/shops/tea/health?period=28d")
    assert "Half of the answers within (hours)" in page.text
    assert "The last judged week is outside its limits; limits from: frozen baseline." in page.text
    written = re.findall(r"33\.0 \([\d.]+ – [\d.]+\), n 50", page.text)[0]
    alerts = await manager.get("/shops/tea/alerts?measure=figure:reply_hours")
    assert written in alerts.text
    assert "step from week to week" in alerts.text
    chart = await manager.get("/shops/tea/health?chart=reply_weeks&as=csv")
    assert chart.status_code == 200
    assert "2026-W47,33" in chart.text
    file = await manager.get("/shops/tea/health?format=csv")
    assert "Half of the answers within (hours),2026-W47,33" in file.text


async def test_without_weeks_counted_the_page_says_nothing_of_them(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    assert "Waits week by week" not in (await manager.get("/shops/tea/health")).text
