"""Shell: read what the page of the complaints shows beside the comments, and nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from admin.audited import audited_rates
from admin.corrected import NO_AUDIT
from admin.dashboard.filters import Filters
from admin.dashboard.stages.weeks import Weeks, weeks_of
from models.queries import complaints, quality
from models.queries.complaints import Course, Together
from models.queries.quality import Days, Slice
from nlp.rates import TagRates


@dataclass(frozen=True, slots=True)
class Side:
    """One stretch of days: who answered, how many comments were read, and what carries each tag."""

    answers: int
    read: int
    tags: Mapping[str, int]

    def hits(self, code: str) -> int:
        """How many answers carry a tag; never more than there are."""
        return min(self.tags.get(code, 0), self.answers)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the numbers rest on; `course` covers every course of weeks.

    `own` is how often the reader is right on this shop's own comments, as far as that is known.
    """

    now: Side
    before: Side | None
    weeks: Weeks
    course: Course
    together: Together
    own: Mapping[str, TagRates] = field(default_factory=lambda: NO_AUDIT)


async def rows(shop_id: int, filters: Filters, week: str) -> Rows:
    """Return what was complained of, day by day and together; `week` is that of today."""
    days, where = filters.days, filters.where
    weeks = weeks_of(days, filters.against)
    return Rows(
        now=await _side(shop_id, days, where),
        before=await _side(shop_id, filters.compared, where) if filters.compared else None,
        weeks=weeks,
        course=await _course(shop_id, weeks, where),
        together=await complaints.together(shop_id, days, where),
        own=await audited_rates(shop_id, week),
    )


async def _side(shop_id: int, days: Days, where: Slice) -> Side:
    tags = await quality.tags(shop_id, days, where)
    answers = (await quality.scores(shop_id, days, where)).answers
    return Side(answers, tags.read, tags.by_code)


async def _course(shop_id: int, weeks: Weeks, where: Slice) -> Course:
    answers: dict[date, int] = {}
    tags: dict[date, Mapping[str, int]] = {}
    for days in weeks.every_day:
        one = await complaints.course(shop_id, days, where)
        answers |= one.answers
        tags |= one.tags
    return Course(answers, tags)
