"""Lists of answers: what the address asks for, one page of them, and the way to older ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from admin.dashboard.filters import Filters
from models.queries import quality, responses
from models.queries.responses import PAGE, Wanted
from models.seen import START, AnswerSeen, Place

# Words beside a slice that only a few people share could give one of them away.
FEWEST_IN_A_SLICE: Final = 5
LONGEST_SEARCH: Final = 80
SCORES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"": (0, 5), "low": (1, 2), "middle": (3, 3), "high": (4, 5)}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list's address asks for beside the filters."""

    words: str = ""
    score: str = ""
    tag: str = ""
    after: Place = START

    def parameters(self) -> dict[str, str]:
        """Return these as they stand in an address, without the place."""
        named = {"q": self.words, "score": self.score, "tag": self.tag}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list; `older` is the place where the next one begins, "" at the end."""

    answers: Sequence[AnswerSeen]
    older: str
    withheld: bool = False


def read(asked: Mapping[str, Sequence[str]]) -> Asked:
    """Return what the address asks for; what cannot be used means "everything"."""
    first = {name: (values[0].strip() if values else "") for name, values in asked.items()}
    score = first.get("score", "")
    return Asked(
        words=first.get("q", "").replace("\0", "")[:LONGEST_SEARCH],
        score=score if score in SCORES else "",
        tag=first.get("tag", "").replace("\0", "")[:LONGEST_SEARCH],
        after=place_of(first.get("after", "")),
    )


def place_of(written: str) -> Place:
    """Return the place written in an address; the start for anything else.

    Examples
    --------
    >>> place_of("2026-11-03.57")
    Place(day=datetime.date(2026, 11, 3), answer_id=57)
    >>> place_of("tomorrow") == START
    True
    """
    day, _, number = written.partition(".")
    try:
        return Place(date.fromisoformat(day), int(number[:18]))
    except ValueError:
        return START


async def page_of(shop_id: int, filters: Filters, asked: Asked, *, any_tag: bool = False) -> Listed:
    """Return one page of answers, newest first; with `any_tag` only those that complain."""
    if await gives_away(shop_id, filters):
        return Listed((), "", withheld=True)
    found = await responses.answers(
        shop_id, wanted(filters, asked, any_tag=any_tag), asked.after, PAGE + 1
    )
    shown = found[:PAGE]
    place = shown[-1].place if len(found) > PAGE else None
    return Listed(shown, written(place) if place else "")


def wanted(filters: Filters, asked: Asked, *, any_tag: bool = False) -> Wanted:
    """Return which answers a list is about, whatever page of it is shown."""
    lowest, highest = SCORES[asked.score]
    tag = asked.tag or (responses.ANY if any_tag else "")
    return Wanted(filters.days, filters.where, asked.words, tag, lowest, highest)


async def gives_away(shop_id: int, filters: Filters) -> bool:
    """Say whether so few answers match the filters that their words would name their writers."""
    if filters.where.is_whole:
        return False
    scores = await quality.scores(shop_id, filters.days, filters.where)
    return 0 < scores.answers < FEWEST_IN_A_SLICE


def written(place: Place) -> str:
    """Return a place as an address holds it; `place_of` reads it again."""
    return f"{place.day.isoformat()}.{place.answer_id}"
