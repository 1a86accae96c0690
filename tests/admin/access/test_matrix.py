"""Who gets what: every staff route × role × shop, generated from the application's own routes.

A new route fails here until somebody has decided, in WHAT, who may use it.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from admin.access import door
from huiyin.app import create_app
from models import database as memory
from models.choices import Role
from tests.conftest import NOW, Clock
from tests.site import Cast, founded, settings_for, signed_in, site

pytestmark = pytest.mark.anyio

OK, MOVED, FORBIDDEN, UNKNOWN, STALE = 200, 303, 403, 404, 409
PEOPLE = ("owner", "manager", "analyst", "service", "stranger", "nobody")


@dataclass(frozen=True)
class Wanted:
    """One route as it is used: its address here, its form, and what each person gets."""

    address: str
    owner: int
    manager: int
    analyst: int
    service: int
    stranger: int
    nobody: int = MOVED
    form: Mapping[str, str] | None = None

    def of(self, person: str) -> int:
        """Return the status a person gets."""
        status: int = getattr(self, person)
        return status


def open_to_staff(address: str) -> Wanted:
    """Return what everybody with a role in the shop may see, and nobody else."""
    return Wanted(address, OK, OK, OK, OK, UNKNOWN)


TAGGING = {"tag": "slow_shipping", "verdict": "present", "back": "/shops/tea/complaints"}
WHAT = {
    ("GET", "/"): Wanted("/", MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "/account"): Wanted("/account", OK, OK, OK, OK, OK),
    ("POST", "/account"): Wanted("/account", 422, 422, 422, 422, 422, form={"password": "x"}),
    ("POST", "/sign-out"): Wanted("/sign-out", MOVED, MOVED, MOVED, MOVED, MOVED, form={}),
    ("GET", "/shops/{code:str}"): open_to_staff("/shops/tea"),
    ("GET", "/shops/{code:str}/stages/{stage:str}"): open_to_staff("/shops/tea/stages/ship"),
    ("GET", "/shops/{code:str}/channels"): open_to_staff("/shops/tea/channels"),
    ("GET", "/shops/{code:str}/drivers"): open_to_staff("/shops/tea/drivers"),
    ("GET", "/shops/{code:str}/health"): open_to_staff("/shops/tea/health"),
    ("GET", "/shops/{code:str}/alerts"): open_to_staff("/shops/tea/alerts"),
    ("POST", "/shops/{code:str}/alerts/{alert_id:int}"): Wanted(
        "/shops/tea/alerts/7",
        MOVED, MOVED, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"state": "closed", "note": ""},
    ),
    ("POST", "/shops/{code:str}/alerts/baselines"): Wanted(
        "/shops/tea/alerts/baselines",
        MOVED, MOVED, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"from": "2026-W01", "to": "2026-W30"},
    ),
    ("POST", "/shops/{code:str}/alerts/weeks"): Wanted(
        "/shops/tea/alerts/weeks",
        MOVED, MOVED, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"week": "2026-W08", "note": "春节"},
    ),
    ("GET", "/shops/{code:str}/cases"): open_to_staff("/shops/tea/cases"),
    ("GET", "/shops/{code:str}/cases/{case_id:int}"): open_to_staff("/shops/tea/cases/3"),
    # The case is seen as nobody left it, so whoever may act is told of that.
    ("POST", "/shops/{code:str}/cases/{case_id:int}"): Wanted(
        "/shops/tea/cases/3", STALE, STALE, FORBIDDEN, STALE, UNKNOWN,
        form={"do": "closed", "version": "0", "outcome": "solved"},
    ),
    ("GET", "/shops/{code:str}/complaints"): open_to_staff("/shops/tea/complaints"),
    ("GET", "/shops/{code:str}/views"): open_to_staff("/shops/tea/views"),
    ("POST", "/shops/{code:str}/views"): Wanted(
        "/shops/tea/views", MOVED, MOVED, MOVED, MOVED, UNKNOWN,
        form={"name": "Monday", "address": "/shops/tea?period=7d"},
    ),
    ("POST", "/shops/{code:str}/views/{view_id:int}"): Wanted(
        "/shops/tea/views/1000000", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
        form={"do": "delete"},
    ),
    ("GET", "/shops/{code:str}/responses"): open_to_staff("/shops/tea/responses"),
    ("GET", "/shops/{code:str}/responses/{answer_id:int}"): open_to_staff(
        "/shops/tea/responses/{answer}"
    ),
    ("GET", "/shops/{code:str}/audit"): open_to_staff("/shops/tea/audit"),
    ("POST", "/shops/{code:str}/audit"): Wanted(
        "/shops/tea/audit", MOVED, MOVED, FORBIDDEN, MOVED, UNKNOWN, form={}
    ),
    ("GET", "/shops/{code:str}/tags"): open_to_staff("/shops/tea/tags"),
    ("POST", "/shops/{code:str}/tags"): Wanted(
        "/shops/tea/tags", MOVED, MOVED, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"tag": "rude_staff"}
    ),
    ("POST", "/shops/{code:str}/comments/{comment_id:int}/tags"): Wanted(
        "/shops/tea/comments/{comment}/tags",
        MOVED, MOVED, FORBIDDEN, MOVED, UNKNOWN, form=TAGGING,
    ),
    ("GET", "/shops/{code:str}/settings"): Wanted(
        "/shops/tea/settings", OK, OK, FORBIDDEN, FORBIDDEN, UNKNOWN
    ),
    ("GET", "/shops/{code:str}/settings/preview"): Wanted(
        "/shops/tea/settings/preview?rest=45", OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN
    ),
    ("POST", "/shops/{code:str}/settings"): Wanted(
        "/shops/tea/settings",
        MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"hold_out": "10"},
    ),
    ("POST", "/shops/{code:str}/settings/restore"): Wanted(
        "/shops/tea/settings/restore",
        UNKNOWN, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"change": "1000"},
    ),
    ("GET", "/shops/{code:str}/log"): Wanted(
        "/shops/tea/log", OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN
    ),
    ("GET", "/shops/{code:str}/keys"): Wanted(
        "/shops/tea/keys", OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN
    ),
    ("POST", "/shops/{code:str}/keys"): Wanted(
        "/shops/tea/keys", 422, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN, form={"label": ""}
    ),
    ("POST", "/shops/{code:str}/keys/{key_id:int}/withdraw"): Wanted(
        "/shops/tea/keys/1/withdraw", UNKNOWN, FORBIDDEN, FORBIDDEN, FORBIDDEN, UNKNOWN, form={}
    ),
}  # fmt: skip
# Doors that need no session: shoppers' links, machines, the way in, the demo's letters.
WITHOUT_A_SESSION = (
    "/healthz", "/readyz", "/metrics", "/static/", "/schema", "/api/", "/a/", "/u/", "/sign-in",
    "/captured-mail",
)  # fmt: skip
WITH_THE_SHOP_IN_IT = [key for key in WHAT if "{code:str}" in key[1]]


def staff_routes(app: Litestar) -> set[tuple[str, str]]:
    """Return each method and path of the application behind which somebody must be signed in."""
    return {
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute) and not route.path.startswith(WITHOUT_A_SESSION)
        for method in route.methods - {"OPTIONS", "HEAD"}
    }


def test_every_staff_route_has_its_row(tmp_path: Path) -> None:
    assert staff_routes(create_app(settings_for(tmp_path))) == set(WHAT)


@pytest.fixture
async def cast(database: str) -> Cast:
    """Found both shops, and give tea one answer with words."""
    cast = await founded(NOW)
    await memory.fetch(
        "INSERT INTO answer (id, shop_id, source, feedback_ref, order_ref, overall, local_day, "
        "submitted_at, survey_kind) VALUES (7, {}, 'import', 'F-1', 'A-1', 2, {}, {}, '')",
        cast.tea, NOW.date(), NOW,
    )  # fmt: skip
    await memory.fetch(
        "INSERT INTO comment (id, shop_id, answer, prompt, text, redacted, reading, current, "
        "local_day, revision, submitted_at) "
        "VALUES (9, {}, 7, 'T1', '慢', '慢', 'read', {}, {}, 1, {})",
        cast.tea, True, NOW.date(), NOW,
    )  # fmt: skip
    await memory.fetch(
        "INSERT INTO service_case (id, shop_id, answer_id, state, reasons, stages, outcome, cause, "
        "version, opened_at, due_at) VALUES (3, {}, 7, 'open', 'OV1:2', '', '', '', 1, {}, {})",
        cast.tea, NOW, NOW,
    )  # fmt: skip
    return cast


@pytest.fixture
async def client(cast: Cast, tmp_path: Path, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the application."""
    async with site(tmp_path, clock) as served:
        yield served


