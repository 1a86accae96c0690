"""A crowd whose likes are known: receiving matters most and does badly, paying is done well."""

import numpy as np

from models.queries.drivers import Person

USUAL = np.array([4.3, 4.4, 3.4, 3.7])
MATTERS = np.array([0.15, 0.1, 0.45, 0.6])


def crowd(n: int, seed: int = 3, matters: np.ndarray = MATTERS) -> list[Person]:
    """Return `n` people who rated two stages each, as the usual form asks them."""
    rng = np.random.default_rng(seed)
    felt = 0.5 * rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
    overall = np.clip(np.round(3.8 + 0.8 * (felt @ matters + 0.7 * rng.normal(size=n))), 1, 5)
    rated = np.clip(np.round(USUAL + 0.8 * felt), 1, 5)
    asked = rng.permuted(np.tile([True, True, False, False], (n, 1)), axis=1)
    return [
        Person(1.0, int(score), *(int(r) if a else None for r, a in zip(row, mask, strict=True)))
        for score, row, mask in zip(overall, rated, asked, strict=True)
    ]
