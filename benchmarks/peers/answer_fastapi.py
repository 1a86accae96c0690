"""The same answer in FastAPI with SQLAlchemy 2 on aiosqlite, written as their guides show."""

# ruff: noqa: D101 - the tables are described in models/tables

import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse
from sqlalchemy import ForeignKey, event, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# One connection: with more of them, writers starve in SQLite's lock and some get "locked".
engine = create_async_engine(
    f"sqlite+aiosqlite:///{os.environ['BENCH_DATABASE']}",
    pool_size=1,
    max_overflow=0,
    pool_timeout=60,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


@event.listens_for(engine.sync_engine, "connect")
def durable(connection: Any, _record: Any) -> None:  # Any: the driver's own
    connection.isolation_level = None  # SQLAlchemy's own advice: begin where `immediate` says so
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=1", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine.sync_engine, "begin")
def immediate(connection: Any) -> None:  # Any: the driver's own
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Base(DeclarativeBase):
    pass


class Invitation(Base):
    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    candidate_id: Mapped[int]
    customer_id: Mapped[int]
    token_hash: Mapped[bytes]
    items: Mapped[str]
    form: Mapped[str]
    state: Mapped[str]
    answered_at: Mapped[str | None]


class Shop(Base):
    __tablename__ = "shop"
    id: Mapped[int] = mapped_column(primary_key=True)
    timezone: Mapped[str]


class Candidate(Base):
    __tablename__ = "candidate"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_ref: Mapped[str]


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    last_answered_at: Mapped[str | None]


class Answer(Base):
    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    invitation_id: Mapped[int]
    customer_id: Mapped[int]
    order_ref: Mapped[str]
    form: Mapped[str]
    overall: Mapped[int | None]
    submitted_at: Mapped[str]
    local_day: Mapped[date]


class Rating(Base):
    __tablename__ = "rating"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    answer: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    item: Mapped[str]
    state: Mapped[str]
    score: Mapped[int | None]


class Comment(Base):
    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    answer: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    prompt: Mapped[str]
    text: Mapped[str]
    local_day: Mapped[date]


class ScoreCount(Base):
    __tablename__ = "score_count"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    day: Mapped[date]
    form: Mapped[str]
    item: Mapped[str]
    score: Mapped[int]
    n: Mapped[int]


class TagCount(Base):
    __tablename__ = "tag_count"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int]
    day: Mapped[date]
    code: Mapped[str]
    n: Mapped[int]


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened, opened.begin():
        yield opened


@app.post("/a/{token}")
async def accept(
    token: str, request: Request, db: Annotated[AsyncSession, Depends(session)]
) -> RedirectResponse:
    fields = await request.form()
    digest = sha256(token.encode()).digest()
    found = await db.execute(
        select(Invitation, Shop, Candidate)
        .join(Shop, Shop.id == Invitation.shop_id)
        .join(Candidate, Candidate.id == Invitation.candidate_id)
        .where(Invitation.token_hash == digest)
    )
    row = found.first()
    if row is None:
        raise HTTPException(404)
    invitation, shop, candidate = row
    ratings = {item: str(fields.get(item, "")) for item in invitation.items.split(",")}
    await store(db, invitation, shop, candidate, ratings, str(fields.get("text", "")))
    return RedirectResponse(f"/a/{token}/thanks", 303)


async def store(
    db: AsyncSession,
    invitation: Invitation,
    shop: Shop,
    candidate: Candidate,
    ratings: dict[str, str],
    text: str,
) -> None:
    now = datetime.now(UTC)
    day = now.astimezone(ZoneInfo(shop.timezone)).date()
    invitation.state, invitation.answered_at = "answered", now.isoformat()
    overall = int(ratings["OV1"]) if ratings["OV1"].isdigit() else None
    answer = Answer(
        shop_id=shop.id,
        invitation_id=invitation.id,
        customer_id=invitation.customer_id,
        order_ref=candidate.subject_ref,
        form=invitation.form,
        overall=overall,
        submitted_at=now.isoformat(),
        local_day=day,
    )
    db.add(answer)
    await db.flush()
    counted = [("ANSWERS", 0)]
    for item, value in ratings.items():
        score = int(value) if value.isdigit() else None
        state = "na" if value == "na" else "rated" if score is not None else "skipped"
        db.add(Rating(shop_id=shop.id, answer=answer.id, item=item, state=state, score=score))
        counted.append((item, score if score is not None else -1))
    db.add(Comment(shop_id=shop.id, answer=answer.id, prompt="T2", text=text, local_day=day))
    counts = insert(ScoreCount).values(
        [
            {"shop_id": shop.id, "day": day, "form": "P", "item": item, "score": score, "n": 1}
            for item, score in counted
        ]
    )
    await db.execute(
        counts.on_conflict_do_update(
            index_elements=["shop_id", "day", "form", "item", "score"],
            set_={"n": ScoreCount.n + counts.excluded.n},
        )
    )
    waiting = insert(TagCount).values(shop_id=shop.id, day=day, code="(waiting)", n=1)
    await db.execute(
        waiting.on_conflict_do_update(
            index_elements=["shop_id", "day", "code"], set_={"n": TagCount.n + waiting.excluded.n}
        )
    )
    await db.execute(
        update(Customer)
        .where(Customer.id == invitation.customer_id)
        .values(last_answered_at=now.isoformat())
    )


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        access_log=False,
        log_level="warning",
    )
