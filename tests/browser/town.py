"""A small town to look at: two shops, five weeks of customers, a clock that stands still, served.

`python -m tests.browser.town` prints one line of JSON, the addresses of a `Town`, and serves until
its standard input is closed. Everything in it came through the doors a real shop uses.
"""

import asyncio
import json
import logging
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from admin.access import signing_in
from admin.dashboard.audit import sheet
from feedback.answers.jobs import read_waiting_comments
from feedback.invitations.links import ANSWER, LinkSigner
from huiyin import outbox
from huiyin.app import create_app
from huiyin.bench import Bench, bench_for
from huiyin.clock import seeded_random
from huiyin.demo import fill
from huiyin.demo.aftercare import Staffed, follow_up
from huiyin.demo.story import Tale, tell
from huiyin.replying import reply_desk
from huiyin.schedule import compose_digests, hand_over_letters
from huiyin.settings import Settings
from models import database
from models.choices import MessageKind, Role
from models.queries import shop_tags, shops, staff, views
from models.queries.shop_tags import ShopTag
from models.queries.shops import Shop
from nlp.artefact import load_or_fit
from nlp.corpus import corpus
from nlp.reader import Reader
from tests.conftest import NOW
from tests.house.tree import ROOT
from tests.site import Cast, founded, settings_for

DAYS = timedelta(days=63)
ONE_ORDER_IN = 3
MAIL_FROM = "care@survey.example"
# Nothing here has to survive, so it lies in memory where the machine offers that.
IN_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Town:
    """Where everything is that can be looked at; paths but for the first."""

    base_url: str
    owner: str  # the token of an owner's session
    new_here: str  # the token of a session without any role
    sign_in_link: str
    open_survey: str
    answered_survey: str
    closed_survey: str
    unsubscribe: str
    response: str
    silent_response: str
    overdue_case: str
    replied_case: str
    closed_case: str
    letter: str
    digest: str
    reply: str


SURVEY = {
    "open": "SELECT nonce FROM invitation WHERE shop_id = {} AND state = 'sent' "
    "AND survey_kind = 'post_contact' AND closes_at > {} ORDER BY id LIMIT 1",
    "answered": "SELECT nonce FROM invitation WHERE shop_id = {} AND state = 'answered' "
    "AND closes_at > {} ORDER BY id LIMIT 1",
    "closed": "SELECT nonce FROM invitation WHERE shop_id = {} AND closes_at < {} "
    "ORDER BY id LIMIT 1",
}
RESPONSE = {
    "tagged": "SELECT a.id FROM answer a JOIN comment c ON c.answer = a.id JOIN tag t "
    "ON t.comment = c.id WHERE a.shop_id = {} ORDER BY a.id LIMIT 1",
    "silent": "SELECT a.id FROM answer a WHERE a.shop_id = {} "
    "AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.answer = a.id) ORDER BY a.id LIMIT 1",
}
CASE = {
    "overdue": "SELECT id FROM service_case WHERE shop_id = {} AND state = 'open' "
    "AND replied_at IS NULL ORDER BY due_at LIMIT 1",
    "replied": "SELECT id FROM service_case WHERE shop_id = {} AND state = 'open' "
    "AND replied_at IS NOT NULL ORDER BY id LIMIT 1",
    "closed": "SELECT id FROM service_case WHERE shop_id = {} AND state = 'closed' "
    "ORDER BY id LIMIT 1",
}
LETTER = (
    "SELECT id FROM outbox_message WHERE shop_id = {} AND kind = {} AND state = 'done' "
    "ORDER BY id DESC LIMIT 1"
)


@contextmanager
def a_town() -> Iterator[Town]:
    """Serve a town from a process of its own for as long as it is looked at."""
    command = [sys.executable, "-m", "tests.browser.town"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as served:
        assert served.stdin is not None
        assert served.stdout is not None
        said = served.stdout.readline()
        try:
            assert said, "the town could not be built; its error stands above"
            yield Town(**json.loads(said))
        finally:
            served.stdin.close()


def main() -> None:
    """Build the town, say where it is, serve it until standard input ends."""
    logging.disable(logging.INFO)
    home = str(IN_MEMORY) if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=home, prefix="huiyin-town-") as folder:
        asyncio.run(_live(Path(folder)))


