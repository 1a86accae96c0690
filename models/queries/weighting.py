"""Those who answered beside all whom the shop served: the same strata of both, counted.

A cell holds answers that are alike in every stratum and in how likely they were to be asked. What
weights follow from it, and whether they may be used, is the business of admin/measures.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models import database
from models.choices import SurveyKind
from models.database import Row
from models.queries.quality import OVERALL, WHOLE, Days, Slice
from models.weeks import Key

# Values are sent to the database as one text and come back as places in it: numbers are grouped in
# half the time of words. Longer texts leave the rarest values unknown.
_BETWEEN = "\x1f"
_LONGEST = 9_000
_ROOM = 10_000
_PLACE = {"sqlite": "instr", "postgres": "strpos"}
# Whole stretches of days between an answer's day and the last day shown: 0 is the last stretch.
_STRETCH = {
    "sqlite": "CAST((julianday({}) - julianday(a.local_day) - 1) / {} AS INTEGER)",
    "postgres": "(CAST({} AS DATE) - a.local_day - 1) / CAST({} AS INTEGER)",
}
# So long that all days are one stretch.
_NO_COURSE = 1_000_000
# Only answers whose order reached its shopper, or whose contact was closed, stand for others.
_CHOSEN = """
WITH chosen AS (
    SELECT a.id, a.overall, a.design_weight AS weight, CASE a.survey_kind
        WHEN 'post_contact' THEN coalesce(place({}, '\x1f' || k.channel || '\x1f'), 0) * 2 + 1
        ELSE (((CAST(coalesce(place({}, '\x1f' || o.sales_channel || '\x1f'), 0) AS BIGINT) * 10000
            + coalesce(place({}, '\x1f' || o.category || '\x1f'), 0)) * 10000
            + coalesce(place({}, '\x1f' || o.region || '\x1f'), 0)) * 3
            + CASE WHEN o.delivered_at > o.promised_at THEN 2
                WHEN o.delivered_at <= o.promised_at THEN 1 ELSE 0 END) * 2
        END AS stratum, <stretch> AS stretch
    FROM answer a LEFT JOIN shop_order o ON o.id = a.order_id AND o.shop_id = a.shop_id
        LEFT JOIN contact k ON k.id = a.contact_id AND k.shop_id = a.shop_id
    WHERE a.shop_id = {} AND a.local_day >= {} AND a.local_day < {}
        AND {} IN ('', a.source) AND {} IN ('', a.survey_kind) AND {} IN ('', o.sales_channel)
        AND {} IN ('', o.carrier) AND {} IN ('', o.category) AND {} IN ('', o.region)
        AND CASE a.survey_kind WHEN 'post_contact' THEN k.closed_at IS NOT NULL
            ELSE o.cancelled_at IS NULL AND coalesce(o.delivered_at, o.completed_at) IS NOT NULL END
)"""
_TAGGED = """, tagged AS (
    SELECT DISTINCT chosen.id, chosen.stratum, chosen.weight, chosen.stretch, t.code
    FROM chosen JOIN comment c ON c.answer = chosen.id AND c.current
        JOIN tag t ON t.comment = c.id
            AND (t.verdict = 'present' OR (t.verdict = '' AND t.probability IS NOT NULL))
)"""
# The first part has every answer, those without an overall rating at score 0: cells are its sums.
_PARTS = """
SELECT stratum, weight, stretch, 'OV1' AS part, coalesce(overall, 0) AS score, count(*) AS n
FROM chosen GROUP BY stratum, weight, stretch, overall
UNION ALL
SELECT chosen.stratum, chosen.weight, 0, r.item, r.score, count(*)
FROM chosen JOIN rating r ON r.answer = chosen.id
WHERE r.state = 'rated' AND (substr(r.item, 1, 2) = {}
    OR {} = '' AND r.item IN ('BR0', 'PA0', 'SH0', 'RE0', 'CT9', 'OV2', 'OV3', 'OV4'))
