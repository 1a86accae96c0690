"""The page of alerts: charts, what people do, baselines, and every kind of nothing."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from admin.alerts.weekly import evaluate_due
from models.choices import AnswerSource, Role
from models.queries import alerts, baselines
from models.tables.shops import AuditEntry
from tests.admin.alerts.weeks import USUAL, counted, frozen, series, tagged
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
PAGE = "/shops/tea/alerts"
BAD = series((*USUAL, 30))


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(NOW)


@pytest.fixture
async def manager(cast: Cast, clock: Clock, tmp_path: Path) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as client:
        client.headers["accept-language"] = "en"
        client.headers["x-csrf"] = await signed_in(client, cast.tea, Role.MANAGER, NOW)
        client.follow_redirects = True
        yield client


async def _alarmed(cast: Cast) -> int:
    """Let the finished week of the tea shop leave its limits; return its alert."""
    await counted(cast.tea, BAD)
    await baselines.freeze(cast.tea, [frozen(BAD)], None, NOW)
    await evaluate_due(NOW, "a")
    (alert,) = await alerts.open_alerts(cast.tea)
    return alert.id


def said(page: httpx.Response) -> str:
    """Return a page's words on one line."""
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


async def test_a_shop_without_answers_says_what_to_do_next(manager: Client) -> None:
    assert "No answers yet" in said(await manager.get(PAGE))


async def test_few_weeks_give_provisional_limits_and_nothing_to_freeze(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, series(USUAL[:12]))
    words = said(await manager.get(PAGE))
    assert "provisional, not frozen" in words
    assert "inside its limits provisional, not frozen" in words
    assert "There are 12 usual weeks of ten answers or more so far; a baseline needs 20" in words
    assert "Freeze 20" not in words


async def test_twenty_weeks_can_be_frozen_and_judge_the_last_week_at_once(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, BAD)
    assert "None is frozen yet" in said(await manager.get(PAGE))
    form = {"csrf": manager.headers["x-csrf"], "from": BAD.weeks[0], "to": BAD.weeks[19]}
    words = said(await manager.post(f"{PAGE}/baselines", data=form))
    assert "The baseline is frozen" in words
    assert "Low scores overall: 30.0% in 2026-W47 against a limit of 23.1% (100 answers)" in words
    assert [one.version for one in await baselines.versions(cast.tea, "low:OV1")] == [1]
    assert await AuditEntry.count().where(AuditEntry.action == "alerts.baseline_frozen") == 1


@pytest.mark.parametrize(
    "weeks",
    [("2026-W30", "2026-W40"), ("2026-W40", "2026-W20"), ("", ""), ("2026-W99", "x"),
     ("2001-W01", "2001-W50"), ("2026-10", "2026-11")],
)  # fmt: skip
async def test_weeks_that_make_no_baseline_are_refused_in_a_sentence(
    manager: Client, cast: Cast, weeks: tuple[str, str]
) -> None:
    await counted(cast.tea, BAD)
    form = {"csrf": manager.headers["x-csrf"], "from": weeks[0], "to": weeks[1]}
    words = said(await manager.post(f"{PAGE}/baselines", data=form))
    assert "No baseline was frozen: 20 usual weeks" in words
    assert await baselines.newest(cast.tea) == {}


async def test_an_alert_is_taken_up_closed_and_opened_again(manager: Client, cast: Cast) -> None:
    alert = await _alarmed(cast)
    form = {"csrf": manager.headers["x-csrf"], "note": "问过承运商"}
    words = said(await manager.post(f"{PAGE}/{alert}", data=form | {"state": "acknowledged"}))
    assert "The alert is acknowledged" in words
    assert "问过承运商" in words
    again = said(await manager.post(f"{PAGE}/{alert}", data=form | {"state": "acknowledged"}))
    assert "Nothing was changed" in again
    assert "Closed (1)" in said(
        await manager.post(f"{PAGE}/{alert}", data=form | {"state": "closed"})
    )
    words = said(await manager.post(f"{PAGE}/{alert}", data=form | {"state": "open"}))
    assert "The alert is open again" in words
    assert await AuditEntry.count().where(AuditEntry.action == "alerts.moved") == 3


async def test_nobody_moves_the_alert_of_another_shop(manager: Client, cast: Cast) -> None:
    await counted(cast.other, BAD)
    await baselines.freeze(cast.other, [frozen(BAD)], None, NOW)
    await evaluate_due(NOW, "a")
    (alert,) = await alerts.open_alerts(cast.other)
    form = {"csrf": manager.headers["x-csrf"], "state": "closed"}
    assert "Nothing was changed" in said(await manager.post(f"{PAGE}/{alert.id}", data=form))
    assert len(await alerts.open_alerts(cast.other)) == 1
    assert (await manager.post(f"{PAGE}/1", data=form | {"state": "gone"})).status_code == 404


async def test_a_holiday_gets_its_name_and_stays_on_the_chart(manager: Client, cast: Cast) -> None:
    await counted(cast.tea, BAD)
    form = {"csrf": manager.headers["x-csrf"], "week": BAD.weeks[5], "note": "春节"}
    page = await manager.post(f"{PAGE}/weeks", data=form)
    assert "Left out of it, because they have a note" in said(page)
    assert f"<title>{BAD.weeks[5]}: 春节</title>" in page.text
    assert "Nothing was changed" in said(
        await manager.post(f"{PAGE}/weeks", data=form | {"week": "soon"})
    )


