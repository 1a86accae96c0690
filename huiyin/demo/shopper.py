"""Pure: what the demo's shoppers reply to the questions they are asked, and what they write.

Comments are taken from the project's own corpus, by what they complain of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huiyin.demo import world

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from huiyin.demo.story import Experience

STAGE_OF = {"BR": "browse", "PA": "pay", "SH": "ship", "RE": "receive", "CT": "contact"}
SHORTEST_COMMENT, LONGEST_COMMENT = 5, 60


def overall(seed: random.Random, experience: Experience) -> int:
    """Return the tapped overall score, 1-5: the worst stage weighs as much as the rest."""
    levels = list(experience.levels.values())
    felt = 0.5 * min(levels) + 0.5 * sum(levels) / len(levels)
    return _points(felt + seed.gauss(0.2, 0.45))


def replies(
    seed: random.Random, experience: Experience, items: Sequence[str], score: int
) -> dict[str, str]:
    """Return the form's fields by item code, as a browser would send them."""
    fields = {}
    for item in items:
        reply = _reply(seed, experience, item, score)
        if reply and seed.random() > world.LEFT_BLANK:
            fields[item] = reply
    fields["OV1"] = str(score)
    return fields


def comment(
    seed: random.Random,
    experience: Experience,
    score: int,
    written: Mapping[str, Sequence[str]],
) -> str:
    """Return what the shopper writes, "" for most of the contented."""
    if seed.random() > world.COMMENTS[score]:
        return ""
    if not experience.troubles:
        tone = "positive" if score > world.MIDDLE else "neutral"
        return seed.choice(written[tone])
    said = [seed.choice(written[code]) for code in experience.troubles[:2] if written.get(code)]
    return "，".join(text.rstrip("。！!，") for text in said)


def seconds_spent(seed: random.Random, fields: Mapping[str, str]) -> float:
    """Return how long the form took: some seconds a tap, and the time to write."""
    return len(fields) * seed.lognormvariate(1.7, 0.35) + 1.1 * len(fields.get("text", ""))


def _reply(seed: random.Random, experience: Experience, item: str, score: int) -> str:
    if item in _CONTACT_REPLIES:
        return _CONTACT_REPLIES[item](seed, experience)
    if item == "OV2":
        return str(max(0, min(10, round(2.2 * score - 0.6 + seed.gauss(0, 1.1)))))
    if item.startswith("OV"):
        return str(_points(score + seed.gauss(0, 0.5)))
    stage = STAGE_OF[item[:2]]
    if stage not in experience.levels:
        return str(_points(world.BASE[stage] + seed.gauss(-0.1, 0.6)))
    if item == "RE4" and seed.random() < world.NOT_RETURNED:
        return "na"
    return str(_points(experience.levels[stage] + seed.gauss(0, 0.4)))


def _points(felt: float) -> int:
    return max(1, min(5, round(felt)))


def _contacts(seed: random.Random, told: Experience) -> str:
    if "passed_around" in told.troubles:
        return seed.choice(("twice_repeated", "more_repeated"))
    return seed.choices(("once", "twice", "twice_repeated"), (0.72, 0.2, 0.08))[0]


def _resolved(seed: random.Random, told: Experience) -> str:
    if "unresolved" in told.troubles:
        return "no"
    return seed.choices(("yes", "partly", "pending"), (0.84, 0.1, 0.06))[0]


def _effort(seed: random.Random, told: Experience) -> str:
    return str(max(1, min(7, round(1.5 * told.levels["contact"] + seed.gauss(0, 0.8)))))


def _time_taken(seed: random.Random, told: Experience) -> str:
    slow = "slow_response" in told.troubles or "passed_around" in told.troubles
    weights = (1, 2, 4, 5, 3) if slow else (6, 5, 2, 1, 0.3)
    times = ("under_5_min", "under_15_min", "under_1_h", "over_1_h", "over_1_day")
    return seed.choices(times, weights)[0]


def _promise(seed: random.Random, told: Experience) -> str:
    if "broken_promise" in told.troubles:
        return "broken"
    return seed.choices(("none", "on_time", "early", "late"), (0.55, 0.3, 0.08, 0.07))[0]


def _person(_seed: random.Random, told: Experience) -> str:
    if not told.automated:
        return "person"
    return "bot_no_person" if "limited_channels" in told.troubles else "bot_enough"


_CONTACT_REPLIES: Mapping[str, Callable[[random.Random, Experience], str]] = {
    "CT1": lambda _seed, told: told.used_channel,
    "CT2": lambda _seed, told: told.wanted_channel,
    "CT4": _contacts,
    "CT5": _resolved,
    "CT6": _effort,
    "CT7": _time_taken,
    "CT8": _promise,
    "CTA": _person,
}