GROUP BY chosen.stratum, chosen.weight, r.item, r.score
UNION ALL
SELECT stratum, weight, 0, code, -1, count(*) FROM tagged GROUP BY stratum, weight, code
UNION ALL
SELECT stratum, weight, stretch, '(complaints)', complaints, count(*) FROM (
    SELECT stratum, weight, stretch, id, count(*) AS complaints
    FROM tagged GROUP BY stratum, weight, stretch, id
) AS loads GROUP BY stratum, weight, stretch, complaints
"""


@dataclass(frozen=True, slots=True)
class Stratum:
    """What an order or contact is sorted by; "" is not known, or does not apply to contacts."""

    kind: str
    channel: str = ""
    category: str = ""
    region: str = ""
    late: str = ""

    @classmethod
    def of(cls, row: Row) -> "Stratum":
        """Return the stratum that a row's columns name."""
        return cls(*(row[name] for name in cls.__slots__))

    @property
    def words(self) -> Key:
        """The stratum as kept weeks have it."""
        return self.kind, self.channel, self.category, self.region, self.late


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of one stratum with the same design weight, 1 / probability of being asked."""

    stratum: Stratum
    weight: float
    people: int


ByCell = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The answers of some days in a row, by cell: overall ratings (0 is none) and complaints."""

    overall: Mapping[int, ByCell]
    complaints: Mapping[int, ByCell]


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers by cell; inner keys are places in `cells`, and blanks of any kind are in none."""

    cells: tuple[Cell, ...]
    # item → score → cell → answers
    ratings: Mapping[str, Mapping[int, ByCell]]
    # code → cell → answers
    tags: Mapping[str, ByCell]
    # number of complaints in one answer → cell → answers
    complaints: Mapping[int, ByCell]
    # stretches back from the last day → its answers; empty where no course was asked for
    course: Mapping[int, Stretch] = field(default_factory=dict)


async def counted(
    shop_id: int,
    days: Days,
    served: Mapping[Stratum, int],
    where: Slice = WHOLE,
    prefix: str = "",
    stretch: int = 0,
) -> Counted:
    """
    Return the answers of `days` by cell; `prefix`, such as "SH", asks for a stage's items.

    A value that none of the orders `served` has is not known here either. `stretch` is how many
    days one step of the course has, counted back from the last day; 0 asks for no course.
    """
    values = Values.of(served)
    sql = _CHOSEN + _TAGGED + _PARTS
    rows = await _rows(sql, values, shop_id, days, where, stretch, prefix, prefix)
    people = Counter[tuple[int, float]]()
    for row in rows:
        if row["part"] == OVERALL:
            people[_key(row)] += row["n"]
    place = {key: number for number, key in enumerate(people)}
    cells = [{"stratum": key[0], "weight": key[1], "n": n} for key, n in people.items()]
    ratings: dict[str, dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    tags: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row["score"] < 0:
            tags[row["part"]][place[_key(row)]] = row["n"]
        else:
            ratings[row["part"]][row["score"]][place[_key(row)]] += row["n"]
    complaints = ratings.pop("(complaints)", {})
    ratings.get(OVERALL, {}).pop(0, None)
    course = _course(rows, place) if stretch else {}
    return Counted(values.cells(cells), ratings, tags, complaints, course)


@dataclass(frozen=True, slots=True)
class Values:
    """Contact channels, sales channels, categories and regions, each as one text."""

    texts: tuple[str, str, str, str]

    @classmethod
    def of(cls, served: Mapping[Stratum, int]) -> "Values":
        """Return the values that orders and contacts served have."""
        contacts = {s: n for s, n in served.items() if s.kind == SurveyKind.POST_CONTACT}
        orders = {s: n for s, n in served.items() if s.kind != SurveyKind.POST_CONTACT}
        return cls(
            (
                _text(contacts, "channel"),
                _text(orders, "channel"),
                _text(orders, "category"),
                _text(orders, "region"),
            )
        )

    def cells(self, rows: Iterable[Row]) -> tuple[Cell, ...]:
        """Return the cells of rows that name values by their places."""
        return tuple(Cell(self.stratum(row["stratum"]), row["weight"], row["n"]) for row in rows)

    def known(self, one: Stratum) -> Stratum:
        """Return a stratum without the values that are not among these."""
        contacts, channels, categories, regions = self.texts
        if one.kind == SurveyKind.POST_CONTACT:
            return Stratum(one.kind, _known(contacts, one.channel))
        return Stratum(
            one.kind,
            _known(channels, one.channel),
            _known(categories, one.category),
            _known(regions, one.region),
            one.late,
        )

    def stratum(self, code: int) -> Stratum:
        """Return the stratum that a number of places stands for."""
        contacts, channels, categories, regions = self.texts
        code, is_contact = divmod(code, 2)
        if is_contact:
            return Stratum(SurveyKind.POST_CONTACT, _value(contacts, code))
        code, late = divmod(code, 3)
        code, region = divmod(code, _ROOM)
        channel, category = divmod(code, _ROOM)
        return Stratum(
            SurveyKind.POST_PURCHASE,
            _value(channels, channel),
            _value(categories, category),
            _value(regions, region),
            ("", "no", "yes")[late],
        )


async def _rows(
    sql: str,
    values: Values,
    shop_id: int,
    days: Days,
    where: Slice,
    stretch: int,
    *more: str,
) -> list[Row]:
    engine = database.engine_name()
    placed = sql.replace("place(", _PLACE[engine] + "(").replace("<stretch>", _STRETCH[engine])
    steps = (days.until, stretch or _NO_COURSE)
    span = (shop_id, days.since, days.until, *where.values)
    return await database.fetch(placed, *values.texts, *steps, *span, *more)


def _course(rows: Iterable[Row], place: Mapping[tuple[int, float], int]) -> dict[int, Stretch]:
    parts: dict[int, dict[str, dict[int, dict[int, int]]]] = defaultdict(
        lambda: {OVERALL: defaultdict(dict), "(complaints)": defaultdict(dict)}
    )
    for row in rows:
        if row["part"] in {OVERALL, "(complaints)"}:
            parts[row["stretch"]][row["part"]][row["score"]][place[_key(row)]] = row["n"]
    return {
        number: Stretch(part[OVERALL], part["(complaints)"])
        for number, part in sorted(parts.items())
    }


def _text(served: Mapping[Stratum, int], name: str) -> str:
    """Return the values of one name between signs, the most frequent first."""
    counts = Counter[str]()
    for stratum, n in served.items():
        counts[getattr(stratum, name)] += n
    text = _BETWEEN
    for value, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        if value and _BETWEEN not in value and len(text) + len(value) < _LONGEST:
            text += value + _BETWEEN
    return text


def _known(text: str, value: str) -> str:
    return value if f"{_BETWEEN}{value}{_BETWEEN}" in text else ""


def _value(text: str, place: int) -> str:
    """Return the value at a place, counted from 1; nothing stands at 0."""
    return text[place : text.index(_BETWEEN, place)] if place else ""


def _key(row: Row) -> tuple[int, float]:
    return row["stratum"], row["weight"]
