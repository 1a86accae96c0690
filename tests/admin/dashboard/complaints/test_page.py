"""The page of the complaints and its queries, as a manager reads them, a second shop beside."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models.choices import Role
from models.queries import complaints, rollup
from models.queries.quality import Days, Slice
from tests.admin.dashboard import rows
from tests.admin.dashboard.rows import Found
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
WEEK = Days(TODAY - timedelta(days=6), TODAY + timedelta(days=1))
TWO = [Found("slow_shipping"), Found("rude_staff")]
ARRIVED = "快递员把包裹放在雪柜上"


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        await signed_in(client, cast.tea, Role.MANAGER, NOW)
        yield client


async def _story(cast: Cast, both: int = 12) -> None:
    """Write twelve angry answers, eight slow ones and twenty silent ones; the stranger has one."""
    web = await rows.ordered(cast.tea, "W1", sales_channel="web")
    for _ in range(both):
        await rows.answered(cast.tea, TODAY, 1, comment=rows.SLOW, tags=TWO, order_id=web)
    for _ in range(8):
        await rows.answered(cast.tea, TODAY, 2, comment=rows.SLOW, tags=TWO[:1])
    for _ in range(20):
        await rows.answered(cast.tea, TODAY - timedelta(days=1), 5)
    await rows.answered(cast.other, TODAY, 1, comment="别家的话", tags=TWO)
    for shop in (cast.tea, cast.other):
        await rollup.rebuild(shop)


@pytest.mark.parametrize("where", [Slice(), Slice(kind="post_purchase")])
async def test_counts_and_rows_tell_the_same_course(cast: Cast, where: Slice) -> None:
    await _story(cast)
    course = await complaints.course(cast.tea, WEEK, where)
    assert course.answers == {TODAY: 20, TODAY - timedelta(days=1): 20}
    assert course.tags == {TODAY: {"slow_shipping": 20, "rude_staff": 12}}


async def test_pairs_are_counted_over_answers_whose_words_were_read(cast: Cast) -> None:
    await _story(cast)
    told = await complaints.together(cast.tea, WEEK)
    assert told.answers == 20
    assert told.tags == {"slow_shipping": 20, "rude_staff": 12}
    assert told.pairs == {("rude_staff", "slow_shipping"): 12}
    of_web = await complaints.together(cast.tea, WEEK, Slice(channel="web"))
    assert of_web.answers == 12
    assert (await complaints.together(cast.tea, Days(TODAY, TODAY))).answers == 0


@pytest.mark.parametrize("where", [Slice(), Slice(kind="post_purchase")])
async def test_words_are_read_newest_first_and_known_by_their_mark(
    cast: Cast, where: Slice
) -> None:
    await _story(cast)
    mark = await complaints.written(cast.tea, WEEK, where)
    assert mark.comments == 20
    await rows.answered(cast.tea, TODAY, 5, comment=ARRIVED)
    assert await complaints.words(cast.tea, WEEK, limit=2) == [ARRIVED, rows.SLOW]
    assert await complaints.written(cast.tea, WEEK, where) != mark


async def test_the_page_begins_with_words_and_ends_with_the_comments(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    page = (await manager.get("/shops/tea/complaints")).text
    order = [
        page.index(f'id="{name}"') for name in ("most", "weeks", "rising", "together", "rates")
    ]
    assert order == sorted(order)
    assert page.index('id="comments"') > order[-1]
    assert "Rude staff + Slow shipping" in page
    assert "This needs at least 50 comments" in page
    assert "50.0" in page


async def test_the_best_example_of_a_complaint_stands_beside_its_rate(
    manager: Client, cast: Cast
) -> None:
    best = "等了三天才发货，客服说不知道"
    slow = Found("slow_shipping", end=7, probability=0.99)
    await rows.answered(cast.tea, TODAY, 1, comment=best, tags=[slow])
    unsure = Found("slow_shipping", probability=0.5)
    for words in ("慢", "发货太慢，" * 20, "发货慢了一点点", "发货还不如我走路快"):
        await rows.answered(cast.tea, TODAY, 2, comment=words, tags=[unsure])
    await rows.answered(cast.other, TODAY, 1, comment="别家等了三天才发货", tags=[slow])
    by_hand = Found("slow_shipping", probability=0.4, verdict="present")
    await rows.answered(cast.tea, TODAY, 2, comment="下单到现在没有动静", tags=[by_hand])
    found = await complaints.quotes(cast.tea, WEEK)
    assert [quote.text for quote in found[:3]] == ["下单到现在没有动静", best, "发货还不如我走路快"]
    assert "别家等了三天才发货" not in {quote.text for quote in found}
    await rollup.rebuild(cast.tea)
    page = (await manager.get("/shops/tea/complaints")).text
    top = page[page.index('id="most"') : page.index('id="weeks"')]
    assert "等了三天才发货</mark>，客服说不知道" in top
    assert "没有动静" in top
    assert "发货还不如我走路快" not in top


async def test_a_group_that_is_too_small_is_not_quoted(manager: Client, cast: Cast) -> None:
    await _story(cast)
    lonely = await rows.ordered(cast.tea, "L1", region="西藏")
    await rows.answered(cast.tea, TODAY, 1, comment="只有我", tags=TWO, order_id=lonely)
    await rollup.rebuild(cast.tea)
    assert "只有我" not in (await manager.get("/shops/tea/complaints?region=西藏")).text


async def test_the_page_shows_ten_comments_and_leads_to_the_rest(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    page = (await manager.get("/shops/tea/complaints")).text
    comments = page[page.index('id="comments"') :]
    assert comments.count('class="words"') == 10
    assert 'rel="next"' in comments
    assert "20 answers" in comments


async def test_two_complaints_together_lead_to_their_comments(manager: Client, cast: Cast) -> None:
    await _story(cast)
    both = (await manager.get("/shops/tea/complaints?tag=slow_shipping&also=rude_staff")).text
    assert both.count('class="words"') == 12
    one = (await manager.get("/shops/tea/complaints?tag=slow_shipping")).text
    assert one.count('class="words"') == 20


async def test_one_complaint_has_its_course_its_error_and_its_company(
    manager: Client, cast: Cast
) -> None:
    await _story(cast)
    page = (await manager.get("/shops/tea/complaints?tag=slow_shipping")).text
    assert "20 of 40 answers" in page
    assert 'id="course"' in page
    assert "Measured on the base reader’s test comments" in page
    assert 'id="together"' in page
    assert 'id="rising"' not in page


async def test_words_that_many_began_to_use_are_told_and_found(manager: Client, cast: Cast) -> None:
    for n in range(60):
        await rows.answered(
            cast.tea, TODAY - timedelta(days=28 + n % 20), 4, comment=f"第{n}次购买很好，收到了东西"
        )
        words = f"充电口发烫{n}" if n < 15 else f"第{n}次购买很好，收到了东西"
        await rows.answered(cast.tea, TODAY - timedelta(days=n % 20), 4, comment=words,
                            tags=[Found("quality_defect")])  # fmt: skip
    await rollup.rebuild(cast.tea)
    for _ in range(2):
        page = (await manager.get("/shops/tea/complaints")).text
        assert "充电口发烫" in page[page.index('id="rising"') : page.index('id="together"')]
    everything = (await manager.get("/shops/tea/complaints?period=all")).text
    assert "none before them to compare with" in everything


async def test_few_answers_are_told_and_no_rate_is_shown(manager: Client, cast: Cast) -> None:
    for _ in range(4):
        await rows.answered(cast.tea, TODAY, 1, comment=rows.SLOW, tags=TWO)
    await rollup.rebuild(cast.tea)
    page = (await manager.get("/shops/tea/complaints")).text
    assert "Only 4 answers in these days" in page
    assert "nothing to draw yet" in page
    assert "100.0" not in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("other", "No answers yet"),
        ("?since=2020-01-01&until=2020-02-01", "No answers in these days"),
        ("?carrier=nobody", "No answer fits these filters"),
        ("?tag=no_such_tag", "Nothing found"),
    ],
)
async def test_nothing_says_why_there_is_nothing(
    manager: Client, cast: Cast, clock: Clock, asked: str, told: str
) -> None:
    if asked == "other":
        asked = ""
    else:
        await _story(cast)
    assert told in (await manager.get(f"/shops/tea/complaints{asked}")).text


async def test_the_file_holds_every_table_of_the_page(manager: Client, cast: Cast) -> None:
    await _story(cast)
    file = await manager.get("/shops/tea/complaints?format=csv")
    text = file.content.decode("utf-8-sig")
    for title in ("Complaints per answer", "Week by week", "Words on the rise"):
        assert title in text
    assert "Rude staff,Slow shipping,12.0,1.0," in text
    assert "别家" not in text


async def test_a_service_agent_reads_but_takes_no_file(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    await _story(cast)
    async with site(tmp_path, clock) as client:
        await signed_in(client, cast.tea, Role.SERVICE, NOW)
        assert (await client.get("/shops/tea/complaints")).status_code == 200
        assert (await client.get("/shops/tea/complaints?format=csv")).status_code == 403
