"""Those who answered beside all whom the shop served: the same strata of both, counted.

A cell holds answers that are alike in every stratum and in how likely they were to be asked. What
weights follow from it, and whether they may be used, is the business of admin/measures.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.database import Row
from models.queries.quality import WHOLE, Days, Slice

_BETWEEN = "\x1f"
# Only answers whose order reached its shopper, or whose contact was closed, stand for others.
_ANSWERS = """
WITH answered AS (
    SELECT a.id, a.overall, a.survey_kind AS kind, a.design_weight AS weight,
        coalesce(CASE a.survey_kind WHEN 'post_contact' THEN k.channel ELSE o.sales_channel END, '')
            AS channel,
        CASE a.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.category, '') END
            AS category,
        CASE a.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.region, '') END AS region,
        CASE WHEN a.survey_kind = 'post_contact' THEN '' WHEN o.delivered_at > o.promised_at
            THEN 'yes' WHEN o.delivered_at <= o.promised_at THEN 'no' ELSE '' END AS late
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
        LEFT JOIN contact k ON k.id = a.contact_id AND k.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
        AND CASE a.survey_kind WHEN 'post_contact' THEN k.closed_at IS NOT NULL
            ELSE o.cancelled_at IS NULL AND coalesce(o.delivered_at, o.completed_at) IS NOT NULL END
), keyed AS (
    -- One text is sorted in less time than five.
    SELECT id, overall, weight, kind || '\x1f' || channel || '\x1f' || category || '\x1f' || region
        || '\x1f' || late AS stratum FROM answered
), chosen AS (
    SELECT id, overall, weight, stratum, dense_rank() OVER (ORDER BY stratum, weight) AS cell
    FROM keyed
), tagged AS (
    SELECT DISTINCT chosen.id, chosen.cell, t.code
    FROM chosen JOIN comment c ON c.answer = chosen.id AND c.current
        JOIN tag t ON t.comment = c.id
            AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
)
SELECT 'cell' AS part, cell, min(stratum) AS code, min(weight) AS weight, count(*) AS n
FROM chosen GROUP BY cell
UNION ALL
SELECT 'rating', cell, 'OV1:' || overall, 0.0, count(*)
FROM chosen WHERE overall IS NOT NULL GROUP BY cell, overall
UNION ALL
SELECT 'rating', cell, code, 0.0, count(*) FROM (
    SELECT chosen.cell, r.item || ':' || r.score AS code
    FROM chosen JOIN rating r ON r.answer = chosen.id
    WHERE r.state = 'rated' AND (substr(r.item, 1, 2) = {}
        OR {} = '' AND r.item IN ('BR0', 'PA0', 'SH0', 'RE0', 'CT9'))
) AS rated GROUP BY cell, code
UNION ALL
SELECT 'tag', cell, code, 0.0, count(*) FROM tagged GROUP BY cell, code
UNION ALL
SELECT 'load', cell, complaints, 0.0, count(*) FROM (
    SELECT cell, id, CAST(count(*) AS TEXT) AS complaints FROM tagged GROUP BY cell, id
) AS loads GROUP BY cell, complaints
"""
_ORDERS = """
SELECT 'post_purchase' AS kind, coalesce(o.sales_channel, '') AS channel,
    coalesce(o.category, '') AS category, coalesce(o.region, '') AS region,
    CASE WHEN o.delivered_at > o.promised_at THEN 'yes'
        WHEN o.delivered_at <= o.promised_at THEN 'no' ELSE '' END AS late, count(*) AS n
FROM shop_order o
WHERE o.shop_id = {} AND coalesce(o.delivered_at, o.completed_at) >= {}
    AND coalesce(o.delivered_at, o.completed_at) < {} AND o.cancelled_at IS NULL
    AND {} IN ('', 'post_purchase') AND {} IN ('', o.sales_channel)
    AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
GROUP BY 2, 3, 4, 5
"""
_CONTACTS = """
SELECT 'post_contact' AS kind, coalesce(k.channel, '') AS channel, '' AS category, '' AS region,
    '' AS late, count(*) AS n
FROM contact k LEFT JOIN shop_order o ON o.shop_id = k.shop_id AND o.order_ref = k.order_ref
WHERE k.shop_id = {} AND k.closed_at >= {} AND k.closed_at < {}
    AND {} IN ('', 'post_contact') AND {} IN ('', o.sales_channel)
    AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
