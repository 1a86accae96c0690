"""
Fair comparison of agents: small numbers are pulled towards their channel's mean.

Agents are compared within a channel only, since channels differ in what they are asked to solve.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from admin.measures.distributions import beta_quantile
from admin.measures.estimate import Estimate, Suppression, withheld

METHOD = "beta_binomial"
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Cell:
    """One agent on one channel: contacts that went well (or were resolved) of those rated."""

    agent: str
    channel: str
    hits: int
    n: int


@dataclass(frozen=True, slots=True)
class ShrunkCell:
    """A cell with its own share and the one to show; `pull` is how far it moved, 0 to 1."""

    cell: Cell
    share: Estimate
    pull: float


def shrink(cells: Sequence[Cell]) -> list[ShrunkCell]:
    """
    Empirical-Bayes share of each agent within a channel, from a beta-binomial model.

    The prior of a channel is found by moments: its mean, and as much spread between agents as
    chance does not explain. Without any such spread agents are not told apart.

    Parameters
    ----------
    cells : sequence of Cell
        At most one per agent and channel.

    Returns
    -------
    list of ShrunkCell
        In the order of `cells`; 95 % credible intervals.

    References
    ----------
    Kleinman (1973), J. Am. Stat. Assoc. 68, 46-54; Efron & Morris (1975), same journal 70, 311.

    Examples
    --------
    >>> cells = [Cell("a", "chat", 90, 100), Cell("b", "chat", 70, 100), Cell("c", "chat", 2, 2)]
    >>> [round(found.share.value, 2) for found in shrink(cells)]
    [0.89, 0.71, 0.84]
    """
    channels: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        channels[cell.channel].append(cell)
    priors = {channel: _prior(members) for channel, members in channels.items()}
    return [_posterior(cell, *priors[cell.channel]) for cell in cells]


def _prior(cells: Sequence[Cell]) -> tuple[float, float]:
    """Mean and strength (in contacts) of a channel's prior."""
    seen = [cell for cell in cells if cell.n > 0]
    total = sum(cell.n for cell in seen)
    if total == 0:
        return 0.0, 0.0
    mean = sum(cell.hits for cell in seen) / total
    noise = mean * (1 - mean) * (len(seen) - 1)
    spread = sum(cell.n * (cell.hits / cell.n - mean) ** 2 for cell in seen)
    room = total - sum(cell.n**2 for cell in seen) / total - (len(seen) - 1)
    between = (spread - noise) / room if room > 0 else 0.0
    # Without spread beyond chance an agent is known no better than the whole channel.
    strength = mean * (1 - mean) / between - 1 if between > 0 else float(total)
    return mean, min(max(strength, 1.0), float(total))


def _posterior(cell: Cell, mean: float, strength: float) -> ShrunkCell:
    if strength == 0:
        return ShrunkCell(cell, withheld(Suppression.NO_ANSWERS, METHOD), 1.0)
    pull = strength / (strength + cell.n)
    if not 0 < mean < 1:
        alike = withheld(Suppression.NO_VARIATION, METHOD, value=mean, n=cell.n)
        return ShrunkCell(cell, alike, pull)
    a = mean * strength + cell.hits
    b = (1 - mean) * strength + cell.n - cell.hits
    low, high = beta_quantile(TAIL, a, b), beta_quantile(1 - TAIL, a, b)
    estimate = Estimate(a / (a + b), low, high, cell.n, a + b, METHOD, None)
    return ShrunkCell(cell, estimate, pull)
