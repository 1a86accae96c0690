"""How counts move: one signed step per key, in the order of the keys, in the caller's transaction.

Sorted steps keep two writers on PostgreSQL from waiting for each other.
"""

from collections import Counter
from collections.abc import Iterator

from models.counting import ScoreKey, TagKey
from models.database import Statement, Steps

_SCORE = """
INSERT INTO score_count (shop_id, day, form, item, score, n) VALUES ({}, {}, {}, {}, {}, {})
ON CONFLICT (shop_id, day, form, item, score) DO UPDATE SET n = score_count.n + excluded.n
"""
_TAG = """
INSERT INTO tag_count (shop_id, day, code, n) VALUES ({}, {}, {}, {})
ON CONFLICT (shop_id, day, code) DO UPDATE SET n = tag_count.n + excluded.n
"""
_COUNTED = """
SELECT code FROM tag WHERE shop_id = {} AND comment = {}
    AND (verdict = 'present' OR (verdict = '' AND probability IS NOT NULL))
"""


def counted_tags(shop_id: int, comment_id: int) -> Steps[list[str]]:
    """Return the codes of the tags that a comment is counted under as it stands."""
    rows = yield Statement(_COUNTED, shop_id, comment_id)
    return [row["code"] for row in rows]


def moving_scores(shop_id: int, steps: Counter[ScoreKey]) -> Iterator[Statement]:
    """Yield at most one statement that moves score counts by `steps`."""
    rows = [(shop_id, *key, n) for key, n in sorted(steps.items()) if n]
    if rows:
        yield Statement.many(_SCORE, rows)


def moving_tags(shop_id: int, steps: Counter[TagKey]) -> Iterator[Statement]:
    """Yield at most one statement that moves tag counts by `steps`."""
    rows = [(shop_id, *key, n) for key, n in sorted(steps.items()) if n]
    if rows:
        yield Statement.many(_TAG, rows)
