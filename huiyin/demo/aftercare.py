"""Shell: what the demo shop's service staff did about unhappy shoppers in the last two weeks.

Each working day cases open in the morning; in the afternoon somebody writes to the shoppers of that
day and closes the cases of the days before. One is forgotten, so that a visitor meets it overdue.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from admin.cases import opening, rules, working
from admin.cases.replying import ReplyDesk
from admin.cases.wishes import Wish
from models.choices import CaseDeed, CaseOutcome
from models.queries import cases
from models.queries.cases import Case, Wanted
from models.queries.shops import Shop

MORNING, AFTERNOON = time(9, 40), time(16, 40)
FORGOTTEN_WITHIN: Final = timedelta(days=6)
OUTCOMES: Final = (
    CaseOutcome.SOLVED, CaseOutcome.SOLVED, CaseOutcome.PARTLY_SOLVED, CaseOutcome.SOLVED,
    CaseOutcome.NOT_REACHED, CaseOutcome.NOT_SOLVED,
)  # fmt: skip
# What is written to a shopper and what caused it, by what the case was opened for.
CARE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "tag:slow_refund": (
            (
                "您好，\n\n您的退款拖了这么久，实在抱歉。我们已在今天上午提交加急退款，"
                "预计两个工作日内到账。如果届时没有收到，请直接回复这封邮件，我会继续跟进。"
            ),
            "退款审核环节积压",
        ),
        "tag:rude_staff": (
            (
                "您好，\n\n看到您的反馈，我们向您道歉。当时的对话我们已经逐条看过，"
                "客服的态度确实不对，已与当事人谈话并安排重新培训。您原来的问题由我接手处理，"
                "今天之内给您答复。"
            ),
            "个别客服态度问题",
        ),
        "SH0": (
            (
                "您好，\n\n包裹这么晚才到，让您久等了。我们已向承运商核实原因，"
                "并为您补偿一张免邮券，下次下单自动生效。"
            ),
            "承运商延误",
        ),
        "RE0": (
            (
                "您好，\n\n收到的商品有问题，非常抱歉。您不必寄回，我们今天为您补发一件新的，"
                "发出后会把单号发到您的订单里。"
            ),
            "商品质量或包装问题",
        ),
    }
)
OTHERWISE: Final = (
    (
        "您好，\n\n谢谢您如实告诉我们哪里没做好。我已查看您的订单和沟通记录，"
        "今天会把处理办法告诉您；如有补充，请直接回复这封邮件。"
    ),
    "",
)


@dataclass(frozen=True, slots=True)
class Staffed:
    """Whose hands the cases are in, how they write, and until when the story goes."""

    shop: Shop
    service: int
    manager: int
    desk: ReplyDesk
    now: datetime


async def follow_up(told: Staffed, hand_over: Callable[[datetime], Awaitable[object]]) -> None:
    """Let two weeks of cases be opened and worked on, up to now."""
    forgotten = 0
    for then in _moments(told):
        await opening.open_due(then)
        if then.astimezone(told.shop.zone).time() < AFTERNOON:
            continue
        for case in await cases.listed(told.shop.id, Wanted(), then, limit=1_000):
            if not forgotten and _may_be_forgotten(case, told.now):
                forgotten = case.id
            if case.id != forgotten:
                await _care(told, case, then)
        await hand_over(then)
    await opening.open_due(told.now)


def _moments(told: Staffed) -> Iterator[datetime]:
    """Yield each working day's morning and afternoon, up to now."""
    today = told.now.astimezone(told.shop.zone).date()
    for back in range(rules.OLDEST.days - 1, -1, -1):
        day = today - timedelta(days=back)
        for hour in (MORNING, AFTERNOON):
            then = datetime.combine(day, hour, told.shop.zone)
            if day.isoweekday() <= 5 and then < told.now:  # noqa: PLR2004 - Friday
                yield then


def _may_be_forgotten(case: Case, now: datetime) -> bool:
    return case.due_at < now and case.opened_at > now - FORGOTTEN_WITHIN


async def _care(told: Staffed, case: Case, then: datetime) -> None:
    """Write to a shopper on the first afternoon; say what came of it on the next."""
    words, cause = _words(told.shop, case)
    if case.replied_at is None:
        await _do(told, case, Wish(CaseDeed.ASSIGNED, case.version, owner_id=told.service), then)
        seen = await cases.one(told.shop.id, case.id)
        if seen is not None:
            await _do(told, seen, Wish(CaseDeed.REPLIED, seen.version, words), then)
    else:
        outcome = OUTCOMES[case.id % len(OUTCOMES)]
        await _do(told, case, Wish(CaseDeed.CLOSED, case.version, cause, outcome=outcome), then)


async def _do(told: Staffed, case: Case, wish: Wish, then: datetime) -> None:
    who = told.manager if wish.deed is CaseDeed.ASSIGNED else told.service
    await working.work(told.shop, case, wish, who, then, told.desk)


def _words(shop: Shop, case: Case) -> tuple[str, str]:
    found = (one.code if one.is_tag else one.subject for one in rules.read(case.reasons))
    said, cause = next((CARE[name] for name in found if name in CARE), OTHERWISE)
    return f"{said}\n\n{shop.name} 客服 李", cause
