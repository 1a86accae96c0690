"""A shop with open invitations, an answer for each try, and what must be true afterwards."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from models import database
from models.choices import InvitationState, SurveyKind
from models.database import Statement, Steps
from models.queries import answers, rollup, shops
from models.queries.accepting import Receipt, accepting
from models.queries.answers import GivenAnswer, GivenRating

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SHOP = 1
ITEMS = ("O1", "S1", "R1")
_CANDIDATES = """
INSERT INTO candidate (shop_id, survey_kind, subject_ref, state, reason, stratum)
VALUES ({}, {}, {}, 'asked', '', '')
"""
_INVITATIONS = """
INSERT INTO invitation (shop_id, candidate_id, survey_kind, nonce, token_hash, form, items, prompt,
    assignment_probability, sampling_probability, stratum, locale, basis, state, created_at,
    sent_at, closes_at)
VALUES ({}, {}, {}, '', {}, 'P', {}, 'T1', 1, 1, '', 'zh-Hans', 'contract', {}, {}, {}, {})
"""
_STORED = """
SELECT i.candidate_id AS number, a.id, a.overall, c.text FROM answer a
JOIN invitation i ON i.id = a.invitation_id AND i.shop_id = a.shop_id
LEFT JOIN comment c ON c.answer = a.id AND c.current = {}
WHERE a.shop_id = {}
"""
_RATINGS = """
SELECT answer, count(*) AS n, min(score) AS low, max(score) AS high FROM rating GROUP BY answer
"""


def token_hash(number: int) -> bytes:
    """Return what the database knows of the link to invitation `number`."""
    return hashlib.sha256(str(number).encode()).digest()


async def found_shop(invitations: int) -> None:
    """Found a shop whose invitations 1 to `invitations` are open."""
    await shops.add("tea", "茶舍", "Asia/Shanghai", "zh-Hans", "contract", NOW)
    await database.write(_inviting(invitations))
    await rollup.rebuild(SHOP)  # letters that left are counted


def _inviting(invitations: int) -> Steps[None]:
    kind, numbers = SurveyKind.POST_PURCHASE, range(1, invitations + 1)
    yield Statement.many(_CANDIDATES, ((SHOP, kind, f"order-{n}") for n in numbers))
    closes_at, items = NOW + timedelta(days=14), ",".join(ITEMS)
    fixed = (items, InvitationState.SENT, NOW, NOW, closes_at)
    rows = ((SHOP, n, kind, token_hash(n), *fixed) for n in numbers)
    yield Statement.many(_INVITATIONS, rows)


def score_of(number: int, attempt: int) -> int:
    """Return the score that a try gives to every question."""
    return 1 + (number + attempt) % 5


def text_of(number: int, attempt: int) -> str:
    """Return the words of a try; they name it."""
    return f"第{number}单，第{attempt}次：物流太慢"


async def submit(number: int, attempt: int) -> Receipt | None:
    """Answer invitation `number` as the page does; return after the commit."""
    asked = await answers.asked_by_token(token_hash(number))
    assert asked is not None
    score = score_of(number, attempt)
    given = GivenAnswer(
        ratings=tuple(GivenRating(item, "rated", score) for item in ITEMS),
        overall=score,
        prompt="T1",
        text=text_of(number, attempt),
        locale="zh-Hans",
    )
    return await database.write(accepting(SHOP, asked, given, NOW))


@dataclass(slots=True)
class History:
    """What the shoppers tried and what they were told was kept, by invitation."""

    tried: Counter[int] = field(default_factory=Counter)
    kept: Counter[int] = field(default_factory=Counter)
    acknowledged: int = 0

    def note(self, line: str) -> None:
        """Take in one line of a shopper: "try NUMBER ATTEMPT" or "ack NUMBER ATTEMPT"."""
        word, number, attempt = line.split()
        book = self.kept if word == "ack" else self.tried
        book[int(number)] = max(book[int(number)], int(attempt))
        self.acknowledged += word == "ack"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a database after its history; all zeros is right."""

    lost: int
    doubled: int
    torn: int
    miscounted: int

    @property
    def right(self) -> bool:
        """Tell whether every promise was kept."""
        return (self.lost, self.doubled, self.torn, self.miscounted) == (0, 0, 0, 0)


async def judge(history: History) -> Verdict:
    """Compare the open database with what the shoppers were told."""
    rows = await database.fetch(_STORED, True, SHOP)
    ratings = {row["answer"]: row for row in await database.fetch(_RATINGS)}
    attempts = {row["number"]: _attempt(row["text"]) for row in rows}
    lost = [n for n, kept in history.kept.items() if attempts.get(n, 0) < kept]
    torn = [row for row in rows if _is_torn(row, ratings)]
    invented = [n for n, attempt in attempts.items() if attempt > history.tried[n]]
    stored, true = await rollup.stored_counts(SHOP), await rollup.recounted(SHOP)
    return Verdict(
        lost=len(lost),
        doubled=len(rows) - len(attempts),
        torn=len(torn) + len(invented),
        miscounted=stored.differences(true),
    )


def _attempt(text: str | None) -> int:
    return int(text.split("第")[2].split("次")[0]) if text else 0


def _is_torn(row: database.Row, ratings: Mapping[int, database.Row]) -> bool:
    """Tell whether an answer's parts are of different tries, or some are missing."""
    attempt = _attempt(row["text"])
    score = score_of(row["number"], attempt)
    rated = ratings.get(row["id"], {"n": 0, "low": 0, "high": 0})
    whole = (row["overall"], rated["n"], rated["low"], rated["high"])
    return attempt == 0 or whole != (score, len(ITEMS), score, score)


def next_tries(history: History, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the next try of each number."""
    return [(number, history.tried[number] + 1) for number in numbers]
