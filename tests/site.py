"""The whole application on the test's database, and people who are signed in to it."""

import copy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State

from admin.access import door, signing_in
from huiyin import app as huiyin_app
from huiyin.settings import Settings, load
from models.choices import Role
from models.queries import shops, staff

SECRET = "a secret for tests only, long enough to be taken"
BASE_URL = "http://survey.example"


def settings_for(folder: Path, **values: str) -> Settings:
    """Return settings as a test installation has them."""
    return load(
        {
            "HUIYIN_VAR_DIR": str(folder),
            "HUIYIN_SECRET_KEY": SECRET,
            "HUIYIN_BASE_URL": BASE_URL,
            "HUIYIN_MAIL": "captured",
            **values,
        }
    )


_REGISTERED: dict[Settings, Litestar] = {}


def application(
    settings: Settings,
    clock: Callable[[], datetime],
    reader: Callable[[], Any] | None = None,  # Any: a test's own reader reads as the real one
) -> Litestar:
    """Return what `create_app` puts together, on the database the test has open.

    To register every route and compile every template takes longer than most tests, so that is
    done once per kind of settings. All that a test brings, and all that the application keeps,
    lies in the state: that is each test's own.
    """
    kind = replace(settings, var_dir=Path(), database_url="")

    def registered(state: State, **parts: Any) -> Litestar:  # Any: litestar's own arguments
        if kind not in _REGISTERED:
            _REGISTERED[kind] = Litestar(**parts)
        own = copy.copy(_REGISTERED[kind])
        own.state = state
        return own

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(huiyin_app, "Litestar", registered)
        return huiyin_app.create_app(settings, clock=clock, reader=reader, manage_database=False)


@asynccontextmanager
async def site(
    folder: Path, clock: Callable[[], datetime], **values: str
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the application beside the test, on the database the test has open."""
    app = application(settings_for(folder, **values), clock)
    # In the test's own loop, where its database is open; a fault is answered, not raised.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # litestar types its scopes narrowly
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@dataclass(frozen=True, slots=True)
class Cast:
    """Two shops, always: whoever works for one is a stranger to the other."""

    tea: int
    other: int


async def founded(now: datetime) -> Cast:
    """Found the shop a test is about, and a second one."""
    tea = await shops.add("tea", "茶舍", "Asia/Shanghai", "zh-Hans", "existing_customer", now)
    other = await shops.add("other", "别家", "Asia/Shanghai", "zh-Hans", "", now)
    return Cast(tea, other)


async def signed_in(client: httpx.AsyncClient, shop_id: int, role: Role, now: datetime) -> str:
    """Sign a person in through their browser's cookie and return their forms' token."""
    person = await staff.add(f"{role}.{shop_id}@shop.example", str(role), "zh-Hans", now)
    await staff.give_role(shop_id, person, role)
    opened = await signing_in.with_link(await signing_in.new_link(person, now), now)
    assert opened is not None
    client.cookies.set(door.COOKIE_HTTP, opened.token)
    found = await staff.session(door.token_hash(opened.token), now, now - door.IDLE)
    assert found is not None
    return found.csrf_token
