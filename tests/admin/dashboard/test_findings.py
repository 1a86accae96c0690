"""Numbers of the overview: verdicts, words that follow good and bad, sentences, small samples."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from admin.charts.drawing import Tone
from admin.dashboard.cards import Card, cards
from admin.dashboard.filters import read
from admin.dashboard.findings import Sums, complaint_rate, judge
from admin.dashboard.pictures import complaints, journey
from admin.dashboard.sentences import closer, what_changed
from admin.dashboard.verdicts import PER_CENT_WORSE, POINTS, figure
from admin.measures.change import is_it_real, newcombe_difference, welch
from admin.measures.estimate import Visibility
from models.choices import Stage
from models.queries.quality import Days, DayScores, Scores, Tags
from models.queries.response import Response

TODAY = date(2026, 11, 21)
FILTERS = read({}, TODAY)
GOOD = {3: 2, 4: 6, 5: 12}
BAD = {1: 8, 2: 6, 3: 4, 4: 2}


def say(message: str) -> str:
    return message


def sums(
    overall: dict[int, int],
    *,
    ship: dict[int, int] | None = None,
    tags: dict[str, int] | None = None,
    asked: tuple[int, int] = (0, 0),
    imported: int = 0,
    days: int = 28,
) -> Sums:
    """Return sums in which every day is like the other."""
    n = sum(overall.values()) * days
    by_day = [DayScores(TODAY - timedelta(days=d), n // days, overall) for d in range(days)]
    whole = {score: count * days for score, count in overall.items()}
    found = tags or {}
    return Sums(
        days=Days(TODAY - timedelta(days=27), TODAY + timedelta(days=1)),
        scores=Scores(n, imported, {"OV1": whole, **({"SH0": ship} if ship else {})}),
        by_day=by_day,
        tags=Tags(found, read=n, not_read=0, waiting=0),
        tags_by_day={day.day: sum(found.values()) // days for day in by_day},
        response=Response(*asked),
    )


def deck(now: Sums, before: Sums | None) -> dict[str, Card]:
    shown = cards(now, judge(now, before), FILTERS, "/shops/tea", say)
    return {card.key: card for card in shown}


def test_more_complaints_go_up_and_are_bad() -> None:
    (verdict,) = is_it_real([newcombe_difference((120, 400), (40, 400))])
    assert figure(verdict, PER_CENT_WORSE, say).tone is Tone.BAD
    assert figure(verdict, PER_CENT_WORSE, say).text == "▲ 20.0 worse"


def test_fewer_complaints_go_down_and_are_good() -> None:
    (verdict,) = is_it_real([newcombe_difference((40, 400), (120, 400))])
    assert figure(verdict, PER_CENT_WORSE, say).tone is Tone.GOOD
    assert figure(verdict, PER_CENT_WORSE, say).text == "▼ 20.0 better"


def test_a_change_that_may_be_chance_has_no_colour() -> None:
    (verdict,) = is_it_real([welch({3: 20, 4: 25, 5: 20}, {3: 22, 4: 20, 5: 18})])
    assert figure(verdict, POINTS, say).tone is Tone.PLAIN
    assert figure(verdict, POINTS, say).text.endswith(("not sure", "no change"))


def test_no_change_below_thirty_answers() -> None:
    (verdict,) = is_it_real([newcombe_difference((12, 20), (40, 400))])
    assert figure(verdict, PER_CENT_WORSE, say).text == "too few to compare"


def test_the_four_cards_carry_number_interval_change_and_link() -> None:
    shown = deck(sums(BAD, asked=(900, 560)), sums(GOOD, asked=(900, 550)))
    assert list(shown) == ["overall", "response", "low", "complaints"]
    assert shown["overall"].value == "2.00"
    assert " – " in shown["overall"].interval
    assert shown["overall"].change.tone is Tone.BAD
    assert shown["overall"].course is not None
    assert shown["low"].href == "/shops/tea/responses?score=low"
    assert shown["low"].value == "70.0%"


def test_fewer_than_ten_answers_show_no_number() -> None:
    shown = deck(sums({1: 1, 4: 1}, days=4), sums(GOOD))
    assert shown["overall"].value == ""
    assert shown["overall"].change.text == ""
    assert "8" in shown["overall"].note


def test_ten_to_twenty_nine_answers_are_faint() -> None:
    shown = deck(sums({1: 1, 4: 1}, days=10), None)
    assert shown["overall"].faint
    assert shown["overall"].value == "2.50"


def test_imported_answers_have_no_response_rate() -> None:
    assert deck(sums(GOOD, imported=560), None)["response"].note.startswith("Imported")


def test_the_complaint_rate_may_exceed_one_per_answer_and_has_an_interval_over_days() -> None:
    now = sums(BAD, tags={"slow_shipping": 560, "rude_staff": 280})
    estimate, _ = complaint_rate(now)
    assert estimate.value == pytest.approx(1.5)
    assert estimate.n == 560


def test_a_day_that_went_wrong_widens_the_interval_of_the_complaint_rate() -> None:
    now = sums(BAD, tags={"slow_shipping": 280})
    uneven = dict.fromkeys(now.tags_by_day, 5) | {TODAY: 145}
    spread = Sums(now.days, now.scores, now.by_day, now.tags, uneven, now.response)
    estimate, variance = complaint_rate(spread)
    assert estimate.value == pytest.approx(0.5)
    assert variance > 0
    assert estimate.low is not None
    assert estimate.low < 0.5


def test_the_stage_that_fell_is_told_with_the_complaint_behind_it() -> None:
    now = sums(BAD, ship={1: 60, 2: 60, 3: 30}, tags={"slow_shipping": 196})
    before = sums(GOOD, ship={4: 90, 5: 90}, tags={"slow_shipping": 14})
    told = what_changed(judge(now, before), "en", say)
    assert told[0].startswith("The overall score fell from 4.50 to 2.00, a real change.")
    assert told[1].startswith("Ship fell from 4.50 to 1.80, a real change.")
    assert "“Slow shipping” went from 2.5 to 35.0 per 100 answers (+32.5)." in told[1]
    assert len(told) == 2


def test_nothing_real_is_said_in_one_sentence() -> None:
    (told,) = what_changed(judge(sums(GOOD), sums(GOOD)), "en", say)
    assert told.startswith("Nothing changed by more than chance")
    assert "lowest" not in told


def test_nothing_real_is_no_praise_of_a_low_level() -> None:
    low = sums(GOOD, ship={2: 90, 3: 90})
    found = judge(low, low)
    (told,) = what_changed(found, "en", say)
    assert told.endswith("That says nothing of the level itself: lowest is Ship at 2.50.")
    assert closer(found, "en", say) == (("stage", "ship", "Ship"),)


def test_a_card_that_alone_changed_is_told() -> None:
    now, before = sums(GOOD, asked=(2000, 560)), sums(GOOD, asked=(1000, 560))
    (told,) = what_changed(judge(now, before), "en", say)
    assert told == "Response rate fell from 56.0% to 28.0%, a real change."


def test_too_few_names_the_side_that_is_too_small() -> None:
    (told,) = what_changed(judge(sums(GOOD), sums({4: 1}, days=12)), "en", say)
    assert told == "Too few answers in the days compared with to say whether anything changed."
    shown = deck(sums(GOOD), sums({4: 1}, days=12))
    assert shown["overall"].change.text == "too few before"


def test_without_a_comparison_nothing_is_claimed() -> None:
    (told,) = what_changed(judge(sums(GOOD), None), "en", say)
    assert told == "There is nothing to compare these days with."


def test_a_stage_nobody_rated_says_so_and_leads_nowhere() -> None:
    found = judge(sums(GOOD), None)
    assert found.stages[Stage.CONTACT].estimate.visibility is Visibility.HIDDEN
    drawn = journey(sums(GOOD), found, FILTERS, "/shops/tea", say).wide
    assert drawn.svg.count("no ratings in these days") == 5
    assert "<a " not in drawn.svg


def test_a_complaint_leads_to_its_words_and_says_when_it_is_new() -> None:
    now, before = sums(BAD, tags={"slow_shipping": 196}), sums(GOOD)
    drawn = complaints(now, before, judge(now, before), FILTERS, "/shops/tea", "zh-Hans", say)
    assert drawn is not None
    assert 'href="/shops/tea/complaints?tag=slow_shipping"' in drawn.wide.svg
    assert drawn.wide.table.rows == (("发货物流慢", "35.0", "n 196", "not in the days before"),)


def test_too_few_answers_draw_no_complaints() -> None:
    now = sums({1: 1, 4: 1}, days=4, tags={"slow_shipping": 3})
    assert complaints(now, None, judge(now, None), FILTERS, "/s", "en", say) is None


def test_a_course_begins_and_ends_with_answers_however_long_the_days() -> None:
    now = sums(GOOD)
    years = Days(TODAY - timedelta(days=2000), TODAY + timedelta(days=1))
    long = Sums(years, now.scores, now.by_day, now.tags, now.tags_by_day, now.response)
    course = deck(long, None)["response"].course
    assert course is None or len(course.table.rows) <= 2
    shown = deck(now, None)["overall"].course
    assert shown is not None
    assert len(shown.table.rows) == 28


def test_what_was_tested_is_mentioned_only_when_something_is_real() -> None:
    assert not judge(sums(GOOD), sums(GOOD)).is_news
    assert judge(sums(BAD), sums(GOOD)).is_news


def trusted(given: dict[int, int]) -> Sums:
    """Return usual sums in which the shop is trusted so."""
    usual = sums({4: 10, 5: 10})
    by_item = {**usual.scores.by_item, "OV4": given}
    return replace(usual, scores=replace(usual.scores, by_item=by_item))


def test_a_real_loss_of_trust_is_told_and_not_called_nothing() -> None:
    found = judge(trusted({1: 200, 2: 200}), trusted({4: 200, 5: 200}))
    assert found.outcomes["OV4"].estimate.value == pytest.approx(1.5)
    assert found.is_news
    assert what_changed(found, "en", say) == (
        "Trusts the shop (1 to 5) fell from 4.50 to 1.50, a real change.",
    )
    assert found.outcomes["OV2"].estimate.n == 0
