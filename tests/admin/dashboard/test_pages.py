"""The dashboard through its pages, as a manager and as everybody else."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import quality, rollup
from models.queries.quality import Days
from models.tables.answers import Comment, Tag
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import BASE_URL, Cast, application, founded, settings_for, signed_in

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
WEEK = Days(TODAY.replace(day=1), TODAY.replace(day=30))


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


def browser(folder: Path, clock: Clock) -> Client:
    """Return a browser on the application, in the test's own event loop: corrections write."""
    app = application(settings_for(folder), clock)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # litestar types its scopes narrowly
    return Client(transport=transport, base_url=BASE_URL, follow_redirects=True)


async def entered(client: Client, shop_id: int, role: Role) -> str:
    return await signed_in(client, shop_id, role, NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with browser(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        client.headers["x-csrf"] = await entered(client, cast.tea, Role.MANAGER)
        yield client


async def _some(cast: Cast, n: int = 12) -> int:
    """Write `n` slow-shipping complaints for the shop, one of another kind for the stranger."""
    last = 0
    for _ in range(n):
        last = await rows.answered(
            cast.tea, TODAY, 2, comment=rows.SLOW, tags=[rows.Found("slow_shipping")],
            ratings={"SH0": 2},
        )  # fmt: skip
    await rows.answered(cast.other, TODAY, 1, comment="别家的话", tags=[rows.Found("rude_staff")])
    await rollup.rebuild(cast.tea)
    await rollup.rebuild(cast.other)
    return last


async def test_a_shop_without_answers_says_what_to_do_next(manager: Client) -> None:
    page = await manager.get("/shops/tea")
    assert page.status_code == 200
    assert "No answers yet" in page.text
    assert "huiyin import answers" in page.text


async def test_filters_that_fit_nothing_offer_to_be_cleared(manager: Client, cast: Cast) -> None:
    await _some(cast)
    page = await manager.get("/shops/tea?carrier=nobody")
    assert "No answer fits these filters" in page.text


async def test_days_without_answers_lead_to_the_days_that_have_them(
    manager: Client, cast: Cast
) -> None:
    await _some(cast)
    page = await manager.get("/shops/tea?since=2020-01-01&until=2020-02-01")
    assert "No answers in these days" in page.text


async def test_too_few_answers_are_told_and_no_number_is_shown(manager: Client, cast: Cast) -> None:
    await _some(cast, 5)
    page = await manager.get("/shops/tea")
    assert "Only 5 answers in these days" in page.text
    assert 'class="value"' not in page.text


async def test_the_first_screen_stands_in_the_order_a_manager_reads(
    manager: Client, cast: Cast
) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=2)
    page = (await manager.get("/shops/tea")).text
    places = [
        page.index(word)
        for word in (
            'class="filters"',
            'class="cards"',
            'id="changed"',  # beside the journey where there is room, above it on a phone
            'id="journey"',
            'id="complaints"',
        )
    ]
    assert places == sorted(places)
    assert "▼" in page
    assert "worse" in page
    assert 'href="/shops/tea/complaints?tag=slow_shipping"' in page


async def test_a_chinese_manager_reads_chinese_only(manager: Client, cast: Cast) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=2)
    page = (await manager.get("/shops/tea?lang=zh-Hans")).text
    words = re.sub(r"<[^>]+>", " ", page)
    assert "变差" in words
    assert "，变化属实。同时，“发货物流慢”" in words
    names = {"Huiyin", "English", "web", "app", "SVG", "PNG", "CSV", "XLSX"}
    assert set(re.findall(r"[A-Za-z]{2,}", words)) - names == set()


async def test_any_number_is_two_clicks_from_the_words_behind_it(
    manager: Client, cast: Cast
) -> None:
    await _some(cast)
    overview = (await manager.get("/shops/tea")).text
    links = set(re.findall(r'href="(/shops/tea/(?:complaints|responses)[^"]*)"', overview))
    assert links
    for link in links:
        assert "发货太慢" in (await manager.get(link.replace("&amp;", "&"))).text


async def test_the_evidence_is_marked_in_the_redacted_words(manager: Client, cast: Cast) -> None:
    await _some(cast)
    page = (await manager.get("/shops/tea/complaints?tag=slow_shipping")).text
    assert '<mark title="Slow shipping">发货太慢了</mark>' in page
    assert "13800138000" not in page
    assert "93%" in page
    assert "别家的话" not in page


