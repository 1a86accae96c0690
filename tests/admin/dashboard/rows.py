"""Answers as rows, with what hangs on them, and a shop whose dispatch has just got worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models import database as door
from models.queries import rollup
from models.tables.answers import Answer, Comment, Rating, Tag
from models.tables.orders import Contact, Order
from models.tables.surveys import Candidate, Invitation

SLOW = "发货太慢了，等了十天才收到。"
RUDE = "客服态度很差，问了三次都不回复。"
AT_ONCE = 200  # answers in one statement: engines take some 32,000 values


@dataclass(frozen=True, slots=True)
class Found:
    """A tag on a comment, as the reader would store it."""

    code: str
    start: int = 0
    end: int = 5
    probability: float | None = 0.93
    verdict: str = ""


def noon(day: date) -> datetime:
    """Return midday of a day in Shanghai."""
    return datetime.combine(day, time(4), UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as its rows, before it has a number."""

    answer: Answer
    given: Mapping[str, int]
    comment: Comment | None
    tags: Sequence[Tag]


def told(
    shop_id: int,
    day: date,
    overall: int | None = 4,
    *,
    ratings: Mapping[str, int] | None = None,
    comment: str = "",
    tags: Sequence[Found] = (),
    source: str = "survey",
    kind: str = "post_purchase",
    order_id: int | None = None,
    **more: Any,  # Any: any other column
) -> Told:
    """Return one answer with its ratings, comment and tags."""
    answer = Answer(
        shop_id=shop_id, source=source, survey_kind=kind, overall=overall, local_day=day,
        form="" if source == "import" else "C" if kind == "post_contact" else "P",
        submitted_at=noon(day), order_id=order_id, **more,
    )  # fmt: skip
    given = {**({} if overall is None else {"OV1": overall}), **(ratings or {})}
    if not comment:
        return Told(answer, given, None, ())
    words = Comment(
        shop_id=shop_id, prompt="T1", text=comment + "13800138000",
        redacted=comment, reading="read", polarity="negative" if tags else "positive",
        local_day=day, submitted_at=noon(day),
    )  # fmt: skip
    return Told(answer, given, words, [_tag(shop_id, tag) for tag in tags])


def _tag(shop_id: int, found: Found) -> Tag:
    return Tag(
        shop_id=shop_id, code=found.code, probability=found.probability,
        verdict=found.verdict, span_start=found.start, span_end=found.end,
        reasons="发货太慢 · 等了十天",
    )  # fmt: skip


async def write(answers: Sequence[Told]) -> list[int]:
    """Write many answers at once and return their numbers; counts follow by `rollup.rebuild`."""
    numbers: list[int] = []
    async with door.transaction():
        for first in range(0, len(answers), AT_ONCE):
            numbers += await _write(answers[first : first + AT_ONCE])
    return numbers


async def _write(answers: Sequence[Told]) -> list[int]:
    numbers = [int(row["id"]) for row in await Answer.insert(*(one.answer for one in answers))]
    if ratings := [
        Rating(shop_id=one.answer.shop_id, answer=number, item=item, state="rated", score=score)
        for number, one in zip(numbers, answers, strict=True)
        for item, score in one.given.items()
    ]:
        await Rating.insert(*ratings)
    comments, tags = [], []
    for number, one in zip(numbers, answers, strict=True):
        if one.comment:
            one.comment.answer = number
            comments.append(one.comment)
            tags.append(one.tags)
    if comments:
        for row, found in zip(await Comment.insert(*comments), tags, strict=True):
            for tag in found:
                tag.comment = row["id"]
    if all_tags := [tag for found in tags for tag in found]:
        await Tag.insert(*all_tags)
    return numbers


async def answered(
    shop_id: int,
    day: date,
    overall: int | None = 4,
    **more: Any,  # Any: whatever `told` takes
) -> int:
    """Write one answer with its ratings, comment and tags; counts follow by `rollup.rebuild`."""
    [number] = await write([told(shop_id, day, overall, **more)])
    return number


def letter(shop_id: int, day: date, number: int, *, answered_after: int | None = 2) -> Invitation:
    """Return one invitation sent on `day`, answered so many days later or never."""
    at = None if answered_after is None else noon(day + timedelta(days=answered_after))
    return Invitation(
        shop_id=shop_id, candidate_id=number, survey_kind="post_purchase", nonce=str(number),
        token_hash=f"{shop_id}-{number}".encode(), form="P", items="OV1,SH0", prompt="T1",
        state="answered" if at else "sent", sent_at=noon(day), answered_at=at,
    )  # fmt: skip


async def asked(shop_id: int, day: date, number: int, *, answered_after: int | None = 2) -> None:
    """Write one invitation sent on `day`, answered so many days later or never."""
    await letter(shop_id, day, number, answered_after=answered_after).save()


async def ordered(shop_id: int, ref: str, **facts: Any) -> int:  # Any: any other column
    """Write one order."""
    order = Order(shop_id=shop_id, order_ref=ref, **facts)
    await order.save()
    return int(order.id)


async def contacted(shop_id: int, ref: str, **facts: Any) -> int:  # Any: any other column
    """Write one contact with customer service."""
    contact = Contact(shop_id=shop_id, contact_ref=ref, **facts)
    await contact.save()
    return int(contact.id)


async def worsening(shop_id: int, today: date, per_day: int = 4) -> None:
    """Write 56 days of answers: dispatch slows down in the last 28 of them."""
    orders = [
        await ordered(
            shop_id, f"A{n}", carrier=("顺丰", "中通")[n % 2], sales_channel=("web", "app")[n % 2],
            category="茶叶", region="浙江",
        )
        for n in range(2)
    ]  # fmt: skip
    answers, letters = [], []
    for back in range(56):
        day = today - timedelta(days=back)
        late = back < 28
        for n in range(per_day):
            bad = late and n % 2 == 0
            answers += [told(
                shop_id, day, 2 if bad else (4, 5)[(n + back) % 2],
                ratings={
                    "SH0": 1 if bad else 4, "RE0": (4, 5, 3)[(n + back) % 3],
                    "SH1": 2 if bad else 5,
                },
                comment=SLOW if bad else "很好，谢谢。" if n == 1 else "",
                tags=[Found("slow_shipping", 0, 5)] if bad else (),
                order_id=orders[n % 2], order_ref=f"A{n % 2}",
            )]  # fmt: skip
            number, after = back * 100 + n, 0 if n < 2 else None
            letters += [letter(shop_id, day, number, answered_after=after)]
        rude = back % 3 == 0
        answers += [told(
            shop_id, day, 3, kind="post_contact",
            ratings={"CT9": (2, 4, 5)[back % 3], "BR0": 4, "PA0": 5},
            comment=RUDE if rude else "", tags=[Found("rude_staff", 0, 6)] if rude else (),
        )]  # fmt: skip
    await write(answers)
    await Invitation.insert(*letters)
    await rollup.rebuild(shop_id)


async def came_up(shop_id: int, number: int, order_id: int) -> None:
    """Write the candidate that `asked` of the same number is about."""
    candidate = Candidate(
        id=number, shop_id=shop_id, survey_kind="post_purchase", subject_ref=f"S{number}",
        order_id=order_id, state="asked",
    )  # fmt: skip
    await candidate.save()
