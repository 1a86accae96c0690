"""Our own answer POST: "full" as it is served, "bare" with its database answering from memory."""

import os
import sys
from datetime import UTC, datetime
from typing import TypeVar

import uvicorn

from huiyin.app import create_app
from huiyin.settings import load
from models import database
from models.database import Steps

T = TypeVar("T")


def without_a_database() -> None:
    """Answer every statement of the handler from memory; everything around it stays."""
    invited = datetime(2026, 11, 21, tzinfo=UTC)
    asked = {
        "id": 1,
        "shop_id": 1,
        "shop_name": "T",
        "timezone": "Asia/Shanghai",
        "customer_id": 1,
        "email_hash": b"",
        "survey_kind": "post_purchase",
        "form": "P",
        "items": "OV1,SH0,SH1,SH2,RE0,OV2",
        "prompt": "T1",
        "locale": "zh-Hans",
        "state": "sent",
        "stratum": "",
        "sampling_probability": 1.0,
        "created_at": invited,
        "sent_at": None,
        "closes_at": datetime(2099, 1, 1, tzinfo=UTC),
        "order_id": None,
        "contact_id": None,
        "order_ref": "o",
        "channel": "",
    }

    async def told(steps: Steps[T]) -> T:
        try:
            next(steps)
            statement = steps.send([dict(asked)])
            while True:
                statement = steps.send(
                    [{"id": 1, "sent_at": None}] if "RETURNING" in statement.sql else []
                )
        except StopIteration as end:
            value: T = end.value
            return value

    database.write = told


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
