"""Shell: the figures of a stretch of days as plain values, for programs that ask."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from admin.audited import audited_rates
from admin.corrected import corrected
from admin.digest.content import CORE_ITEMS, OVERALL
from admin.measures.levels import (
    bottom2_from_counts,
    mean_from_counts,
    share,
    top2_from_counts,
)
from admin.measures.periods import week_of
from admin.tag_names import TagNames, tag_names
from models.queries import quality
from models.queries.quality import Days
from models.queries.response import asked_and_answered
from nlp.taxonomy import TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from nlp.rates import TagRates

Json = dict[str, Any]  # Any: what a JSON object holds


async def figures(shop_id: int, zone: ZoneInfo, since: date, until: date) -> Json:
    """Return answers, scores, tags and response of the shop's days [since, until)."""
    days = Days(since, until)
    scores = await quality.scores(shop_id, days)
    tags = await quality.tags(shop_id, days)
    names = await tag_names(shop_id)
    last_moment = datetime.combine(until, time(), zone) - timedelta(seconds=1)
    own = await audited_rates(shop_id, week_of(last_moment, zone))
    asked = await asked_and_answered(shop_id, days, zone)
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "answers": scores.answers,
        "imported": scores.imported,
        "overall": _level(scores.of(OVERALL)),
        "stages": {stage.value: _level(scores.of(item)) for stage, item in CORE_ITEMS.items()},
        "comments": {"read": tags.read, "not_read": tags.not_read, "waiting": tags.waiting},
        "tags": [
            _tag(code, names, tags.by_code.get(code, 0), tags.read, scores.answers, own)
            for code in sorted(
                (*TAGS, *names.own), key=lambda code: (-tags.by_code.get(code, 0), code)
            )
        ],
        "response": {
            "sent": asked.sent,
            "answered": asked.answered,
            "rate": share(asked.answered, asked.sent).to_json(),
        },
    }


def _level(counts: Mapping[int, int]) -> Json:
    return {
        "mean": mean_from_counts(counts).to_json(),
        "top2": top2_from_counts(counts).to_json(),
        "bottom2": bottom2_from_counts(counts).to_json(),
        "counts": {str(score): counts.get(score, 0) for score in range(1, 6)},
    }


def _tag(
    code: str, names: TagNames, count: int, read: int, answers: int, own: Mapping[str, TagRates]
) -> Json:
    found = corrected(code, count, read, answers, own)
    return {
        "code": code,
        "name": {"zh": names.name(code, "zh-Hans"), "en": names.name(code, "en")},
        "count": count,
        "share": share(count, answers).to_json(),
        "corrected": found.share.corrected.to_json() if found else None,
        "reader": found
        and {"precision": found.precision, "recall": found.recall, "judged": found.judged},
    }