async def knock(
    client: httpx.AsyncClient, method: str, wanted: Wanted, token: str
) -> httpx.Response:
    """Use a route as its page would, without following where it leads."""
    address = wanted.address.format(answer=7, comment=9)
    form = None if wanted.form is None else {**wanted.form, "csrf": token}
    return await client.request(method, address, data=form, follow_redirects=False)


async def let_in(client: httpx.AsyncClient, person: str, cast: Cast) -> str:
    """Sign a person in and return the token of their forms; a stranger works for the other shop."""
    if person == "nobody":
        return ""
    if person == "stranger":
        return await signed_in(client, cast.other, Role.OWNER, NOW)
    return await signed_in(client, cast.tea, Role(person), NOW)


@pytest.mark.parametrize("person", PEOPLE)
async def test_each_person_gets_what_their_role_includes_and_nothing_else(
    client: httpx.AsyncClient, cast: Cast, person: str
) -> None:
    token = await let_in(client, person, cast)
    given = {}
    for (method, path), wanted in WHAT.items():
        if path != "/sign-out":  # it ends the session, so it comes last
            given[method, path] = (await knock(client, method, wanted, token)).status_code
    leave = WHAT["POST", "/sign-out"]
    given["POST", "/sign-out"] = (await knock(client, "POST", leave, token)).status_code
    assert given == {key: wanted.of(person) for key, wanted in WHAT.items()}


