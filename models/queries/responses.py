"""Answers as a manager reads them: lists by tag, by score, by words, newest first.

Only redacted text leaves here; what was written by hand stays with the reader and with erase.
The story of a single answer is in `stories`.
"""

from dataclasses import dataclass

from models import database
from models.queries.quality import WHOLE, Days, Slice
from models.seen import START, AnswerSeen, Place, answer_seen, containing, grouped

PAGE = 25
# Any tag at all, in `Wanted.tag`.
ANY = "(any)"

_LIST = """
WITH page AS (
    SELECT a.id, a.source, a.survey_kind, a.overall, a.local_day, a.submitted_at, a.order_ref
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
        AND (a.local_day < {} OR (a.local_day = {} AND a.id < {}))
        AND coalesce(a.overall, 0) >= {} AND coalesce(a.overall, 0) <= {}
        AND ({} = '' OR EXISTS (SELECT 1 FROM comment s
            WHERE s.answer = a.id AND s.current AND s.reading <> 'withheld'
                AND lower(s.redacted) LIKE {} ESCAPE '!'))
        AND ({} = '' OR EXISTS (SELECT 1 FROM comment s JOIN tag g ON g.comment = s.id
            WHERE s.answer = a.id AND s.current AND s.reading <> 'withheld'
                AND (g.verdict = 'present' OR (g.verdict = '' AND g.probability IS NOT NULL))
                AND {} IN ('(any)', g.code)))
    ORDER BY a.local_day DESC, a.id DESC LIMIT {}
)
SELECT page.*, c.id AS comment_id, c.prompt, c.redacted, c.reading, c.polarity, c.judged_at,
    t.code, t.probability, t.verdict, t.reasons,
    coalesce(t.marked_start, t.span_start) AS span_start,
    coalesce(t.marked_end, t.span_end) AS span_end
FROM page
    LEFT JOIN comment c ON c.answer = page.id AND c.current AND c.reading <> 'withheld'
    LEFT JOIN tag t ON t.comment = c.id
ORDER BY page.local_day DESC, page.id DESC, c.id, t.span_start, t.code
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers a list shows; `words` are searched in the redacted text, `tag` may be ANY."""

    days: Days
    where: Slice = WHOLE
    words: str = ""
    tag: str = ""
    lowest: int = 0
    highest: int = 5


async def answers(
    shop_id: int, wanted: Wanted, after: Place = START, limit: int = PAGE
) -> list[AnswerSeen]:
    """Return answers with comments and tags, newest first, at most `limit`, past `after`."""
    rows = await database.fetch(
        _LIST,
        shop_id,
        *(wanted.days.since, wanted.days.until),
        *wanted.where.values,
        *(after.day, after.day, after.answer_id),
        *(wanted.lowest, wanted.highest),
        *(wanted.words, containing(wanted.words)),
        *(wanted.tag, wanted.tag),
        limit,
    )
    return [answer_seen(group) for group in grouped(rows, "id")]
