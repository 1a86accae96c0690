"""GET /api/measures/… and /api/answers: a shop's figures for its own programs."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from admin.api import depths, overviews, shapes
from admin.api.door import DOOR, LARGEST_PAGE, AnyRequest, Caller
from admin.api.errors import AskedWrongly, NothingThere, Parameter
from admin.api.shapes import About, AnswerOut, RatingOut
from admin.audited import audited_rates
from admin.dashboard import courses, gathering, listing
from admin.dashboard.channels.page import judged
from admin.dashboard.drivers.page import analysed
from admin.dashboard.drivers.shelf import shelf_of
from admin.dashboard.filters import Filters
from admin.dashboard.findings import Sums, judge
from admin.dashboard.first_screen import first_screen
from admin.dashboard.health import findings as health_findings
from admin.dashboard.health import gathering as health_gathering
from admin.dashboard.stages import findings as stage_findings
from admin.dashboard.stages import gathering as stage_gathering
from admin.dashboard.stages.items import prefix
from admin.dashboard.weighted import screens
from admin.dashboard.weighted.gathering import sides
from admin.dashboard.weighted.screens import Both, Overview
from admin.dashboard.words import STAGES
from admin.measures.periods import week_of
from admin.tag_names import tag_names
from models.choices import Stage
from models.queries import ratings, responses
from models.queries.responses import Wanted
from models.seen import START, Place
from nlp.taxonomy import TAGS

WEIGHABLE = {"weighable": True}


@get("/api/measures/overview", opt=WEIGHABLE, **DOOR)
async def overview(
    caller: NamedDependency[Caller], asked_filters: NamedDependency[Filters]
) -> overviews.Overview:
    """Return the four numbers and the journey, each with its change and whether it is real."""
    now, screen, weighed = await _judged(caller, asked_filters, course=True)
    course = screen.course or courses.plain(now)
    return overviews.overview(_about(caller, asked_filters, weighed), now, screen.found, course)


@get("/api/measures/complaints", opt=WEIGHABLE, **DOOR)
async def complaints(
    caller: NamedDependency[Caller], asked_filters: NamedDependency[Filters]
) -> overviews.Complaints:
    """Return every complaint: counted, corrected for the reader's errors, and its change."""
    now, screen, weighed = await _judged(caller, asked_filters)
    own = await audited_rates(caller.shop.id, week_of(caller.now, caller.shop.zone))
    return overviews.complaints(_about(caller, asked_filters, weighed), now, screen.found, own)


@get("/api/measures/stages/{stage:str}", opt=WEIGHABLE, **DOOR)
async def stage(
    stage: FromPath[str],
    caller: NamedDependency[Caller],
    asked_filters: NamedDependency[Filters],
) -> depths.StageOut:
    """Return one stage: browse, pay, ship, receive or contact."""
    if stage not in STAGES:
        raise NothingThere(f"The stages are {', '.join(STAGES)}.")
    rows = await stage_gathering.rows(caller.shop.id, Stage(stage), asked_filters)
    asked = await sides(caller.shop.id, asked_filters, caller.shop.zone, prefix(rows.stage))
    weighed = screens.both(asked)
    found, _ = screens.stage(weighed, stage_findings.judge(rows), rows.stage)
    first = await first_screen(caller.shop.id, asked_filters, caller.shop.zone)
    found = stage_findings.settled(found, first, rows.stage)
    told = _about(caller, asked_filters, weighed)
    return depths.stage(told, stage, rows.now.answers, found)


@get("/api/measures/drivers", **DOOR)
async def drivers(
    request: AnyRequest,
    caller: NamedDependency[Caller],
    asked_filters: NamedDependency[Filters],
) -> depths.DriversOut:
    """Return how much each stage explains of overall satisfaction, with intervals."""
    found = await analysed(caller.shop.id, asked_filters, shelf_of(request.app.state))
    return depths.drivers(_about(caller, asked_filters), found)


@get("/api/measures/channels", **DOOR)
async def channels(
    caller: NamedDependency[Caller], asked_filters: NamedDependency[Filters]
) -> depths.ChannelsOut:
    """Return the channels used and wanted, and what came of the contacts."""
    found = await judged(caller.shop.id, asked_filters)
    return depths.channels(_about(caller, asked_filters), found)


