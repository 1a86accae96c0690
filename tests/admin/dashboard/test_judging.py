"""A whole comment is judged on the page where it stands, marked where a person says, and undone."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from admin.dashboard.corrections import changed
from admin.dashboard.evidence import clauses, mark_of
from models.choices import Role
from models.queries import corrections, rollup
from models.tables.answers import Comment, Tag
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()


@pytest.fixture
async def cast(database: None) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def client(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        served.headers["accept-language"] = "en"
        served.headers["x-csrf"] = await signed_in(served, cast.tea, Role.MANAGER, NOW)
        yield served


async def written(shop_id: int, words: str, *tags: rows.Found) -> int:
    """Write one comment; return its id."""
    await rows.answered(shop_id, TODAY, 2, comment=words, tags=tags)
    await rollup.rebuild(shop_id)
    last = await Comment.objects().order_by(Comment.id, ascending=False).first()
    assert last is not None
    return int(last.id)


async def said(client: Client, comment: int, verdict: str, **more: str) -> httpx.Response:
    form = {"csrf": client.headers["x-csrf"], "verdict": verdict, **more}
    where = f"/shops/tea/comments/{comment}/tags"
    return await client.post(where, data=form, follow_redirects=True)


async def test_one_click_says_that_every_tag_is_right_and_another_takes_it_back(
    client: Client, cast: Cast
) -> None:
    comment = await written(cast.tea, rows.SLOW, rows.Found("slow_shipping"))
    assert ">All right<" in (await client.get("/shops/tea/complaints")).text
    page = (await said(client, comment, "whole")).text
    assert "Judged by a person: all right" in page
    assert (await corrections.corrected(cast.tea))[0].complete
    page = (await said(client, comment, "undo_whole")).text
    assert "not judged any more" in page
    assert await corrections.corrected(cast.tea) == []


async def test_a_comment_without_tags_is_found_to_complain_of_nothing(
    client: Client, cast: Cast
) -> None:
    comment = await written(cast.tea, "很好")
    assert ">Nothing to complain of<" in (await client.get("/shops/tea/responses")).text
    await said(client, comment, "whole")
    page = (await client.get("/shops/tea/responses")).text
    assert "Judged by a person: nothing to complain of" in page


async def test_a_missed_complaint_is_shown_where_a_person_marked_it(
    client: Client, cast: Cast
) -> None:
    comment = await written(cast.tea, rows.RUDE)
    page = (await client.get("/shops/tea/responses")).text
    assert '<option value="0-7" lang="zh-CN">客服态度很差，</option>' in page
    await said(client, comment, "present", tag="rude_staff", mark="0-7")
    page = (await client.get("/shops/tea/complaints")).text
    assert '<mark title="Rude staff">客服态度很差，</mark>' in page


@pytest.mark.parametrize("mark", ["7-0", "900-901", "all", "", "-1-5", "9" * 99 + "-1"])
async def test_a_mark_that_makes_no_sense_is_left_out_and_the_tag_kept(
    client: Client, cast: Cast, mark: str
) -> None:
    comment = await written(cast.tea, rows.RUDE)
    await said(client, comment, "present", tag="rude_staff", mark=mark)
    page = await client.get("/shops/tea/complaints")
    assert page.status_code == 200
    assert "<mark" not in page.text
    assert "Rude staff" in page.text


async def test_a_comment_of_another_shop_is_judged_by_nobody_here(
    client: Client, cast: Cast
) -> None:
    comment = await written(cast.other, rows.SLOW, rows.Found("slow_shipping"))
    for verdict in ("whole", "undo_whole"):
        assert (await said(client, comment, verdict)).status_code == 404
    assert await Tag.count().where(Tag.verdict != "") == 0


async def test_an_analyst_sees_what_was_judged_and_no_button(client: Client, cast: Cast) -> None:
    await written(cast.tea, rows.SLOW, rows.Found("slow_shipping"))
    judged = await written(cast.tea, rows.RUDE, rows.Found("rude_staff"))
    await said(client, judged, "whole")
    await signed_in(client, cast.tea, Role.ANALYST, NOW)
    page = (await client.get("/shops/tea/complaints")).text
    assert "Judged by a person: all right" in page
    assert ">All right<" not in page
    assert "Undo" not in page


@pytest.mark.parametrize(
    "address",
    ["", "7", "7.x", "x.rude_staff.absent", "7.<b>.absent", "7..W H", "9" * 30 + ".rude_staff.x"],
)
def test_an_address_that_tells_of_no_change_is_taken_for_none(address: str) -> None:
    assert changed(address) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("很好", []),
        ("。。。！", []),
        ("慢！！！ 客服不回……太差", ["慢！！！", "客服不回……", "太差"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_a_comment_is_offered_clause_by_clause(text: str, expected: list[str]) -> None:
    found = clauses(text)
    assert [one.text for one in found] == expected
    for one in found:
        mark = mark_of(one.place)
        assert mark is not None
        assert text[slice(*mark)].strip() == one.text
