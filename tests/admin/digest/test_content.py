from admin.digest.content import Asking, Quote, Sums, compose
from admin.measures.change import Finding
from models.choices import Stage

PERIOD = "2026-W46"
USUAL = {1: 20, 2: 30, 3: 90, 4: 300, 5: 360}
ASKED = Asking(sent=900, answered=120)


def week(
    answers: int = 120,
    imported: int = 0,
    items: dict[str, dict[int, int]] | None = None,
    tags: dict[str, int] | None = None,
) -> Sums:
    return Sums(answers, imported, items or {}, tags or {}, read=answers // 2)


def test_the_stage_that_fell_for_real_is_named() -> None:
    content = compose(
        PERIOD,
        week(items={"SH0": {1: 20, 2: 20, 3: 10, 4: 5, 5: 5}, "BR0": {4: 30, 5: 30}}),
        week(800, items={"SH0": USUAL, "BR0": {4: 400, 5: 400}}),
        ASKED,
    )
    assert content.moved is not None
    assert content.moved.stage is Stage.SHIP
    assert content.moved.verdict.finding is Finding.REAL


def test_a_stage_nobody_rated_is_never_given_a_number() -> None:
    content = compose(PERIOD, week(), week(800), ASKED)
    assert [level.is_shown for level in content.stages] == [False] * 5
    assert content.moved is None


def test_a_complaint_told_twice_as_often_is_called_risen() -> None:
    content = compose(
        PERIOD,
        week(tags={"limited_channels": 24, "quality_defect": 8}),
        week(800, tags={"limited_channels": 40, "quality_defect": 52}),
        ASKED,
    )
    assert [tag.code for tag in content.risen] == ["limited_channels"]


def test_without_a_baseline_complaints_are_listed_but_not_judged() -> None:
    content = compose(PERIOD, week(tags={"lost_parcel": 12}), week(0), ASKED)
    assert [(tag.code, tag.count) for tag in content.tags] == [("lost_parcel", 12)]
    assert content.tags[0].verdict.finding is Finding.TOO_FEW


def test_three_quotes_speak_for_the_three_most_telling_complaints() -> None:
    quotes = [Quote(n, code, f"{code} {n}") for n, code in enumerate("aabbccdd")]
    tags = {"a": 5, "b": 9, "c": 7, "d": 6}
    content = compose(PERIOD, week(tags=tags), week(800, tags=tags), ASKED, quotes)
    assert [quote.code for quote in content.quotes] == ["b", "c", "d"]


def test_one_answer_is_quoted_once_whatever_it_complains_of() -> None:
    quotes = [Quote(1, "a", "both"), Quote(1, "b", "both"), Quote(2, "b", "other")]
    content = compose(PERIOD, week(tags={"a": 9, "b": 8}), week(0), ASKED, quotes)
    assert [quote.answer_id for quote in content.quotes] == [1, 2]


def test_a_week_of_imports_alone_makes_no_digest() -> None:
    assert not compose(PERIOD, week(40, imported=40), week(0), ASKED).is_worth_sending
    assert compose(PERIOD, week(41, imported=40), week(0), ASKED).is_worth_sending


def test_an_empty_week_still_composes() -> None:
    content = compose(PERIOD, week(0), week(0), Asking(0, 0))
    assert content.overall.mean.value is None
    assert not content.is_worth_sending
