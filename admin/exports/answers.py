"""Pure: answers as the rows of a table and as the records of a file that programs read.

Three blanks stay apart: a question that was not asked is empty, one that did not apply says
"n/a", one that was left out says "skipped".
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin.exports.sheet import Cell
from models.queries.exported import Exported
from models.queries.stories import RatingSeen

# The columns before the questions, by the names that programs use.
FACTS: Final = (
    "answer_id", "day", "submitted_at", "source", "survey_kind", "order_ref", "sales_channel",
    "carrier", "category", "region", "overall", "comment", "polarity", "tags",
)  # fmt: skip
BLANKS: Final[Mapping[str, str]] = MappingProxyType({"na": "n/a", "skipped": "skipped"})


def row(
    one: Exported, items: Sequence[str], zone: ZoneInfo, named: Callable[[str], str] = str
) -> tuple[Cell, ...]:
    """Return one answer as a row: FACTS, then its reply to each of `items`; tags by `named`."""
    answer, order = one.answer, one.order
    words = [comment for comment in answer.comments if comment.redacted]
    at = answer.submitted_at
    return (
        str(answer.id),  # a name, not a number: nobody adds these up
        answer.day,
        at.astimezone(zone) if at else None,
        answer.source,
        answer.survey_kind,
        answer.order_ref,
        order.sales_channel,
        order.carrier,
        order.category,
        order.region,
        answer.overall,
        "\n".join(comment.redacted for comment in words),
        "; ".join(comment.polarity for comment in words if comment.polarity),
        "; ".join(named(tag.code) for comment in words for tag in comment.tags if tag.stands),
        *(reply(one.replies.get(item)) for item in items),
    )


def reply(given: RatingSeen | None) -> str | int | None:
    """Return what was replied: a score, an option's code, or which blank it is; None: not asked."""
    if given is None:
        return None
    if given.state in BLANKS:
        return BLANKS[given.state]
    return given.choice if given.score is None else given.score


def record(one: Exported, zone: ZoneInfo) -> dict[str, Any]:  # Any: JSON
    """Return one answer as a JSON object, its comments and their tags one by one."""
    answer, order = one.answer, one.order
    at = answer.submitted_at
    return {
        "answer_id": answer.id, "day": answer.day.isoformat(),
        "submitted_at": at.astimezone(zone).isoformat(timespec="seconds") if at else None,
        "source": answer.source, "survey_kind": answer.survey_kind,
        "order_ref": answer.order_ref, "sales_channel": order.sales_channel,
        "carrier": order.carrier, "category": order.category, "region": order.region,
        "overall": answer.overall,
        "replies": {item: reply(given) for item, given in one.replies.items()},
        "comments": [
            {
                "prompt": comment.prompt, "text": comment.redacted, "reading": comment.reading,
                "polarity": comment.polarity,
                "tags": [
                    {
                        "code": tag.code, "probability": tag.probability, "verdict": tag.verdict,
                        "start": tag.start, "end": tag.end,
                    }
                    for tag in comment.tags if tag.stands
                ],
            }
            for comment in answer.comments
        ],
    }  # fmt: skip