async def test_a_wrong_tag_goes_with_one_click_and_comes_back_with_another(
    manager: Client, cast: Cast
) -> None:
    await _some(cast, 1)
    comment = await Comment.objects().where(Comment.shop_id == cast.tea).first()
    assert comment is not None
    form = {
        "csrf": manager.headers["x-csrf"], "tag": "slow_shipping", "verdict": "absent",
        "back": "/shops/tea/complaints?tag=slow_shipping",
    }  # fmt: skip
    where = f"/shops/tea/comments/{comment.id}/tags"
    page = await manager.post(where, data=form)
    assert "was taken off a comment" in page.text
    assert (await quality.tags(cast.tea, WEEK)).by_code == {}
    page = await manager.post(where, data=form | {"verdict": "undo"})
    assert "Taken back" in page.text
    assert (await quality.tags(cast.tea, WEEK)).by_code == {"slow_shipping": 1}


async def test_a_missed_complaint_is_added_by_hand(manager: Client, cast: Cast) -> None:
    await _some(cast, 1)
    comment = await Comment.objects().where(Comment.shop_id == cast.tea).first()
    assert comment is not None
    form = {"csrf": manager.headers["x-csrf"], "tag": "no_tracking", "verdict": "present"}
    page = await manager.post(f"/shops/tea/comments/{comment.id}/tags", data=form)
    assert "was put on a comment" in page.text
    assert "set by hand" in page.text


@pytest.mark.parametrize(
    "change", [{"tag": "no_such_tag"}, {"verdict": "maybe"}, {"tag": "", "verdict": ""}]
)
async def test_a_correction_that_makes_no_sense_changes_nothing(
    manager: Client, cast: Cast, change: dict[str, str]
) -> None:
    await _some(cast, 1)
    comment = await Comment.objects().where(Comment.shop_id == cast.tea).first()
    assert comment is not None
    form = {"csrf": manager.headers["x-csrf"], "tag": "slow_shipping", "verdict": "absent"} | change
    answer = await manager.post(f"/shops/tea/comments/{comment.id}/tags", data=form)
    assert answer.status_code == 404
    assert await Tag.count().where(Tag.verdict != "") == 0


async def test_a_form_from_elsewhere_corrects_nothing(manager: Client, cast: Cast) -> None:
    await _some(cast, 1)
    form = {"csrf": "guessed", "tag": "slow_shipping", "verdict": "absent"}
    answer = await manager.post("/shops/tea/comments/1/tags", data=form)
    assert answer.status_code == 403
    assert await Tag.count().where(Tag.verdict != "") == 0


async def test_nobody_corrects_the_words_of_another_shop(manager: Client, cast: Cast) -> None:
    await _some(cast, 1)
    foreign = await Comment.objects().where(Comment.shop_id == cast.other).first()
    assert foreign is not None
    form = {"csrf": manager.headers["x-csrf"], "tag": "rude_staff", "verdict": "absent"}
    answer = await manager.post(f"/shops/tea/comments/{foreign.id}/tags", data=form)
    assert answer.status_code == 404
    assert await Tag.count().where(Tag.verdict != "") == 0


async def test_chinese_words_are_found_wherever_they_stand(manager: Client, cast: Cast) -> None:
    await _some(cast, 1)
    await rows.answered(cast.tea, TODAY, 5, comment="包装很好，100%满意")
    found = await manager.get("/shops/tea/responses?q=十天")
    assert "等了十天" in found.text
    assert "包装很好" not in found.text
    assert "100%满意" in (await manager.get("/shops/tea/responses?q=100%25")).text
    assert "Nothing found" in (await manager.get("/shops/tea/responses?q=100_")).text


async def test_answers_are_listed_by_score_and_page_by_page(manager: Client, cast: Cast) -> None:
    for n in range(30):
        await rows.answered(cast.tea, TODAY, 1 if n < 2 else 5, order_ref=f"R{n}")
    await rollup.rebuild(cast.tea)
    low = (await manager.get("/shops/tea/responses?score=low")).text
    assert low.count("1 of 5") == 2
    first = (await manager.get("/shops/tea/responses")).text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = (await manager.get(older[1].replace("&amp;", "&"))).text
    seen = [ref for page in (first, second) for ref in re.findall(r"· (R\d+) ·", page)]
    assert sorted(seen) == sorted(f"R{n}" for n in range(30))
    assert 'rel="next"' not in second


