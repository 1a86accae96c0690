"""A shop's programs read its figures with a key: the same numbers as on the pages, and no more."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.api.keys import key_hash, new_key
from models.choices import KeyPurpose
from models.queries import api_keys, rollup
from tests.admin.dashboard import rows
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, site

pytestmark = pytest.mark.anyio
Client = httpx.AsyncClient
TODAY = NOW.date()
MEASURES = (
    "overview",
    "complaints",
    "stages/ship",
    "stages/contact",
    "drivers",
    "channels",
    "health",
    "alerts",
    "watched",
)
DOORS = (*(f"/api/measures/{name}" for name in MEASURES), "/api/answers", "/api/cases", "/api/tags")


@pytest.fixture
async def cast(database: str) -> Cast:
    cast = await founded(NOW)
    await rows.answered(cast.other, TODAY, 1, comment="别家的话", tags=[rows.Found("rude_staff")])
    await rollup.rebuild(cast.other)
    return cast


@pytest.fixture
async def worse(cast: Cast) -> Cast:
    """Let the shop's dispatch get worse: 280 answers in eight weeks."""
    await rows.worsening(cast.tea, TODAY)
    await rollup.rebuild(cast.tea)
    return cast


@pytest.fixture
async def client(cast: Cast, tmp_path: Path, clock: Clock) -> AsyncIterator[Client]:
    async with site(tmp_path, clock) as served:
        yield served


async def keyed(client: Client, shop_id: int, purpose: KeyPurpose = KeyPurpose.WORDS) -> int:
    """Give the client a fresh key of a shop and return the key's id."""
    key = new_key()
    client.headers["authorization"] = f"Bearer {key}"
    return await api_keys.add(shop_id, key_hash(key), purpose, "a test", 1, NOW)


async def test_a_key_opens_every_door_of_its_shop(client: Client, worse: Cast) -> None:
    await keyed(client, worse.tea)
    for door in DOORS:
        reply = await client.get(door)
        assert reply.status_code == 200, door
        assert "别家的话" not in reply.text


