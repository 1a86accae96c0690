"""Who gets which cell of a form: drawn by keyed hash, so that any draw can be replayed.

`assign` draws each invitation by itself; `assign_in_turn` deals balanced blocks inside a stratum.
Neither looks at what went wrong with an order: asking more about trouble would bias every score.
"""

import hashlib
import hmac

from feedback.survey.forms import FACTORS, Assignment, Form, compose
from models.choices import SurveyKind


def form_for(kind: SurveyKind) -> Form:
    """Return the form a kind of survey uses unless a shop asks otherwise."""
    return Form.CONTACT if kind is SurveyKind.POST_CONTACT else Form.PURCHASE


def assign(kind: SurveyKind, secret: bytes, nonce: str, form: Form | None = None) -> Assignment:
    """
    Draw the questions for one invitation; the same secret and nonce give the same questions.

    Parameters
    ----------
    kind : SurveyKind
        What made us ask; it names the form when `form` is not given.
    secret : bytes
        The installation's key; without it the draw cannot be foretold.
    nonce : str
        The invitation's random id.
    form : Form, optional
        The form to use instead of the kind's own.

    Examples
    --------
    >>> assign(SurveyKind.POST_PURCHASE, b"key", "n1") == assign(
    ...     SurveyKind.POST_PURCHASE, b"key", "n1"
    ... )
    True
    """
    chosen = form or form_for(kind)
    factors = FACTORS[chosen]
    return compose(
        chosen,
        tuple(
            _number(secret, "draw", chosen, factor, nonce) % levels for factor, levels in factors
        ),
    )


def assign_in_turn(
    kind: SurveyKind, secret: bytes, stratum: str, sequence: int, form: Form | None = None
) -> Assignment:
    """
    Deal the questions for the `sequence`-th invitation (from 0) of a stratum.

    Every factor runs through randomly permuted blocks of its own: after each whole block all its
    levels have been asked equally often in the stratum, and the next one cannot be foretold
    without the secret. Two invitations given the same number get the same cell, no harm done.

    Raises
    ------
    ValueError
        If `sequence` is negative.
    """
    if sequence < 0:
        message = f"invitations of a stratum are numbered from 0, not from {sequence}"
        raise ValueError(message)
    chosen = form or form_for(kind)
    cell = []
    for factor, levels in FACTORS[chosen]:
        block, place = divmod(sequence, levels)
        cell.append(_permutation(secret, (chosen, factor, stratum, str(block)), levels)[place])
    return compose(chosen, tuple(cell))


def _permutation(secret: bytes, names: tuple[str, ...], size: int) -> list[int]:
    """Return a keyed Fisher-Yates shuffle of range(size)."""
    order = list(range(size))
    for last in range(size - 1, 0, -1):
        chosen = _number(secret, "deal", *names, str(last)) % (last + 1)
        order[last], order[chosen] = order[chosen], order[last]
    return order


def _number(secret: bytes, *names: str) -> int:
    # 256 bits against at most 6 levels: the remainder's bias is below 2**-250.
    told = "\x1f".join(names).encode()
    return int.from_bytes(hmac.digest(secret, told, hashlib.sha256))
