"""Who answers and who stays silent, and how the score moves with the asking."""

import pytest

from admin.dashboard.health import silence
from admin.dashboard.weighted.gathering import Side
from admin.dashboard.weighted.weighing import weigh
from models.queries.asked_strata import Asked
from models.queries.health import Reply
from tests.admin.dashboard.weighted.cells import CHAT, LATE, ON_TIME, SERVED, counted

ASKED = [Asked(ON_TIME, 300, 60), Asked(LATE, 80, 40), Asked(CHAT, 40, 10)]


def say(message: str) -> str:
    return message


def replied(days: float, overall: int, *, reminded: bool = False) -> Reply:
    return Reply(round(days * 86_400), overall, reminded)


def test_each_group_says_how_many_answer_and_what_they_weigh() -> None:
    found = silence.silence(ASKED, {**SERVED, CHAT: 50}, weigh(Side(counted(), SERVED)), [])
    late = {one.level: one for one in found.groups if one.margin == "late"}
    assert late["no"].response.value == pytest.approx(0.2)
    assert late["yes"].response.value == pytest.approx(0.5)
    assert (late["no"].served, late["yes"].served) == (900, 100)
    assert (late["no"].weight, late["yes"].weight) == pytest.approx((1.5, 0.25))
    assert late["(contact)"].weight is None


def test_groups_are_named_for_a_reader() -> None:
    found = silence.silence(ASKED, {**SERVED, CHAT: 50}, weigh(Side(counted(), SERVED)), [])
    names = {name: [row.name for row in rows] for name, rows, _ in silence.tables(found, say)}
    assert names["Late or on time"] == ["On time", "Late", "Contacts with service"]
    assert names["Channel"] == ["web", "Contacts: Live chat"]
    assert silence.told(found, say)[0].startswith("100 answers stand for 1,000 orders")


def test_the_score_is_followed_as_asking_gets_harder() -> None:
    replies = [
        *(replied(0.5, 5) for _ in range(20)), *(replied(1.5, 4) for _ in range(20)),
        *(replied(3, 3) for _ in range(10)), *(replied(5, 2, reminded=True) for _ in range(10)),
    ]  # fmt: skip
    steps = silence.effort_steps(replies)
    assert [one.mean.value for one in steps] == [5, 4, 3, 2]
    assert [one.so_far.value for one in steps] == pytest.approx([5, 4.5, 4.2, 230 / 60])


def test_without_any_answer_a_sentence_stands_there() -> None:
    nobody = weigh(Side(counted(0, 0), {}))
    found = silence.silence([], {}, nobody, [])
    assert silence.tables(found, say) == []
    assert "nothing to weight to" in silence.told(found, say)[0]
    assert all(one.mean.value is None for one in found.steps)
    assert len(silence.sheets(found, say)) == 2
