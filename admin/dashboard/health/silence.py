"""Pure: who answers and who stays silent, group by group, and what weights make up for it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin.dashboard.shown import Shown, per_cent, points, shown
from admin.dashboard.stages.sheets import interval
from admin.dashboard.weighted.told import basis, refusal
from admin.dashboard.weighted.weighing import CONTACT, LEVELS, Weighed
from admin.dashboard.words import CHANNELS, N_, Translate
from admin.exports.sheet import Cell, Sheet, figures, shares
from admin.measures.estimate import HIDDEN_BELOW, Estimate
from admin.measures.levels import mean_from_counts, share
from models.queries.asked_strata import Asked
from models.queries.health import Reply
from models.queries.weighting import Stratum

MOST_GROUPS: Final = 6
DAY: Final = 86_400
MARGINS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "late": N_("Late or on time"),
        "channel": N_("Channel"),
        "category": N_("Category"),
        "region": N_("Region"),
    }
)
LATE: Final[Mapping[str, str]] = MappingProxyType({"yes": N_("Late"), "no": N_("On time")})
EFFORTS: Final = (
    N_("Within a day"),
    N_("On the second day"),
    N_("Later, before a reminder"),
    N_("After the reminder"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """One level of one margin: all it served, who answered of those asked, and what they weigh."""

    margin: str
    level: str
    served: int
    response: Estimate
    weight: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """Answers that took about as much asking: their mean, and that of all who came till then."""

    name: str
    mean: Estimate
    so_far: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """Everything the page says of those who did not answer."""

    groups: tuple[Group, ...]
    weighed: Weighed
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One group as it is read."""

    name: str
    served: int
    asked: int
    response: Shown
    weight: str


def silence(
    asked: Sequence[Asked],
    served: Mapping[Stratum, int],
    weighed: Weighed,
    replies: Sequence[Reply],
) -> Silence:
    """Return response by group, the weights of the answers, and the mean by how much it took."""
    groups = [one for margin in MARGINS for one in _groups(margin, asked, served, weighed)]
    return Silence(tuple(groups), weighed, effort_steps(replies))


def effort_steps(replies: Sequence[Reply]) -> tuple[Step, ...]:
    """Return the overall score by how long answering took, and whether it took a reminder."""
    counts: list[dict[int, int]] = [defaultdict(int) for _ in EFFORTS]
    for one in replies:
        if one.overall is not None:
            counts[_effort(one)][one.overall] += 1
    so_far: dict[int, int] = defaultdict(int)
    found = []
    for name, given in zip(EFFORTS, counts, strict=True):
        for score, n in given.items():
            so_far[score] += n
        found.append(Step(name, mean_from_counts(given), mean_from_counts(so_far)))
    return tuple(found)


def told(found: Silence, say: Translate) -> tuple[str, ...]:
    """Say what the weights of these days are, or why there are none."""
    reason = refusal(found.weighed, say)
    return (reason,) if reason else (basis(found.weighed, say),)


def tables(found: Silence, say: Translate) -> list[tuple[str, list[Row], int]]:
    """Return for each margin that parts anything its name, largest groups, and how many more."""
    parted = []
    for margin, name in MARGINS.items():
        rows = [_row(one, say) for one in found.groups if one.margin == margin]
        if len(rows) > 1:
            parted.append((say(name), rows[:MOST_GROUPS], len(rows[MOST_GROUPS:])))
    return parted


def sheets(found: Silence, say: Translate) -> tuple[Sheet, Sheet]:
    """Return response by group, and the score by effort, as they go into a file."""
    groups: list[tuple[Cell, ...]] = [
        (
            say(MARGINS[one.margin]), _named(one, say), one.served, *shares(one.response),
            None if one.weight is None else round(one.weight, 4),
        )
        for one in found.groups
    ]  # fmt: skip
    columns = (say("Sorted by"), say("Group"), say("Orders and contacts"), *interval(say))
    steps = tuple((say(one.name), *figures(one.mean)) for one in found.steps)
    return (
        Sheet(say("Who answers, group by group"), (*columns, say("Weight")), tuple(groups)),
        Sheet(say("Overall score by how much asking it took"),
              (say("Answered"), *interval(say)), steps),
    )  # fmt: skip


def step_row(one: Step, say: Translate) -> tuple[Shown, Shown]:
    """Write the mean of a step, and of all who came till then."""
    return shown(one.mean, points, say), shown(one.so_far, points, say)


def _groups(
    margin: str, asked: Sequence[Asked], served: Mapping[Stratum, int], weighed: Weighed
) -> list[Group]:
    level = LEVELS[margin]
    whole: dict[str, int] = defaultdict(int)
    sent: dict[str, int] = defaultdict(int)
    answered: dict[str, int] = defaultdict(int)
    for stratum, n in served.items():
        whole[level(stratum)] += n
    for one in asked:
        sent[level(one.stratum)] += one.sent
        answered[level(one.stratum)] += one.answered
    weights = _weights(margin, weighed)
    names = sorted({*whole, *sent}, key=lambda name: (-whole[name], -sent[name], name))
    return [
        Group(margin, name, whole[name], share(answered[name], sent[name]), weights.get(name))
        for name in names
    ]


def _weights(margin: str, weighed: Weighed) -> dict[str, float]:
    """Return the average weight of each group's answers, 1 being that of all."""
    level, cells = LEVELS[margin], weighed.counted.cells
    people: dict[str, float] = defaultdict(float)
    weight: dict[str, float] = defaultdict(float)
    for cell, each in zip(cells, weighed.weighting.weights.tolist(), strict=True):
        people[level(cell.stratum)] += cell.people
        weight[level(cell.stratum)] += cell.people * each
    usual = sum(weight.values()) / (sum(people.values()) or 1)
    return {name: weight[name] / n / usual for name, n in people.items() if n >= HIDDEN_BELOW}


def _effort(one: Reply) -> int:
    return len(EFFORTS) - 1 if one.reminded else min(2, one.seconds // DAY)


def _row(one: Group, say: Translate) -> Row:
    weight = "" if one.weight is None else f"{one.weight:.2f}"
    response = shown(one.response, per_cent, say)
    return Row(_named(one, say), one.served, one.response.n, response, weight)


def _named(one: Group, say: Translate) -> str:
    if one.level.startswith(CONTACT):
        channel = one.level.removeprefix(CONTACT).strip()
        word = say(CHANNELS[channel]) if channel in CHANNELS else channel
        if not word:
            return say("Contacts with service")
        return say("Contacts: {channel}").format(channel=word)
    if one.margin == "late" and one.level in LATE:
        return say(LATE[one.level])
    return one.level or say("not known")
