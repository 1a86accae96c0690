"""How asking goes, from rows to numbers: the way, the reasons, the times, the silent."""

import pytest

from admin.dashboard.health import findings, shapes
from admin.dashboard.health.findings import Found
from admin.dashboard.health.gathering import Rows
from admin.measures.change import Finding
from admin.measures.estimate import Visibility
from models.queries.health import Fate, Letters, Reply, Took
from models.queries.response import Response

FATES = (
    Fate("waiting", "", "", answered=False, n=5),
    Fate("waiting", "quiet_hours", "", answered=False, n=15),
    Fate("not_asked", "no_basis", "", answered=False, n=30),
    Fate("not_asked", "cancelled", "", answered=False, n=50),
    Fate("asked", "", "handed_over", answered=True, n=40),
    Fate("asked", "", "handed_over", answered=False, n=40),
    Fate("asked", "", "unknown", answered=False, n=10),
    Fate("asked", "", "failed", answered=False, n=10),
)


def say(message: str) -> str:
    return message


def rows(
    fates: tuple[Fate, ...] = FATES,
    replies: tuple[Reply, ...] = (),
    took: tuple[Took, ...] = (),
    response: Response = Response(100, 40),  # noqa: B008 — a frozen value
    before: Response | None = None,
    stops: dict[str, int] | None = None,
) -> Rows:
    return Rows(fates, replies, took, response, before, Letters(150, 50), stops or {})


def reply(hours: float, score: int | None = 4, *, reminded: bool = False) -> Reply:
    return Reply(round(hours * 3600), score, reminded)


def judged(**more: object) -> Found:
    return findings.judge(rows(**more))  # type: ignore[arg-type]  # a test's own shorthand


def test_each_step_is_a_part_of_the_one_before() -> None:
    steps = judged().steps
    assert [step.n for step in steps] == [200, 180, 100, 90, 40]
    assert next(step.share.value for step in steps if step.share) == 0.9
    assert steps[0].share is None


def test_reasons_are_told_most_frequent_first() -> None:
    found = judged()
    assert found.refused == (("cancelled", 50), ("no_basis", 30))
    assert found.waiting == (("quiet_hours", 15), ("", 5))
    assert found.letters == (("handed_over", 80), ("failed", 10), ("unknown", 10))


def test_a_response_rate_that_fell_says_so() -> None:
    level = judged(response=Response(1000, 100), before=Response(1000, 200)).response
    assert level.verdict is not None
    assert level.verdict.finding is Finding.REAL
    assert judged().response.verdict is None


def test_time_to_answer_is_told_by_its_middle() -> None:
    found = judged(replies=tuple(reply(float(n)) for n in range(1, 42)))
    assert found.hours.value == 21.0
    assert found.hours_three_quarters.value == 31.0


def test_how_long_each_form_takes_stands_beside_its_promise() -> None:
    quick = tuple(Took("P", 1000 * n) for n in range(40, 80))
    slow = tuple(Took("C", 2000 * n) for n in range(40, 80))
    contact, purchase = judged(took=(*quick, *slow)).took
    assert (purchase.form, purchase.median.value, purchase.over.value) == ("P", 59.5, 0.0)
    assert shapes.promise_told(purchase, say) == "keeps within 90 seconds"
    assert shapes.promise_told(contact, say).startswith("takes more")
    assert shapes.promise_told(judged(took=quick[:5]).took[0], say) == ""


@pytest.mark.parametrize(
    ("at_once", "reminded", "told"),
    [
        ((5, 4), (2, 1), "more than chance"),
        ((5, 4), (5, 4), "No sign"),
        ((5, 1), (4, 2), "cannot be said yet"),
    ],
)
def test_those_who_needed_a_reminder_stand_for_the_silent(
    at_once: tuple[int, int], reminded: tuple[int, int], told: str
) -> None:
    n = 40 if told == "cannot be said yet" else 400
    replies = tuple(
        reply(1.0, pair[k % 2], reminded=late)
        for pair, late in ((at_once, False), (reminded, True))
        for k in range(n)
    )
    assert told in shapes.effort_told(findings.effort(replies), say)


def test_too_few_who_needed_a_reminder_are_not_compared() -> None:
    found = findings.effort([reply(1.0, 5)] * 12)
    assert (found.at_once.n, found.reminded.n) == (12, 0)
    assert "Too few" in shapes.effort_told(found, say)


def test_those_who_left_are_held_against_all_letters() -> None:
    found = judged(stops={"unsubscribed": 2, "dead_address": 3})
    assert (found.unsubscribed.value, found.unsubscribed.n, found.closed) == (0.01, 200, 3)


def test_an_empty_shop_has_no_number_and_no_fault() -> None:
    nothing = Rows((), (), (), Response(0, 0), Response(0, 0), Letters(0, 0), {})
    found = findings.judge(nothing)
    assert found.response.estimate.visibility is Visibility.HIDDEN
    assert shapes.funnel(found, say) is None
    assert "Too few" in shapes.effort_told(found.effort, say)
    assert len(shapes.sheets(found, "en", lambda code, _: code, say)) == 4
