"""Shell: read what the page of a stage shows, and nothing more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from admin.dashboard.filters import Filters
from admin.dashboard.stages.items import prefix
from admin.dashboard.stages.weeks import Weeks, weeks_of
from admin.dashboard.words import CORE
from admin.tag_names import TagNames, tag_names
from models.choices import Stage
from models.queries import complaints, quality, stage_detail
from models.queries.complaints import Course
from models.queries.quality import Days, Slice
from models.queries.stage_detail import ContactFacts, ItemScores, OrderFacts, Ratings


@dataclass(frozen=True, slots=True)
class Side:
    """One stretch of days: the scores of every item, and how many answers carry each tag."""

    scores: Mapping[str, ItemScores]
    answers: int
    tags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the page of a stage rests on; `by_day` covers every course of weeks."""

    stage: Stage
    now: Side
    before: Side | None
    weeks: Weeks
    by_day: Mapping[date, Ratings]
    strata: Mapping[str, Mapping[str, Ratings]]
    strata_before: Mapping[str, Mapping[str, Ratings]] = field(default_factory=dict)
    orders: tuple[OrderFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    names: TagNames = field(default_factory=TagNames)


async def rows(shop_id: int, stage: Stage, filters: Filters) -> Rows:
    """Return what was said of one stage, and what happened to those who said it."""
    days, where, core = filters.days, filters.where, CORE[stage]
    weeks = weeks_of(days, filters.against)
    orders: list[OrderFacts] = []
    contacts: list[ContactFacts] = []
    if stage is Stage.CONTACT:
        contacts = await stage_detail.contact_facts(shop_id, days, core, where)
    else:
        orders = await stage_detail.order_facts(shop_id, days, core, where)
    return Rows(
        stage=stage,
        now=await _side(shop_id, days, stage, where),
        before=await _side(shop_id, filters.compared, stage, where) if filters.compared else None,
        weeks=weeks,
        by_day=await _by_day(shop_id, weeks, core, where),
        strata=await _strata(shop_id, days, stage, where),
        strata_before=await _strata(shop_id, filters.compared, stage, where),
        orders=tuple(orders),
        contacts=tuple(contacts),
        names=await tag_names(shop_id),
    )


async def _strata(
    shop_id: int, days: Days | None, stage: Stage, where: Slice
) -> dict[str, dict[str, Ratings]]:
    if days is None:
        return {}
    found = await stage_detail.order_strata(shop_id, days, CORE[stage], where)
    if stage is not Stage.CONTACT:
        return found
    return await stage_detail.contact_strata(shop_id, days, CORE[stage], where) | found


async def _by_day(shop_id: int, weeks: Weeks, core: str, where: Slice) -> dict[date, Ratings]:
    courses = [
        await stage_detail.day_ratings(shop_id, days, core, where) for days in weeks.every_day
    ]
    return {day: ratings for course in courses for day, ratings in course.items()}


async def _side(shop_id: int, days: Days, stage: Stage, where: Slice) -> Side:
    scores = await stage_detail.item_scores(shop_id, days, prefix(stage), where)
    if where.contact:
        return _of_course(scores, await complaints.course(shop_id, days, where))
    answers = (await quality.scores(shop_id, days, where)).answers
    return Side(scores, answers, (await quality.tags(shop_id, days, where)).by_code)


def _of_course(scores: Mapping[str, ItemScores], course: Course) -> Side:
    tags = sum((Counter(day) for day in course.tags.values()), Counter[str]())
    return Side(scores, sum(course.answers.values()), tags)
