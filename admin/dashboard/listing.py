"""Lists of answers: what the address asks for, one page of them, and the way to older ones."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from admin.dashboard.filters import Filters
from admin.dashboard.words import CORE
from models.choices import Stage
from models.queries import quality, responses
from models.queries.responses import Order, Wanted
from models.seen import START, AnswerSeen, Place

# Words beside a slice that only a few people share could give one of them away.
FEWEST_IN_A_SLICE: Final = 5
LONGEST_SEARCH: Final = 80
# Below other things a list is an example of itself, with the way to the rest.
FEW: Final = 10
# Beyond this a list says "more than": counting on would tell nobody anything.
MOST_COUNTED: Final = 1_000
SCORES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"": (0, 5), "low": (1, 2), "middle": (3, 3), "high": (4, 5)}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list's address asks for beside the filters."""

    words: str = ""
    score: str = ""
    tag: str = ""
    also: str = ""
    low: str = ""
    order: Order = Order.NEWEST
    after: Place = START

    def parameters(self) -> dict[str, str]:
        """Return these as they stand in an address, without the place."""
        order = "" if self.order is Order.NEWEST else str(self.order)
        named = {
            "q": self.words, "score": self.score, "tag": self.tag, "also": self.also,
            "low": self.low, "order": order,
        }  # fmt: skip
        return {name: value for name, value in named.items() if value}

    def whole(self) -> dict[str, str]:
        """Return these with the place where the page begins: the way back to it."""
        after = {"after": written(self.after)} if self.after != START else {}
        return self.parameters() | after

    @property
    def narrows(self) -> bool:
        """Say whether fewer answers are asked for than the filters leave."""
        return bool(self.parameters().keys() - {"order"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list; `older` is the place where the next one begins, "" at the end.

    `number` is how many answers there are in all, counted no further than `MOST_COUNTED`.
    """

    answers: Sequence[AnswerSeen]
    older: str
    withheld: bool = False
    number: int = 0

    @property
    def is_more(self) -> bool:
        """Say whether there are more than were counted."""
        return self.number > MOST_COUNTED


def read(asked: Mapping[str, Sequence[str]]) -> Asked:
    """Return what the address asks for; what cannot be used means "everything"."""
    first = {name: (values[0].strip() if values else "") for name, values in asked.items()}

    def free(name: str) -> str:
        return first.get(name, "").replace("\0", "")[:LONGEST_SEARCH]

    def closed(name: str, known: Container[str]) -> str:
        return free(name) if free(name) in known else ""

    return Asked(
        words=free("q"),
        score=closed("score", SCORES),
        tag=free("tag"),
        also=free("also"),
        low=closed("low", {*Stage}),
        order=Order(closed("order", {*Order}) or Order.NEWEST),
        after=place_of(first.get("after", "")),
    )


def place_of(written: str) -> Place:
    """Return the place written in an address; the start for anything else.

    Examples
    --------
    >>> place_of("2026-11-03.57")
    Place(day=datetime.date(2026, 11, 3), answer_id=57, score=0)
    >>> place_of("tomorrow") == START
    True
    """
    day, _, rest = written.partition(".")
    number, _, score = rest.partition(".")
    try:
        return Place(date.fromisoformat(day), int(number[:18]), int(score[:1] or 0))
    except ValueError:
        return START


def wanted(filters: Filters, asked: Asked, *, any_tag: bool = False) -> Wanted:
    """Return what is asked for within the filters; with `any_tag` only what complains."""
    tag = asked.tag or (responses.ANY if any_tag else "")
    low = CORE[Stage(asked.low)] if asked.low else ""
    more = (asked.words, tag, *SCORES[asked.score], asked.also, low, asked.order)
    return Wanted(filters.days, filters.where, *more)


async def page_of(
    shop_id: int,
    filters: Filters,
    asked: Asked,
    most: int = responses.PAGE,
    *,
    any_tag: bool = False,
) -> Listed:
    """Return one page of `most` answers; with `any_tag` only those that complain."""
    if await gives_away(shop_id, filters):
        return Listed((), "", withheld=True)
    asked_for = wanted(filters, asked, any_tag=any_tag)
    found = await responses.answers(shop_id, asked_for, asked.after, most + 1)
    shown = found[:most]
    older = written(shown[-1].place) if len(found) > most else ""
    number = await responses.number_of(shop_id, asked_for, MOST_COUNTED + 1)
    return Listed(shown, older, number=number)


async def gives_away(shop_id: int, filters: Filters) -> bool:
    """Say whether so few answers match the filters that their words would name their writers."""
    if filters.where.is_whole:
        return False
    scores = await quality.scores(shop_id, filters.days, filters.where)
    return 0 < scores.answers < FEWEST_IN_A_SLICE


def written(place: Place) -> str:
    """Return a place as an address holds it; `place_of` reads it again."""
    score = f".{place.score}" if place.score else ""
    return f"{place.day.isoformat()}.{place.answer_id}{score}"
