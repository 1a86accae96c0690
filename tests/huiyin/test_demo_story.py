from datetime import UTC, date, datetime
from statistics import mean
from zoneinfo import ZoneInfo

from feedback.answers.fields import Fields
from feedback.answers.form import check
from feedback.survey.forms import Form
from feedback.survey.prompts import Prompt
from feedback.survey.rotation import assign
from huiyin.clock import seeded_random
from huiyin.demo import shopper, world
from huiyin.demo.story import Calendar, Tale, last_monday, tell
from models.choices import EventKind, SurveyKind
from models.queries.answers import GivenAnswer

TODAY = date(2026, 11, 21)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
WRITTEN = {"positive": ["很好"], "neutral": ["还行"]}


def told(seed: int = 7) -> list[Tale]:
    return list(tell(seeded_random(seed), TODAY, SHANGHAI))


def week_of(tale: Tale) -> int:
    calendar = Calendar(last_monday(TODAY), SHANGHAI)
    return calendar.week_of(tale.happenings[0].at.date())


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    assert told() == told()
    assert told() != told(8)


def test_every_tale_happens_in_order_and_none_begins_after_yesterday() -> None:
    for tale in told():
        times = [happening.at for happening in tale.happenings]
        assert times == sorted(times)
    orders = [tale for tale in told() if not tale.is_contact]
    assert max(tale.happenings[0].at.date() for tale in orders) < TODAY


def test_the_slow_weeks_are_felt_in_shipping_and_nowhere_else() -> None:
    orders = [tale for tale in told() if not tale.is_contact]
    slow = [tale for tale in orders if week_of(tale) in world.SLOW_WEEKS]
    usual = [tale for tale in orders if week_of(tale) > max(world.SLOW_WEEKS)]

    def level(tales: list[Tale], stage: str) -> float:
        return mean(tale.experience.levels[stage] for tale in tales)

    assert level(slow, "ship") < level(usual, "ship") - 0.3
    assert abs(level(slow, "pay") - level(usual, "pay")) < 0.1


def test_while_the_phone_is_closed_nobody_is_served_by_phone() -> None:
    contacts = [tale for tale in told() if tale.is_contact]
    closed = [tale for tale in contacts if week_of(tale) == world.PHONE_CLOSED_WEEK]
    assert closed
    assert all(tale.experience.used_channel != "phone" for tale in closed)
    assert any(tale.experience.wanted_channel == "phone" for tale in closed)


def test_the_sale_week_is_the_busiest() -> None:
    orders = [week_of(tale) for tale in told() if not tale.is_contact]
    weeks = {week: orders.count(week) for week in range(world.WEEKS)}
    assert max(weeks, key=lambda week: weeks[week]) == world.SALE_WEEK


def test_every_reply_is_one_that_the_form_accepts() -> None:
    seed = seeded_random(3)
    for number, tale in enumerate(told()[:400]):
        kind = SurveyKind.POST_CONTACT if tale.is_contact else SurveyKind.POST_PURCHASE
        form = assign(kind, b"secret", str(number))
        assert form.form is (Form.CONTACT if tale.is_contact else Form.PURCHASE)
        score = shopper.overall(seed, tale.experience)
        fields = shopper.replies(seed, tale.experience, form.items, score)
        fields["text"] = shopper.comment(seed, tale.experience, score, WRITTEN)
        sent = Fields({name: (value,) for name, value in fields.items()})
        given = check(sent, form.items, Prompt(form.prompt), "zh-Hans", NOW)
        assert isinstance(given, GivenAnswer), given


def test_a_cancelled_order_is_never_delivered() -> None:
    kinds = [[one.kind for one in tale.happenings] for tale in told() if not tale.is_contact]
    cancelled = [kind for kind in kinds if EventKind.ORDER_CANCELLED in kind]
    assert cancelled
    assert all(EventKind.ORDER_DELIVERED not in kind for kind in cancelled)
