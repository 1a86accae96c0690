"""From posted fields to an answer, or to every reason why not; pure.

Unknown fields are ignored: a form of ours sends none, and nothing depends on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedback.answers.fields import Fields
from feedback.survey.items import ITEMS, OVERALL
from feedback.survey.prompts import Prompt, prompt_after
from models.choices import RatingState
from models.queries.answers import GivenAnswer, GivenRating

LONGEST_TEXT = 5_000
TEXT = "text"
# When the page was made, in milliseconds; says how long answering took.
STARTED = "started"
# No person sees this field; a program that fills in forms does.
TRAP = "homepage"
NOT_APPLICABLE = "na"
FAST_MS = 5_000
LONGEST_MS = 60 * 24 * 3600 * 1000


class Reason(StrEnum):
    """Why a field cannot be accepted; the page says it in the reader's language."""

    EMPTY = "empty"
    REPEATED = "repeated"
    UNKNOWN_CHOICE = "unknown_choice"
    TOO_LONG = "too_long"
    NUL = "nul"
    NOT_UNICODE = "not_unicode"


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that cannot be accepted as sent; `count` is its length where that matters."""

    field: str
    reason: Reason
    count: int = 0


def check(
    fields: Fields, items: Sequence[str], assigned: Prompt, locale: str, now: datetime
) -> GivenAnswer | tuple[Fault, ...]:
    """Return the answer that the fields give to the questions asked, or all that is wrong."""
    ratings = {code: _rating(code, fields) for code in items}
    text = written(fields)
    faults = [one for one in ratings.values() if isinstance(one, Fault)]
    faults += _text_faults(fields, text)
    given = tuple(one for one in ratings.values() if isinstance(one, GivenRating))
    if not faults and not text and all(one.state == RatingState.SKIPPED for one in given):
        faults.append(Fault(items[0] if items else TEXT, Reason.EMPTY))
    if faults:
        return tuple(faults)
    overall = next((one.score for one in given if one.item == OVERALL), None)
    elapsed = elapsed_ms(fields.one(STARTED), now)
    return GivenAnswer(
        ratings=given,
        overall=overall,
        prompt=prompt_after(assigned, overall),
        text=text,
        locale=locale,
        elapsed_ms=elapsed,
        flags=_flags(fields, elapsed),
    )


def written(fields: Fields) -> str:
    """Return the text as the shopper wrote it, with plain line ends; "" if it is only blank."""
    text = fields.one(TEXT).replace("\r\n", "\n")
    return text if text.strip() else ""


def elapsed_ms(started: str, now: datetime) -> int | None:
    """
    Return how long the page was open in ms, None if the page's own mark is missing or absurd.

    Examples
    --------
    >>> from datetime import UTC
    >>> elapsed_ms("1000", datetime.fromtimestamp(9, UTC)), elapsed_ms("soon", datetime.now(UTC))
    (8000, None)
    """
    if not (started.isascii() and started.isdecimal()):
        return None
    elapsed = int(now.timestamp() * 1000) - int(started)
    return elapsed if 0 <= elapsed <= LONGEST_MS else None


def _rating(code: str, fields: Fields) -> GivenRating | Fault:
    item = ITEMS[code]
    sent = fields.values.get(code, ())
    if len(sent) > 1:
        return Fault(code, Reason.REPEATED)
    if not sent or not sent[0]:
        return GivenRating(code, RatingState.SKIPPED)
    if sent[0] == NOT_APPLICABLE and item.may_not_apply:
        return GivenRating(code, RatingState.NA)
    option = item.scale.find(sent[0])
    if option is None:
        return Fault(code, Reason.UNKNOWN_CHOICE)
    choice = "" if item.scale.points else option.code
    return GivenRating(code, RatingState.RATED, option.value, choice)


def _text_faults(fields: Fields, text: str) -> list[Fault]:
    if len(fields.values.get(TEXT, ())) > 1:
        return [Fault(TEXT, Reason.REPEATED)]
    if TEXT in fields.broken:
        return [Fault(TEXT, Reason.NOT_UNICODE)]
    if "\0" in text:
        return [Fault(TEXT, Reason.NUL)]
    if len(text) > LONGEST_TEXT:
        return [Fault(TEXT, Reason.TOO_LONG, len(text))]
    return []


def _flags(fields: Fields, elapsed: int | None) -> str:
    """Return doubts for later judgement; a doubtful answer is kept like any other."""
    fast = elapsed is not None and elapsed < FAST_MS
    doubts = {"fast": fast, "trap": bool(fields.one(TRAP))}
    return ",".join(name for name, doubtful in doubts.items() if doubtful)
