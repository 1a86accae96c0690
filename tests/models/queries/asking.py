"""Invitations written straight into the database, for tests of what follows them."""

from datetime import datetime, timedelta
from hashlib import sha256

from models import database
from models.database import Statement, Steps
from models.queries import answers, shops
from models.queries.answers import Asked, GivenAnswer, GivenRating
from tests.conftest import NOW

ITEMS = ("OV1", "SH0", "RE0")


async def found_shop(code: str) -> int:
    """Found a shop in Shanghai."""
    return await shops.add(code, code, "Asia/Shanghai", "zh-Hans", "consent", NOW)


async def ask(
    shop_id: int, ref: str, closes_at: datetime = NOW + timedelta(days=14), state: str = "sent"
) -> Asked:
    """Invite somebody about an order, and return what the link leads to."""
    token = sha256(f"{shop_id}:{ref}".encode()).digest()
    await database.write(_asking(shop_id, ref, token, closes_at, state))
    asked = await answers.asked_by_token(token)
    assert asked is not None
    return asked


def _asking(shop_id: int, ref: str, token: bytes, closes_at: datetime, state: str) -> Steps[None]:
    candidate = yield Statement(
        "INSERT INTO candidate (shop_id, survey_kind, subject_ref)"
        " VALUES ({}, 'post_purchase', {}) RETURNING id",
        shop_id,
        ref,
    )
    yield Statement(
        "INSERT INTO invitation (shop_id, candidate_id, survey_kind, nonce, token_hash, form,"
        " items, prompt, state, created_at, closes_at)"
        " VALUES ({}, {}, 'post_purchase', {}, {}, 'P', {}, 'T1', {}, {}, {})",
        shop_id,
        candidate[0]["id"],
        ref,
        token,
        ",".join(ITEMS),
        state,
        NOW,
        closes_at,
    )


def given(score: int | None, text: str = "", *, na: bool = False) -> GivenAnswer:
    """Return an answer with one score, and perhaps words."""
    state = "skipped" if score is None else "rated"
    ratings = (
        GivenRating("OV1", state, score),
        GivenRating("SH0", "na" if na else state, None if na else score),
        GivenRating("RE0", "skipped"),
    )
    return GivenAnswer(ratings, score, "T1", text, "zh-Hans")
