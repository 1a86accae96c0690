"""Our own answer POST: "full" as it is served, "bare" with its two database calls gone."""

import os
import sys

import uvicorn

from huiyin.app import create_app
from huiyin.settings import load
from models import database
from models.choices import InvitationState
from models.queries import answers
from models.queries.answers import Asked, Receipt


def without_a_database() -> None:
    """Answer the two calls of the handler from memory; everything around them stays."""
    from datetime import UTC, datetime

    asked = Asked(
        id=1,
        shop_id=1,
        shop_name="T",
        timezone="Asia/Shanghai",
        customer_id=1,
        email_hash=b"",
        survey_kind="post_purchase",
        form="P",
        items=("OV1", "SH0", "SH1", "SH2", "RE0", "OV2"),
        prompt="T1",
        locale="zh-Hans",
        state=InvitationState.SENT,
        stratum="",
        sampling_probability=1.0,
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
        sent_at=None,
        closes_at=datetime(2099, 1, 1, tzinfo=UTC),
        order_id=None,
        contact_id=None,
        order_ref="o",
        channel="",
    )

    async def found(_token_hash: bytes) -> Asked:
        return asked

    async def written(_steps: object) -> Receipt:
        return Receipt(1, None, edited=False)

    answers.asked_by_token = found  # type: ignore[assignment]  # the bench's own server
    database.write = written  # type: ignore[assignment]  # as above


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        without_a_database()
    settings = load(
        {
            "HUIYIN_DATABASE_URL": f"sqlite:///{os.environ['BENCH_DATABASE']}",
            "HUIYIN_SECRET_KEY": "a secret of thirty-two characters",
            "HUIYIN_WORKER": "separate",
        }
    )
    uvicorn.run(
        create_app(settings),
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        access_log=False,
        log_level="warning",
    )
