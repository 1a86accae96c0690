"""How asking goes: counted by the database as row by row, whatever became of each letter."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import pytest

from models.queries import health
from models.queries.health import Fate, Reply
from models.tables.outbox import OutboxMessage
from models.tables.surveys import Candidate, Invitation
from tests.admin.dashboard import rows
from tests.conftest import NOW
from tests.models.queries.asking import found_shop

pytestmark = pytest.mark.anyio
SPAN = (NOW - timedelta(days=7), NOW + timedelta(hours=1))
HOUR = timedelta(hours=1)
LETTERS = ("", "new", "sending", "done", "failed", "unknown", "withdrawn")
INVITATIONS = ("", "queued", "sent", "answered", "withdrawn")


@dataclass(frozen=True, slots=True)
class Course:
    """One order that was asked about, as its rows tell; "" is a row that is missing."""

    invitation: str
    sent: bool
    answered: bool
    letter: str

    def fate(self) -> tuple[str, bool]:
        """Say in plain words what the page calls it."""
        there = self.invitation != ""
        if there and self.letter == "unknown":
            letter = "unknown"
        elif there and self.sent:
            letter = "handed_over"
        elif there and self.letter == "failed":
            letter = "failed"
        elif not there or "withdrawn" in {self.invitation, self.letter}:
            letter = "withdrawn"
        else:
            letter = "on_its_way"
        return letter, there and self.answered


COURSES = [Course(*one) for one in product(INVITATIONS, (True, False), (True, False), LETTERS)]


async def _candidate(shop_id: int, ref: str, state: str, reason: str, at: datetime) -> int:
    candidate = Candidate(
        shop_id=shop_id, survey_kind="post_purchase", subject_ref=ref, state=state,
        reason=reason, created_at=at,
    )  # fmt: skip
    await candidate.save()
    return int(candidate.id)


async def _invitation(
    shop_id: int,
    candidate: int,
    state: str,
    sent_at: datetime | None,
    answered_at: datetime | None,
    reminded_at: datetime | None = None,
) -> int:
    invitation = Invitation(
        shop_id=shop_id, candidate_id=candidate, survey_kind="post_purchase",
        nonce=str(candidate), token_hash=f"{shop_id}-{candidate}".encode(), form="P",
        items="OV1", prompt="T1", state=state, sent_at=sent_at, answered_at=answered_at,
        reminded_at=reminded_at,
    )  # fmt: skip
    await invitation.save()
    return int(invitation.id)


async def _went(shop_id: int, number: int, course: Course, at: datetime) -> None:
    candidate = await _candidate(shop_id, f"A{number}", "asked", "", at)
    if not course.invitation:
        return
    invitation = await _invitation(
        shop_id, candidate, course.invitation, NOW if course.sent else None,
        NOW if course.answered else None,
    )  # fmt: skip
    for kind, state in (("invitation", course.letter), ("reminder", "failed")):
        if state:
            await OutboxMessage(
                shop_id=shop_id, kind=kind, key=f"{kind}:{invitation}", recipient="",
                subject="", message_id=f"{kind}{shop_id}-{number}", state=state,
                invitation_id=invitation,
            ).save()  # fmt: skip


async def test_every_course_of_a_letter_is_told_as_its_rows_tell_it(database: None) -> None:
    shop_id, stranger = await found_shop("tea"), await found_shop("other")
    for number, course in enumerate(COURSES):
        await _went(shop_id, number, course, NOW)
        await _went(shop_id, 1000 + number, course, NOW - timedelta(days=30))
    await _went(stranger, 0, COURSES[-1], NOW)
    for number, (state, reason) in enumerate(product(("waiting", "not_asked"), ("", "a", "a"))):
        await _candidate(shop_id, f"N{number}", state, reason, NOW)
    expected = Counter(("asked", "", *course.fate()) for course in COURSES)
    for state in ("waiting", "not_asked"):
        expected |= {(state, "", "", False): 1, (state, "a", "", False): 2}
    found = await health.fates(shop_id, *SPAN)
    assert {(f.state, f.reason, f.letter, f.answered): f.n for f in found} == expected
    assert len(found) == len(expected)
    assert await health.fates(shop_id, *SPAN, kind="post_contact") == []
    (theirs,) = await health.fates(stranger, *SPAN)
    assert theirs == Fate("asked", "", *COURSES[-1].fate(), n=1)


@pytest.mark.parametrize(
    ("waited", "reminded", "expected"),
    [
        (timedelta(hours=30), None, Reply(108_000, 4)),
        (timedelta(hours=30), HOUR, Reply(108_000, 4, reminded=True)),
        (timedelta(hours=30), timedelta(hours=30), Reply(108_000, 4, reminded=True)),
        (timedelta(hours=30), timedelta(hours=31), Reply(108_000, 4)),
        (timedelta(seconds=61, microseconds=400_000), None, Reply(61, 4)),
    ],
)
async def test_a_reply_knows_its_wait_and_whether_a_reminder_led_to_it(
    database: None, waited: timedelta, reminded: timedelta | None, expected: Reply
) -> None:
    shop_id, stranger = await found_shop("tea"), await found_shop("other")
    sent = NOW - timedelta(days=3)
    for shop in (shop_id, stranger):
        candidate = await _candidate(shop, "A1", "asked", "", sent)
        invitation = await _invitation(
            shop, candidate, "answered", sent, sent + waited,
            None if reminded is None else sent + reminded,
        )  # fmt: skip
        await rows.answered(shop, NOW.date(), 4, invitation_id=invitation)
    assert await health.replies(shop_id, *SPAN) == [expected]
    assert await health.replies(shop_id, *SPAN, kind="post_contact") == []