@get("/api/measures/health", **DOOR)
async def health(
    caller: NamedDependency[Caller], asked_filters: NamedDependency[Filters]
) -> overviews.Health:
    """Return how asking goes; of the filters only days and survey kind matter here."""
    rows = await health_gathering.rows(caller.shop.id, asked_filters, caller.shop.zone)
    return overviews.health(_about(caller, asked_filters), health_findings.judge(rows))


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """One page of answers, newest first; ask again with `after` = `next` until it is null.

    `withheld` says that so few answers match the filters that they would give people away.
    """

    about: About
    answers: list[AnswerOut]
    next: str | None
    withheld: bool = False


@get(
    "/api/answers",
    opt={"beside": ("q", "score", "tag", "after", "limit")},
    **DOOR | {"tags": ["answers"]},
)
async def answers(
    caller: NamedDependency[Caller],
    asked_filters: NamedDependency[Filters],
    q: Annotated[str, QueryParameter(description="Words of a comment")] = "",
    score: Annotated[str, QueryParameter(description="low (1–2), middle (3) or high (4–5)")] = "",
    tag: Annotated[str, QueryParameter(description="A complaint's code, or (any)")] = "",
    after: Annotated[str, QueryParameter(description="`next` of the page before")] = "",
    limit: Annotated[int, QueryParameter(description="1 to 200", ge=1, le=LARGEST_PAGE)] = 50,
) -> AnswersPage:
    """Return answers with their ratings and, for keys that read words, their comments."""
    if q or tag:
        caller.require_words()
    wanted, place = _wanted(asked_filters, q, score, tag), _place(after)
    told = _about(caller, asked_filters)
    if await listing.gives_away(caller.shop.id, asked_filters):
        return AnswersPage(told, [], None, withheld=True)
    found = await responses.answers(caller.shop.id, wanted, place, limit + 1)
    shown = found[:limit]
    replies = await _replies(caller.shop.id, [one.id for one in shown])
    return AnswersPage(
        told,
        [shapes.answer(one, replies, words=caller.reads_words) for one in shown],
        listing.written(shown[-1].place) if len(found) > limit else None,
    )


@dataclass(frozen=True, slots=True)
class TagMeaning:
    """A complaint of the taxonomy, in both languages."""

    code: str
    stage: str
    zh: str
    en: str


@get("/api/tags", **DOOR | {"tags": ["answers"]})
async def tags(caller: NamedDependency[Caller]) -> list[TagMeaning]:
    """Return the complaints that comments are read for, as the shop calls them."""
    names = await tag_names(caller.shop.id)
    return [
        TagMeaning(code, names.stage(code), names.name(code, "zh-Hans"), names.name(code, "en"))
        for code in (*TAGS, *names.own)
    ]


async def _judged(
    caller: Caller, filters: Filters, *, course: bool = False
) -> tuple[Sums, Overview, Both | None]:
    """Return what was counted, weighted where that is asked for and can be borne."""
    shop, where = caller.shop, filters.where
    now = await gathering.sums(shop.id, filters.days, where, shop.zone)
    before = None
    if filters.compared is not None:
        before = await gathering.sums(shop.id, filters.compared, where, shop.zone)
    weighed = screens.both(await sides(shop.id, filters, shop.zone, course=course))
    return now, screens.overview(weighed, judge(now, before), now, before), weighed


def _about(caller: Caller, filters: Filters, weighed: Both | None = None) -> About:
    weighting = weighed.now.weighting if weighed else None
    return shapes.about(caller.shop.code, caller.shop.timezone, filters, weighting)


def _wanted(filters: Filters, words: str, score: str, tag: str) -> Wanted:
    if score not in listing.SCORES:
        raise AskedWrongly((Parameter("score", score),))
    if len(words) > listing.LONGEST_SEARCH or "\0" in words + tag:
        raise AskedWrongly((Parameter("q", words[: listing.LONGEST_SEARCH]),))
    return Wanted(filters.days, filters.where, words, tag, *listing.SCORES[score])


def _place(after: str) -> Place:
    place = listing.place_of(after)
    if after and place == START:
        raise AskedWrongly((Parameter("after", after[: listing.LONGEST_SEARCH]),))
    return place


async def _replies(shop_id: int, answer_ids: list[int]) -> dict[int, list[RatingOut]]:
    found = await ratings.of_answers(shop_id, answer_ids)
    return {
        number: [RatingOut(one.item, one.state, one.score, one.choice) for one in replies]
        for number, replies in found.items()
    }


ROUTES: list[Any] = [  # Any: litestar's handlers
    overview, complaints, stage, drivers, channels, health, answers, tags,
]  # fmt: skip