async def test_files_go_to_those_who_may_export(client: httpx.AsyncClient, cast: Cast) -> None:
    wanted = {"owner": OK, "manager": OK, "analyst": OK, "service": FORBIDDEN, "stranger": UNKNOWN}
    pages = ("", "stages/ship", "channels", "drivers", "health")
    for person, status in wanted.items():
        await let_in(client, person, cast)
        for page in pages:
            for kind in ("csv", "xlsx"):
                reply = await client.get(f"/shops/tea/{page}?format={kind}")
                given = f".{kind}" in reply.headers.get("content-disposition", "")
                assert (reply.status_code, given) == (status, status == OK)


@pytest.mark.parametrize("person", ["owner", "stranger", "nobody"])
async def test_a_shop_that_is_not_theirs_looks_like_one_that_is_not_there(
    client: httpx.AsyncClient, cast: Cast, person: str
) -> None:
    token = await let_in(client, person, cast)
    theirs = "other" if person == "owner" else "tea"
    for method, path in WITH_THE_SHOP_IN_IT:
        wanted = WHAT[method, path]
        answers = []
        for code in (theirs, "no-such-shop"):
            moved = Wanted(
                wanted.address.replace("/tea", f"/{code}"), 0, 0, 0, 0, 0, form=wanted.form
            )
            reply = await knock(client, method, moved, token)
            answers.append((reply.status_code, reply.text.replace(code, "")))
        assert answers[0] == answers[1], path


@pytest.mark.parametrize("person", ["owner", "stranger"])
async def test_a_form_without_its_token_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, cast: Cast, person: str
) -> None:
    await let_in(client, person, cast)
    for (method, _), wanted in WHAT.items():
        if method == "POST":
            assert (await knock(client, method, wanted, "forged")).status_code == FORBIDDEN
    assert await memory.fetch("SELECT id FROM tag") == []


async def test_a_session_that_has_ended_opens_nothing(
    client: httpx.AsyncClient, cast: Cast, clock: Clock
) -> None:
    token = await let_in(client, "owner", cast)
    clock.move(door.IDLE * 2)
    for (method, _), wanted in WHAT.items():
        reply = await knock(client, method, wanted, token)
        assert reply.status_code == MOVED
        assert reply.headers["location"].startswith("/sign-in")
