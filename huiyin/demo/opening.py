"""Shell: found the demo shop once, with its people, its story and its fitted reader."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from admin.access.signing_in import new_link
from admin.digest import weekly
from feedback.answers.jobs import read_waiting_comments
from feedback.invitations.links import LinkSigner
from huiyin import outbox
from huiyin.bench import bench_for
from huiyin.clock import seeded_random
from huiyin.demo.aftercare import Staffed, follow_up
from huiyin.demo.fill import Stage, comments_by_tag, play
from huiyin.demo.lookback import NOBODY, look_back
from huiyin.demo.story import tell
from huiyin.fitting import load_or_fit_apart
from huiyin.replying import reply_desk
from models.choices import Role, SurveyBasis
from models.queries import invitations, shops, staff
from nlp.corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from huiyin.bench import Bench
    from huiyin.settings import Settings
    from models.queries.shops import Shop
    from nlp import Reader

    Note = Callable[[str, float], None]

CODE = "demo"
NAME = "青禾家居"
ZONE = "Asia/Shanghai"
SENDER = "care@demo.example"
SEED = 20261121
OWNER = "owner@demo.example"
MANAGER = "manager@demo.example"
SERVICE = "service@demo.example"
PEOPLE = (
    (OWNER, "店主 林", Role.OWNER),
    (MANAGER, "经理 王", Role.MANAGER),
    (SERVICE, "客服 李", Role.SERVICE),
)
READ_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Doors:
    """The links a visitor of the demo is given."""

    dashboard: str
    answer: str
    letters: str


async def opened(settings: Settings, now: datetime, note: Note) -> Shop:
    """Return the demo shop, telling its story first if it is not there yet.

    `note` is told what is being done and the share of it that is done.
    """
    shop = await shops.by_code(CODE)
    if shop is not None:
        return shop
    shop = await _found(now)
    # The reader is fitted on one core while the story is played on the other.
    fitting = asyncio.create_task(asyncio.to_thread(_fitted, settings, note))
    bench = bench_for(settings, lambda: _fitted(settings, note), lambda: now)
    await _play(bench, shop, now, note)
    await _read_all(await fitting, now, note)
    await _follow_up(bench, shop, now)
    await _look_back(bench, shop, now, note)
    return shop


async def doors(settings: Settings, shop: Shop, now: datetime) -> Doors:
    """Return fresh links into the demo: a one-time sign-in, an open survey, the letters."""
    owner = await staff.by_email(OWNER)
    token = await new_link(owner.id, now) if owner else ""
    links = LinkSigner(settings.secret_keys, settings.base_url)
    unanswered = await invitations.latest_open(shop.id, now)
    return Doors(
        dashboard=f"{settings.base_url}/sign-in/{token}#enter",
        answer=links.answer_url(unanswered.nonce, kept_hash=unanswered.token_hash)
        if unanswered
        else "",
        letters=f"{settings.base_url}/captured-mail",
    )


async def _found(now: datetime) -> Shop:
    shop_id = await shops.add(
        CODE, NAME, ZONE, "zh-Hans", SurveyBasis.EXISTING_CUSTOMER, now, sender_email=SENDER
    )
    for email, name, role in PEOPLE:
        await staff.give_role(shop_id, await staff.add(email, name, "zh-Hans", now), role)
    shop = await shops.by_id(shop_id)
    if shop is None:
        raise LookupError(f"the shop {CODE} was founded and is gone")
    return shop


def _hand_over(bench: Bench) -> Callable[[datetime], Awaitable[int]]:
    """Return what hands letters over under the story's clock."""

    async def hand_over(then: datetime) -> int:
        post = bench.post and replace(bench.post, clock=lambda: then)
        return await outbox.drain(post, most=100_000) if post else 0

    return hand_over


async def _play(bench: Bench, shop: Shop, now: datetime, note: Note) -> None:
    written = comments_by_tag((line.text, tuple(line.tags), line.polarity) for line in corpus())
    stage = Stage(shop, bench.desk.links, bench.desk, written, _hand_over(bench))
    tales = tell(seeded_random(SEED), now.astimezone(shop.zone).date(), shop.zone)
    await play(stage, tales, SEED, now, lambda n, of: note("story", n / of))


async def _read_all(reader: Reader, now: datetime, note: Note) -> None:
    note("comments", 0.0)
    while await read_waiting_comments(now, lambda: reader, READ_AT_ONCE):
        pass
    note("comments", 1.0)


async def _look_back(bench: Bench, shop: Shop, now: datetime, note: Note) -> None:
    manager = await staff.by_email(MANAGER)
    if manager is None:
        raise LookupError(f"{MANAGER} works for the demo shop and is gone")

    async def digest(then: datetime) -> int:
        return await weekly.compose_due(then, NOBODY, bench.digests)

    note("weeks", 0.0)
    await look_back(shop, manager.id, now, digest, _hand_over(bench))
    note("weeks", 1.0)


async def _follow_up(bench: Bench, shop: Shop, now: datetime) -> None:
    people = {email: await staff.by_email(email) for email in (SERVICE, MANAGER)}
    service, manager = people[SERVICE], people[MANAGER]
    if service is None or manager is None:
        raise LookupError("the people of the demo shop's cases are gone")
    desk = reply_desk(bench.desk.links, bench.desk.templates, bench.desk.mail_from)
    told = Staffed(shop, service.id, manager.id, desk, now)
    await follow_up(told, _hand_over(bench))


def _fitted(settings: Settings, note: Note) -> Reader:
    folder = settings.var_dir / "reader"
    return load_or_fit_apart(folder, lambda _step, share: note("reader", share))