async def test_imported_answers_show_what_would_have_been_and_open_nothing(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, BAD, form="")
    page = await manager.get(PAGE)
    assert "they open no alert" in said(page)
    assert 'class="c-bad"' in page.text
    assert "/alerts/baselines" not in page.text
    form = {"csrf": manager.headers["x-csrf"], "from": BAD.weeks[0], "to": BAD.weeks[25]}
    assert "No baseline was frozen" in said(await manager.post(f"{PAGE}/baselines", data=form))


async def test_imports_beside_surveys_are_looked_at_by_the_filter(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, series(USUAL))
    await counted(cast.tea, BAD, form="")
    assert "they open no alert" not in said(await manager.get(PAGE))
    words = said(await manager.get(f"{PAGE}?source={AnswerSource.IMPORT.value}"))
    assert "they open no alert" in words


async def test_a_complaint_has_a_chart_of_its_own(manager: Client, cast: Cast) -> None:
    await counted(cast.tea, BAD)
    await tagged(
        cast.tea, "slow_shipping", series((5, 6, 4, 5, 5) * 6, measure="tag:slow_shipping")
    )
    page = await manager.get(f"{PAGE}?measure=tag%3Aslow_shipping")
    assert "Complaints of “Slow shipping”" in said(page)
    assert "slow drift" not in page.text


async def test_weeks_under_ten_answers_are_named_and_not_shown(manager: Client, cast: Cast) -> None:
    await counted(cast.tea, series((*(2,) * 8,), n=7))
    page = await manager.get(PAGE)
    assert "Too few answers in these weeks to draw a chart" in said(page)
    assert "28.6%" not in page.text


async def test_what_makes_no_sense_in_the_address_is_named(manager: Client, cast: Cast) -> None:
    await counted(cast.tea, BAD)
    words = said(await manager.get(f"{PAGE}?measure=tag:nobody&from=2026-W77&to=x&region=浙江"))
    for name in ("“measure” = “tag:nobody”", "“from” = “2026-W77”", "“to” = “x”", "“region”"):
        assert name in words


async def test_the_file_says_what_the_page_says(manager: Client, cast: Cast) -> None:
    await _alarmed(cast)
    reply = await manager.get(f"{PAGE}?format=csv")
    lines = reply.content.decode("utf-8-sig").splitlines()
    (week,) = [line for line in lines if line.startswith("Low scores overall,2026-W47")]
    assert week.split(",")[2:5] == ["30", "100", "0.3"]
    assert ",yes," in week


async def test_forty_series_are_said_to_ring_for_nothing(manager: Client, cast: Cast) -> None:
    await counted(cast.tea, BAD)
    assert "leave the limits by chance alone" in said(await manager.get(PAGE))


async def test_a_running_week_is_not_on_the_chart(manager: Client, cast: Cast) -> None:
    await counted(cast.tea, BAD)
    await counted(cast.tea, series((40,), last="2026-W48"))
    page = await manager.get(PAGE)
    assert "2026-W48" not in page.text


async def test_the_overview_tells_of_open_alerts_and_leads_to_them(
    manager: Client, cast: Cast
) -> None:
    assert "Open alerts" not in said(await manager.get("/shops/tea"))
    await _alarmed(cast)
    page = await manager.get("/shops/tea?period=91d")
    assert "30.0% in 2026-W47 against a limit of 23.1%" in said(page)
    assert 'href="/shops/tea/alerts?period=91d&amp;measure=low%3AOV1#chart"' in page.text


async def test_what_lies_outside_provisional_limits_is_named_at_the_top(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, BAD)
    words = said(await manager.get(PAGE))
    assert "Outside the provisional limits: Low scores overall (2026-W" in words
    assert words.index("Outside the provisional limits") < words.index("Everything that is watched")


async def test_a_measure_of_few_answers_a_week_says_that_it_is_not_watched(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, BAD)
    await counted(cast.tea, series((3,) * 31, n=12), item="CT9", answers=False)
    words = said(await manager.get(PAGE))
    assert "Low scores in “Contact” fewer than 30 answers a week; not watched 25.0%" in words
    # Nor is it counted among what chance may ring.
    assert "1 series are watched" in words


async def test_filters_are_said_not_to_narrow_alerts(manager: Client, cast: Cast) -> None:
    await _alarmed(cast)
    whole = "Alerts are of the whole shop: filters do not narrow them."
    for path in (PAGE, "/shops/tea"):
        assert whole not in said(await manager.get(path))
        assert whole in said(await manager.get(f"{path}?weights=orders"))


async def test_a_provisional_drift_is_named_beside_what_is_outside(
    manager: Client, cast: Cast
) -> None:
    await counted(cast.tea, series((*USUAL, 20, 20, 21, 20)))
    words = said(await manager.get(PAGE))
    assert "Outside the provisional limits: Low scores overall (2026-W47, drifting up)" in words