async def test_every_door_of_a_shop_without_answers_has_something_to_say(
    client: Client, cast: Cast
) -> None:
    await keyed(client, cast.tea)
    for door in DOORS:
        assert (await client.get(door)).status_code == 200, door


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer huiyin_", "Basic dGVhOg==", f"Bearer {'x' * 500}"]
)
async def test_nobody_gets_in_without_a_key(client: Client, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    for door in DOORS:
        reply = await client.get(door, headers=headers)
        assert reply.status_code == 401, door
        assert reply.headers["www-authenticate"] == "Bearer"
        assert reply.headers["content-type"] == "application/problem+json"
        assert "key" in reply.json()["title"]


async def test_a_withdrawn_key_opens_nothing(client: Client, cast: Cast) -> None:
    key = await keyed(client, cast.tea)
    assert not await api_keys.withdraw(cast.other, key)
    assert (await client.get("/api/tags")).status_code == 200
    assert await api_keys.withdraw(cast.tea, key)
    assert (await client.get("/api/tags")).status_code == 401
    assert not await api_keys.withdraw(cast.tea, key)


async def test_a_key_signs_no_events_and_a_signing_secret_is_no_key(
    client: Client, cast: Cast
) -> None:
    await keyed(client, cast.tea)
    reply = await client.post("/api/events?shop=tea", content=b"{}")
    assert reply.status_code == 401


async def test_the_last_use_of_a_key_is_written_down(
    client: Client, cast: Cast, clock: Clock
) -> None:
    await keyed(client, cast.tea)
    clock.move(timedelta(hours=1))
    await client.get("/api/tags")
    (key,) = await api_keys.of_shop(cast.tea)
    assert key.used_at == clock.now
    assert await api_keys.of_shop(cast.other) == []


async def test_the_overview_says_what_changed_with_interval_and_verdict(
    client: Client, worse: Cast
) -> None:
    await keyed(client, worse.tea, KeyPurpose.NUMBERS)
    told = (await client.get("/api/measures/overview")).json()
    ship = told["stages"]["ship"]
    assert told["about"]["shop"] == "tea"
    assert told["answers"] == 140
    assert ship["now"]["low"] < ship["now"]["value"] < ship["now"]["high"]
    assert ship["change"]["finding"] == "real"
    assert ship["change"]["difference"] < 0
    assert ship["change"]["before"]["n"] > 30
    alone = (await client.get("/api/measures/overview?compare=off")).json()
    assert alone["stages"]["ship"]["change"] is None
    assert alone["about"]["compared"] is None


async def test_a_number_of_too_few_answers_leaves_its_n_only(client: Client, cast: Cast) -> None:
    await keyed(client, cast.other)
    told = (await client.get("/api/measures/overview")).json()["overall"]["now"]
    assert (told["value"], told["low"], told["n"]) == (None, None, 1)
    assert (told["visibility"], told["suppressed"]) == ("hidden", "one_answer")


async def test_complaints_carry_their_corrected_share_and_the_readers_error(
    client: Client, worse: Cast
) -> None:
    await keyed(client, worse.tea)
    told = (await client.get("/api/measures/complaints")).json()
    first = told["complaints"][0]
    assert first["code"] == "slow_shipping"
    assert first["answers"] > 0
    assert first["reader"]["judged"] > 0
    assert len(told["complaints"]) == 27


async def test_answers_come_page_by_page_each_once(client: Client, worse: Cast) -> None:
    await keyed(client, worse.tea)
    seen: list[int] = []
    address = "/api/answers?period=all&limit=50"
    after = ""
    while after is not None:
        page = (await client.get(f"{address}&after={after}")).json()
        seen += [one["id"] for one in page["answers"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 280


async def test_words_need_a_key_that_reads_them(client: Client, worse: Cast) -> None:
    await keyed(client, worse.tea, KeyPurpose.NUMBERS)
    page = (await client.get("/api/answers")).json()
    assert page["answers"]
    assert all(one["comments"] == [] for one in page["answers"])
    refused = await client.get("/api/answers?q=慢")
    assert refused.status_code == 403
    await keyed(client, worse.tea, KeyPurpose.WORDS)
    found = (await client.get("/api/answers?q=慢&tag=slow_shipping")).json()["answers"]
    assert all("慢" in one["comments"][0]["text"] for one in found)
    assert "13800138000" not in str(found)
    assert found[0]["comments"][0]["tags"][0]["code"] == "slow_shipping"


async def test_words_of_fewer_than_five_people_stay_inside(client: Client, cast: Cast) -> None:
    order = await rows.ordered(cast.tea, "Z1", region="西藏")
    await rows.answered(cast.tea, TODAY, 1, comment=rows.RUDE, order_id=order)
    await keyed(client, cast.tea)
    page = (await client.get("/api/answers?region=西藏")).json()
    assert (page["answers"], page["withheld"]) == ([], True)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("perod=7d", "perod"),
        ("period=tomorrow", "period"),
        ("since=2026-13-01", "since"),
        ("since=2026-02-01&until=2026-01-01", "since"),
        ("source=elsewhere", "source"),
        ("channel=a&channel=b", "channel"),
    ],
)
async def test_a_parameter_that_cannot_be_used_is_named(
    client: Client, cast: Cast, query: str, named: str
) -> None:
    await keyed(client, cast.tea)
    reply = await client.get(f"/api/measures/overview?{query}")
    assert reply.status_code == 422
    assert named in reply.json()["parameters"]


@pytest.mark.parametrize(
    "query", ["score=best", "after=yesterday", "limit=0", "limit=many", f"q={'慢' * 99}"]
)
async def test_a_page_that_cannot_be_is_refused(client: Client, cast: Cast, query: str) -> None:
    await keyed(client, cast.tea)
    reply = await client.get(f"/api/answers?{query}")
    assert reply.status_code in {400, 422}
    assert reply.headers["content-type"] == "application/problem+json"


async def test_weights_are_told_with_what_they_cost_or_why_not(client: Client, cast: Cast) -> None:
    await keyed(client, cast.other)
    for door in ("overview", "complaints", "stages/ship"):
        told = (await client.get(f"/api/measures/{door}?weights=orders")).json()["about"]
        assert set(told["weights"]) == {"n_eff", "design_effect", "refused"}, door
        assert (await client.get(f"/api/measures/{door}")).json()["about"]["weights"] is None
    for door in ("measures/drivers", "measures/channels", "measures/health", "answers"):
        reply = await client.get(f"/api/{door}?weights=orders")
        assert (reply.status_code, reply.json()["parameters"]) == (422, ["weights"]), door


async def test_the_overview_tells_its_course_and_what_the_rotating_question_says(
    client: Client, worse: Cast
) -> None:
    await rows.answered(worse.tea, TODAY, 4, ratings={"OV2": 9})
    await rollup.rebuild(worse.tea)
    await keyed(client, worse.tea)
    told = (await client.get("/api/measures/overview?period=28d")).json()
    assert [one["since"] for one in told["course"]] == sorted(
        (TODAY - timedelta(days=7 * back - 1)).isoformat() for back in range(1, 5)
    )
    assert sum(one["answers"] for one in told["course"]) == told["answers"]
    assert {"value", "low", "high", "n", "n_eff", "method"} <= set(told["course"][0]["overall"])
    assert set(told["outcomes"]) == {"nps", "buy_again", "trust"}
    nps = told["outcomes"]["nps"]["now"]
    assert (nps["value"], nps["n"], nps["method"]) == (None, 1, "adjusted_wald")


async def test_an_unknown_stage_is_told_the_stages(client: Client, cast: Cast) -> None:
    await keyed(client, cast.tea)
    reply = await client.get("/api/measures/stages/returns")
    assert reply.status_code == 404
    assert "receive" in reply.json()["detail"]


async def test_the_description_names_every_door_and_how_to_open_it(client: Client) -> None:
    told = (await client.get("/schema/openapi.json")).json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    doors = {path for path in told["paths"] if path.startswith("/api/")}
    assert {"/api/events", "/api/answers", "/api/tags", "/api/measures/overview"} <= doors
    assert all(
        path.startswith(("/api/", "/healthz", "/readyz", "/metrics")) for path in told["paths"]
    )
    asked = told["paths"]["/api/answers"]["get"]
    assert {"period", "tag", "limit", "after"} <= {one["name"] for one in asked["parameters"]}
    assert asked["security"] == [{"key": []}]
    assert all(one.get("description") for one in asked["parameters"])
