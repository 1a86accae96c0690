"""Alerts for programs: the same figures as on the page of alerts, page by page, of one shop."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from admin.alerts.weekly import evaluate_due
from admin.api.keys import key_hash, new_key
from models.choices import AlertState, KeyPurpose, Role
from models.queries import alerts, api_keys, baselines
from tests.admin.alerts.weeks import HOURS, USUAL, counted, frozen, kept, series, waits
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, signed_in, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
BAD = series((*USUAL, 30))


@pytest.fixture
async def cast(database: str) -> Cast:
    """Let the finished week of both shops leave its limits."""
    cast = await founded(NOW)
    for shop_id in (cast.tea, cast.other):
        await counted(shop_id, BAD)
        await baselines.freeze(shop_id, [frozen(BAD)], None, NOW)
    await evaluate_due(NOW, "a")
    return cast


@pytest.fixture
async def client(cast: Cast, tmp_path: Path, clock: Clock) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        yield served


async def keyed(client: Client, shop_id: int, purpose: KeyPurpose = KeyPurpose.WORDS) -> None:
    """Give the client a fresh key of a shop."""
    key = new_key()
    client.headers["authorization"] = f"Bearer {key}"
    await api_keys.add(shop_id, key_hash(key), purpose, "a test", 1, NOW)


async def test_an_alert_says_what_the_page_says(client: Client, cast: Cast) -> None:
    await keyed(client, cast.tea)
    reply = (await client.get("/api/measures/alerts")).json()
    (alert,) = reply["alerts"]
    assert (reply["shop"], reply["next"]) == ("tea", None)
    assert (alert["measure"], alert["chart"], alert["state"]) == ("low:OV1", "share", "open")
    assert (alert["opened"], alert["last"], alert["ended"]) == ("2026-W47", "2026-W47", None)
    assert (alert["hits"], alert["n"], alert["value"]) == (30, 100, 0.3)
    await signed_in(client, cast.tea, Role.MANAGER, NOW)
    page = (await client.get("/shops/tea/alerts?lang=en")).text
    assert f"30.0% in 2026-W47 against a limit of {alert['limit']:.1%} (100 answers)" in page


async def test_alerts_come_page_by_page_each_once_and_by_state(client: Client, cast: Cast) -> None:
    await keyed(client, cast.tea)
    for week in ("2026-W10", "2026-W20", "2026-W30"):
        (first,) = await alerts.running(cast.tea)
        await alerts.end(cast.tea, first.id, week, NOW)
        opening = alerts.Opening("low:OV1", "share", 1, week, week, "", 30, 100, 0.3, 0.2)
        assert await alerts.open_one(cast.tea, opening, NOW)
    seen, after = [], ""
    for _ in range(4):
        reply = (await client.get(f"/api/measures/alerts?limit=1&after={after}")).json()
        seen += [one["id"] for one in reply["alerts"]]
        after = reply["next"] or ""
    assert seen == sorted(set(seen), reverse=True)
    assert (len(seen), after) == (4, "")
    await alerts.move(cast.tea, seen[0], AlertState.CLOSED, 1, "春节", NOW)
    (closed,) = (await client.get("/api/measures/alerts?state=closed")).json()["alerts"]
    assert (closed["id"], closed["note"]) == (seen[0], "春节")
    await keyed(client, cast.tea, KeyPurpose.NUMBERS)
    (closed,) = (await client.get("/api/measures/alerts?state=closed")).json()["alerts"]
    assert closed["note"] is None


@pytest.mark.parametrize(
    "query",
    ["state=gone", "after=0", "after=x", "after=-1", "limit=0", "limit=201", "period=7d",
     "region=浙江", f"after={'9' * 30}"],
)  # fmt: skip
async def test_what_alerts_cannot_be_asked_for_is_refused(
    client: Client, cast: Cast, query: str
) -> None:
    await keyed(client, cast.tea)
    reply = await client.get(f"/api/measures/alerts?{query}")
    assert reply.status_code == (400 if query.startswith("limit") else 422)
    assert reply.headers["content-type"] == "application/problem+json"


async def test_what_is_watched_has_the_limits_of_the_page(client: Client, cast: Cast) -> None:
    await kept(cast.tea, waits((*HOURS, 33.0)), NOW)
    await keyed(client, cast.tea)
    reply = (await client.get("/api/measures/watched")).json()
    every = {one["measure"]: one for one in reply["series"]}
    low, hours = every["low:OV1"], every["figure:reply_hours"]
    assert (low["basis"], low["standing"]) == ("frozen", "outside")
    assert low["baseline"]["weeks"] == 20
    assert (low["last"]["week"], low["last"]["value"], low["last"]["outside"]) == (
        "2026-W47", 0.3, True,
    )  # fmt: skip
    assert (hours["basis"], hours["standing"]) == ("provisional", "outside")
    assert (reply["measure"], reply["weeks"][-1]) == ("low:OV1", low["last"])
    await signed_in(client, cast.tea, Role.MANAGER, NOW)
    page = (await client.get("/shops/tea/alerts?lang=en")).text
    assert f"30.0% ({low['last']['low']:.1%} – {low['last']['high']:.1%}), n 100" in page
    (told,) = re.findall(r"over 52 weeks about ([\d.]+) of their points", page)
    assert told == f"{reply['expected_by_chance']:.1f}"


async def test_the_weeks_of_a_figure_come_with_their_steps(client: Client, cast: Cast) -> None:
    await kept(cast.tea, waits((*HOURS, 33.0)), NOW)
    await keyed(client, cast.tea)
    reply = (await client.get("/api/measures/watched?measure=figure:reply_hours")).json()
    last = reply["weeks"][-1]
    assert (last["value"], last["step"], last["drift"]) == (33.0, 12.0, None)
    assert last["step_limit"] < 12 < last["high"]
    await signed_in(client, cast.tea, Role.MANAGER, NOW)
    page = (await client.get("/shops/tea/alerts?measure=figure:reply_hours&lang=en")).text
    assert f"33.0 ({last['low']:.1f} – {last['high']:.1f}), n 50" in page
    assert f"12.0 (0.0 – {last['step_limit']:.1f}), n 50" in page


@pytest.mark.parametrize(
    "query", ["measure=tag:nobody", "kind=post_contact", "region=浙江", "weights=orders", "x=1"]
)
async def test_what_is_watched_cannot_be_cut_by_other_filters(
    client: Client, cast: Cast, query: str
) -> None:
    await keyed(client, cast.tea)
    assert (await client.get(f"/api/measures/watched?{query}")).status_code == 422


async def test_the_description_names_both_doors(client: Client, cast: Cast) -> None:
    described = (await client.get("/schema/openapi.json")).json()["paths"]
    asked = described["/api/measures/alerts"]["get"]["parameters"]
    assert {"state", "after", "limit"} <= {one["name"] for one in asked}
    assert "/api/measures/watched" in described