async def _live(folder: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = settings_for(folder, HUIYIN_BASE_URL=base_url, HUIYIN_MAIL_FROM=MAIL_FROM)
    await database.start(settings.database_url)
    try:
        await database.migrate()
        town = await _built(settings)
        app = create_app(settings, clock=lambda: NOW, reader=reader, manage_database=False)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on")
        server = uvicorn.Server(config)
        threading.Thread(target=_until_left_alone, args=(server,), daemon=True).start()
        sys.stdout.write(json.dumps(asdict(town)) + "\n")
        sys.stdout.flush()
        await server.serve(sockets=[listening])
    finally:
        await database.stop()


def _until_left_alone(server: uvicorn.Server) -> None:
    with suppress(OSError):
        sys.stdin.read()
    server.should_exit = True


@cache
def reader() -> Reader:
    """Return the real reader, kept where the other tests keep theirs."""
    return load_or_fit(ROOT / ".pytest_cache" / "d" / "reader")


async def _built(settings: Settings) -> Town:
    cast = await founded(NOW)
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    bench = bench_for(settings, reader, lambda: NOW)
    owner = await _signed_in("owner@tea.example", {cast.tea: Role.OWNER, cast.other: Role.OWNER})
    await _kept_views(cast)
    nobody = await _signed_in("new@tea.example", {})
    await _played(bench, shop)
    while await read_waiting_comments(NOW, reader):
        pass
    await _cared_for(bench, shop)
    await compose_digests(bench)
    await hand_over_letters(bench)
    await _taught(shop)
    return await _addresses(cast, bench.desk.links, settings.base_url, owner, nobody)


async def _cared_for(bench: Bench, shop: Shop) -> None:
    """Let cases open and people work on them, but for one that is forgotten."""
    assert bench.post is not None
    post = bench.post

    async def hand_over(then: datetime) -> int:
        return await outbox.drain(replace(post, clock=lambda: then))

    await _signed_in("service@tea.example", {shop.id: Role.SERVICE})
    owner, service = (await staff.of_shop(shop.id))[:2]
    desk = reply_desk(bench.desk.links, bench.desk.templates, bench.desk.mail_from)
    await follow_up(Staffed(shop, service.id, owner.id, desk, NOW), hand_over)


async def _taught(shop: Shop) -> None:
    """Give the shop a complaint of its own, and begin last week's audit."""
    person = (await staff.of_shop(shop.id))[0].id
    own = ShopTag("own_installation", "安装服务", "Installation", "receive")
    await shop_tags.add(shop.id, own, person, NOW)
    await sheet.begin(shop.id, shop.code, sheet.week_to_audit(NOW, shop.zone), NOW)


async def _signed_in(email: str, roles: dict[int, Role]) -> str:
    person = await staff.add(email, email.partition("@")[0], "zh-Hans", NOW)
    for shop_id, role in roles.items():
        await staff.give_role(shop_id, person, role)
    opened = await signing_in.with_link(await signing_in.new_link(person, NOW), NOW)
    assert opened is not None
    return opened.token


async def _played(bench: Bench, shop: Shop) -> None:
    """Play the demo's story to a part of the orders, through the doors of the real jobs."""
    assert bench.post is not None
    post = bench.post

    async def hand_over(then: datetime) -> int:
        return await outbox.drain(replace(post, clock=lambda: then))

    written = fill.comments_by_tag((row.text, tuple(row.tags), row.polarity) for row in corpus())
    numbers = count(1)
    desk = replace(bench.desk, nonce=lambda: f"town-{next(numbers)}")
    stage = fill.Stage(shop, desk.links, desk, written, hand_over)
    await fill.play(stage, _tales(shop), 8, NOW, lambda day, days: None)


def _tales(shop: Shop) -> Sequence[Tale]:
    told = tell(seeded_random(7), NOW.date(), shop.zone)
    recent = (tale for tale in told if tale.happenings[0].at > NOW - DAYS)
    return [tale for tale in recent if int(tale.ref[-4:]) % ONE_ORDER_IN == 0]


async def _kept_views(cast: Cast) -> None:
    """Let the owner keep two views of tea, share one and begin with it."""
    owner = await staff.by_email("owner@tea.example")
    assert owner is not None
    await views.add(cast.tea, owner.id, "2026-W47", "/shops/tea?period=7d", NOW, shared=True)
    await views.add(cast.tea, owner.id, "2026", "/shops/tea/health", NOW, shared=False)
    (first, *_) = await views.seen_by(cast.tea, owner.id)
    await views.begin_with(cast.tea, owner.id, first.id)
    taken = ("export.taken", "tea-responses-2026-10-27-2026-11-23.csv", "region=广东")
    await shops.write_down(cast.tea, owner.id, *taken, NOW)


async def _addresses(cast: Cast, links: LinkSigner, base_url: str, owner: str, new: str) -> Town:
    async def survey(condition: str) -> str:
        found = await database.fetch(SURVEY[condition], cast.tea, NOW)
        return f"/a/{links.token(ANSWER, found[0]['nonce'])}"

    async def response(name: str) -> str:
        found = await database.fetch(RESPONSE[name], cast.tea)
        return f"/shops/tea/responses/{found[0]['id']}"

    async def letter(kind: MessageKind) -> str:
        found = await database.fetch(LETTER, cast.tea, kind)
        return f"/captured-mail/{found[0]['id']}"

    async def case(name: str) -> str:
        found = await database.fetch(CASE[name], cast.tea)
        return f"/shops/tea/cases/{found[0]['id']}"

    way_in = await signing_in.new_link((await staff.of_shop(cast.tea))[0].id, NOW)
    return Town(
        base_url=base_url,
        owner=owner,
        new_here=new,
        sign_in_link=f"/sign-in/{way_in}",
        open_survey=await survey("open"),
        answered_survey=await survey("answered"),
        closed_survey=await survey("closed"),
        unsubscribe=urlsplit(links.unsubscribe_url(cast.tea, links.email_hash("a@b.example"))).path,
        response=await response("tagged"),
        silent_response=await response("silent"),
        overdue_case=await case("overdue"),
        replied_case=await case("replied"),
        closed_case=await case("closed"),
        letter=await letter(MessageKind.INVITATION),
        digest=await letter(MessageKind.DIGEST),
        reply=await letter(MessageKind.CASE_REPLY),
    )


if __name__ == "__main__":
    main()