async def test_words_of_very_few_people_are_not_shown_beside_their_filters(
    manager: Client, cast: Cast
) -> None:
    order = await rows.ordered(cast.tea, "A1", region="西藏")
    for _ in range(3):
        await rows.answered(cast.tea, TODAY, 1, comment=rows.SLOW, order_id=order)
    await rollup.rebuild(cast.tea)
    page = (await manager.get("/shops/tea/responses?region=西藏")).text
    assert "Fewer than five people" in page
    assert "发货太慢" not in page


async def test_one_answer_tells_its_whole_story(manager: Client, cast: Cast) -> None:
    at = datetime(2026, 11, 3, 4, tzinfo=UTC)
    order = await rows.ordered(
        cast.tea, "A1", placed_at=at, shipped_at=at.replace(day=9), promised_at=at.replace(day=5),
        delivered_at=at.replace(day=8), impossible="delivered_before_shipped",
    )  # fmt: skip
    await rows.contacted(cast.tea, "C1", order_ref="A1", channel="phone", opened_at=at)
    answer = await rows.answered(
        cast.tea, TODAY, 2, ratings={"SH0": 1}, comment=rows.SLOW,
        tags=[rows.Found("slow_shipping")], order_id=order, order_ref="A1",
    )  # fmt: skip
    page = (await manager.get(f"/shops/tea/responses/{answer}")).text
    assert "dispatch and transport" in page
    assert "“Delivered” is recorded before “Shipped”" in page
    assert "3 days later than promised" in page
    assert "2026-11-03 12:00" in page
    assert "Phone" in page
    assert '<mark title="Slow shipping">' in page


async def test_an_answer_of_another_shop_does_not_exist(manager: Client, cast: Cast) -> None:
    foreign = await rows.answered(cast.other, TODAY, 2)
    assert (await manager.get(f"/shops/tea/responses/{foreign}")).status_code == 404


@pytest.mark.parametrize("path", ["", "/complaints", "/responses", "/responses/1"])
async def test_strangers_find_no_shop(manager: Client, cast: Cast, path: str) -> None:
    await _some(cast, 1)
    assert (await manager.get(f"/shops/other{path}")).status_code == 404
    manager.cookies.clear()
    away = await manager.get(f"/shops/tea{path}", follow_redirects=False)
    assert away.status_code == 303


async def test_an_analyst_reads_but_corrects_nothing(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    await _some(cast, 1)
    async with browser(tmp_path, clock) as client:
        csrf = await entered(client, cast.tea, Role.ANALYST)
        page = await client.get("/shops/tea/complaints?lang=en")
        assert "发货太慢" in page.text
        assert "Not this" not in page.text
        form = {"csrf": csrf, "tag": "slow_shipping", "verdict": "absent"}
        answer = await client.post("/shops/tea/comments/1/tags", data=form)
        assert answer.status_code == 403


async def test_an_address_cut_short_opens_the_page_and_names_what_was_ignored(
    manager: Client, cast: Cast
) -> None:
    await _some(cast)
    page = await manager.get("/shops/tea?perio=7d&since=2026-13-01")
    assert page.status_code == 200
    assert "“perio” = “7d”" in page.text
    assert "“since” = “2026-13-01”" in page.text


async def test_imported_answers_show_score_and_words_but_no_response_rate(
    manager: Client, cast: Cast
) -> None:
    for n in range(12):
        await rows.answered(cast.tea, TODAY, 4, source="import", feedback_ref=f"F{n}")
    await rollup.rebuild(cast.tea)
    page = (await manager.get("/shops/tea")).text
    assert "Imported answers have no response rate" in page
    assert "no ratings in these days" in page
    assert "12 of the answers were imported" in page


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
async def test_the_first_screen_is_light_and_needs_three_requests(
    manager: Client, cast: Cast, language: str
) -> None:
    await rows.worsening(cast.tea, TODAY, per_day=1)
    page = await manager.get(f"/shops/tea?lang={language}", headers={"accept-encoding": "gzip"})
    weight = int(page.headers["content-length"])
    asked = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    for path in asked:
        weight += int((await manager.get(path)).headers["content-length"])
    assert len(asked) <= 2
    assert weight <= 60 * 1024
    assert "style=" not in page.text
    assert re.findall(r"<script(?! src=)", page.text) == []