GROUP BY 2
"""
_ASKED = """
SELECT i.survey_kind AS kind,
    coalesce(CASE i.survey_kind WHEN 'post_contact' THEN k.channel ELSE o.sales_channel END, '')
        AS channel,
    CASE i.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.category, '') END AS category,
    CASE i.survey_kind WHEN 'post_contact' THEN '' ELSE coalesce(o.region, '') END AS region,
    CASE WHEN i.survey_kind = 'post_contact' THEN '' WHEN o.delivered_at > o.promised_at
        THEN 'yes' WHEN o.delivered_at <= o.promised_at THEN 'no' ELSE '' END AS late,
    count(*) AS n,
    CAST(coalesce(sum(CASE WHEN i.answered_at < {} THEN 1 ELSE 0 END), 0) AS BIGINT) AS answered
FROM invitation i
    JOIN candidate c ON c.id = i.candidate_id AND c.shop_id = i.shop_id
    LEFT JOIN shop_order o ON o.id = c.order_id AND o.shop_id = i.shop_id
    LEFT JOIN contact k ON k.id = c.contact_id AND k.shop_id = i.shop_id
WHERE i.shop_id = {} AND i.sent_at >= {} AND i.sent_at < {} AND i.state <> 'withdrawn'
    AND {} IN ('', i.survey_kind)
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class Stratum:
    """What an order or contact is sorted by; "" is not known, or does not apply to contacts."""

    kind: str
    channel: str = ""
    category: str = ""
    region: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of one stratum with the same design weight, 1 / probability of being asked."""

    stratum: Stratum
    weight: float
    people: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers by cell; inner keys are places in `cells`, and blanks of any kind are in none."""

    cells: tuple[Cell, ...]
    # item → score → cell → answers
    ratings: Mapping[str, Mapping[int, Mapping[int, int]]]
    # code → cell → answers
    tags: Mapping[str, Mapping[int, int]]
    # number of complaints in one answer → cell → answers
    complaints: Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many letters of a stratum left, and how many of them were answered."""

    stratum: Stratum
    sent: int
    answered: int


async def counted(shop_id: int, days: Days, where: Slice = WHOLE, prefix: str = "") -> Counted:
    """Return the answers of `days` by cell; `prefix`, such as "SH", asks for a stage's items."""
    span = (shop_id, days.since, days.until)
    rows = await database.fetch(_ANSWERS, *span, *where.values, prefix, prefix)
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row["part"]].append(row)
    cells = {row["cell"]: _cell(row) for row in parts["cell"]}
    place = {cell: number for number, cell in enumerate(cells)}
    ratings: dict[str, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in parts["rating"]:
        item, _, score = row["code"].partition(":")
        ratings[item][int(score)][place[row["cell"]]] = row["n"]
    tags: dict[str, dict[int, int]] = defaultdict(dict)
    for row in parts["tag"]:
        tags[row["code"]][place[row["cell"]]] = row["n"]
    complaints: dict[int, dict[int, int]] = defaultdict(dict)
    for row in parts["load"]:
        complaints[int(row["code"])][place[row["cell"]]] = row["n"]
    return Counted(tuple(cells.values()), ratings, tags, complaints)


async def served(
    shop_id: int, since: datetime, until: datetime, where: Slice = WHOLE
) -> dict[Stratum, int]:
    """Return all orders delivered and contacts closed in [since, until), asked about or not."""
    # Imports are answers about orders like any other: the source sets no order apart.
    span = (shop_id, since, until, *where.values[1:])
    rows = await database.fetch(_ORDERS, *span) + await database.fetch(_CONTACTS, *span)
    return {_stratum(row): row["n"] for row in rows}


async def asked(shop_id: int, since: datetime, until: datetime, kind: str = "") -> list[Asked]:
    """Return whom we asked in [since, until) by stratum, and who answered before `until`."""
    rows = await database.fetch(_ASKED, until, shop_id, since, until, kind)
    return [Asked(_stratum(row), row["n"], row["answered"]) for row in rows]


def _cell(row: Row) -> Cell:
    # A value with our own separator in it must not break the page: the parts stay five.
    parts = row["code"].split(_BETWEEN)
    stratum = Stratum(*(parts + [""] * len(Stratum.__slots__))[: len(Stratum.__slots__)])
    return Cell(stratum, row["weight"], row["n"])


def _stratum(row: Row) -> Stratum:
    return Stratum(*(row[name] for name in Stratum.__slots__))
