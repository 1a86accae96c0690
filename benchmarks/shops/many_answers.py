"""A shop of many answers, written in bulk: two years of orders, letters, answers, words and tags.

The same SQL fills SQLite and PostgreSQL. No statistics are gathered on SQLite: shops have none.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from models import database

DAYS = 730
ASKED_PER_ANSWER = 2
SLOWEST_REPLY = 14

# Made again afterwards. PostgreSQL's triggers sleep meanwhile, as those of a replica do.
IN_THE_WAY = {
    "sqlite": """SELECT type, name, sql FROM sqlite_master
        WHERE type IN ('index', 'trigger') AND sql IS NOT NULL""",
    "postgres": """SELECT 'index' AS type, indexname AS name, indexdef AS sql FROM pg_indexes
        WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
}
NUMBERS = {
    "sqlite": """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < <most>)
        INSERT INTO number SELECT i FROM n""",
    "postgres": "INSERT INTO number SELECT generate_series(1, <most>)",
}
AS_BYTES = {"sqlite": "CAST(n.i AS BLOB)", "postgres": "convert_to(CAST(n.i AS TEXT), 'UTF8')"}
# Nobody must find half a shop after a crash: the file is made again.
QUICKLY = {
    "sqlite": ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -200000"),
    "postgres": ("SET session_replication_role = replica", "SET synchronous_commit = off"),
}
# A fixed scatter of the row's number: the same rows each time, without a random source.
MIX = "((n.i * 2654435761) % 4294967296)"
ANSWER = "((n.i + 1) / 2)"  # the answer that a letter belongs to; every second one stays without
# Rows lie in the order of time, as in a shop that has grown.
DAY_OF_ANSWER = "JOIN day d ON d.k = (<size> - n.i) * <days> / <size>"
DAY_OF_LETTER = f"""JOIN day d ON d.k = (<size> - {ANSWER}) * <days> / <size>
    JOIN day s ON s.k = d.k + {MIX} % <slowest>"""
STATEMENTS = (
    f"""INSERT INTO shop_order (id, shop_id, order_ref, sales_channel, category, region, carrier,
    placed_at, paid_at, shipped_at, delivered_at)
SELECT n.i, 1, 'O' || n.i, CASE {MIX} % 3 WHEN 0 THEN 'web' WHEN 1 THEN 'app' ELSE 'mini' END,
    'c' || ({MIX} % 12), 'r' || ({MIX} % 31), 'carrier' || ({MIX} % 4), d.at, d.at, d.at, d.at
FROM number n {DAY_OF_ANSWER} WHERE n.i <= <size>""",
    f"""INSERT INTO answer (id, shop_id, invitation_id, source, order_ref, order_id, survey_kind,
    form, overall, submitted_at, local_day, elapsed_ms)
SELECT n.i, 1, n.i * 2 - 1, 'survey', 'O' || n.i, n.i,
    CASE WHEN n.i % 6 = 0 THEN 'post_contact' ELSE 'post_purchase' END,
    CASE WHEN n.i % 6 = 0 THEN 'C' ELSE 'P' END,
    CASE WHEN {MIX} % 10 < 1 THEN 1 WHEN {MIX} % 10 < 2 THEN 2 WHEN {MIX} % 10 < 4 THEN 3
        WHEN {MIX} % 10 < 7 THEN 4 ELSE 5 END, d.at, d.day, 30000 + {MIX} % 90000
FROM number n {DAY_OF_ANSWER} WHERE n.i <= <size>""",
    """INSERT INTO rating (shop_id, answer, item, state, score)
SELECT 1, a.id, core.item, 'rated', 1 + (a.id * 7 + a.overall * 3) % 5 FROM answer a
JOIN (SELECT 'BR0' AS item, 0 AS k UNION ALL SELECT 'PA0', 1 UNION ALL SELECT 'SH0', 2
    UNION ALL SELECT 'RE0', 3) AS core ON a.id % 4 = core.k OR (a.id + 1) % 4 = core.k
UNION ALL SELECT 1, id, 'OV1', 'rated', overall FROM answer
UNION ALL SELECT 1, id, 'CT9', 'rated', overall FROM answer WHERE form = 'C'
UNION ALL SELECT 1, id, CASE id % 3 WHEN 0 THEN 'SH1' WHEN 1 THEN 'RE2' ELSE 'PA3' END, 'rated',
    overall FROM answer""",
    """INSERT INTO comment (id, shop_id, answer, prompt, redacted, text, reading, polarity,
    local_day, submitted_at)
SELECT id, 1, id, 'T1', '发货太慢了，等了十天才到，客服也不回复。订单 ' || id, '', 'read',
    'negative', local_day, submitted_at FROM answer WHERE id % 5 < 2""",
    """INSERT INTO tag (shop_id, comment, code, probability, span_start, span_end)
SELECT 1, c.id, t.code, 0.9, 0, 6 FROM comment c
JOIN (SELECT 'slow_shipping' AS code, 2 AS k UNION ALL SELECT 'slow_response', 3
    UNION ALL SELECT 'return_hassle', 7 UNION ALL SELECT 'quality_defect', 5) AS t
    ON c.id % t.k = 0""",
    f"""INSERT INTO invitation (id, shop_id, candidate_id, survey_kind, nonce, token_hash, form,
    items, prompt, state, created_at, sent_at, answered_at)
SELECT n.i, 1, n.i, CASE WHEN {ANSWER} % 6 = 0 THEN 'post_contact' ELSE 'post_purchase' END,
    CAST(n.i AS TEXT), <bytes>, 'P', 'OV1,SH0,RE0', 'T1',
    CASE WHEN n.i % 2 = 1 THEN 'answered' ELSE 'closed' END, s.at, s.at,
    CASE WHEN n.i % 2 = 1 THEN d.at END
FROM number n {DAY_OF_LETTER}""",
    """INSERT INTO candidate (id, shop_id, survey_kind, subject_ref, order_id, state, created_at)
SELECT id, 1, survey_kind, 'O' || id, (id + 1) / 2, 'asked', created_at FROM invitation""",
    """INSERT INTO score_count (shop_id, day, form, item, score, n)
SELECT 1, local_day, form, 'ANSWERS', 0, count(*) FROM answer GROUP BY 2, 3
UNION ALL SELECT 1, a.local_day, a.form, r.item, r.score, count(*)
FROM answer a JOIN rating r ON r.answer = a.id GROUP BY 2, 3, 4, 5""",
    f"""INSERT INTO score_count (shop_id, day, form, item, score, n)
SELECT 1, s.day, 'P', 'ASKED', 0, count(*) FROM number n {DAY_OF_LETTER} GROUP BY s.day
UNION ALL SELECT 1, s.day, 'P', 'HEARD', s.k - d.k, count(*) FROM number n {DAY_OF_LETTER}
WHERE n.i % 2 = 1 GROUP BY s.day, s.k - d.k""",
    """INSERT INTO tag_count (shop_id, day, code, n)
SELECT 1, c.local_day, t.code, count(*) FROM comment c JOIN tag t ON t.comment = c.id GROUP BY 2, 3
UNION ALL SELECT 1, local_day, '(read)', count(*) FROM comment GROUP BY 2""",
)
# Ten times the answers leave no cell of the calendar empty: every form, item and score of each day.
# Complaints have the same names in a shop of any size.
GROWN = (
    "UPDATE score_count SET n = n * 10",
    "UPDATE tag_count SET n = n * 10",
    """INSERT INTO score_count (shop_id, day, form, item, score, n)
SELECT 1, d.day, form.code, item.stage || detail.i, score.i - 3, 10
FROM day d CROSS JOIN (SELECT 'P' AS code UNION ALL SELECT 'S' UNION ALL SELECT 'C'
    UNION ALL SELECT 'F') AS form
CROSS JOIN (SELECT 'OV' AS stage UNION ALL SELECT 'BR' UNION ALL SELECT 'PA' UNION ALL SELECT 'SH'
    UNION ALL SELECT 'RE' UNION ALL SELECT 'CT') AS item
CROSS JOIN (SELECT i FROM number WHERE i < 10) AS detail
CROSS JOIN (SELECT i FROM number WHERE i < 9 AND i <> 3) AS score
WHERE d.k BETWEEN 0 AND <days> ON CONFLICT (shop_id, day, form, item, score) DO NOTHING""",
)


async def fill(url: str, size: int, now: datetime) -> None:
    """Write `size` answers of shop 1 up to `now`, with all that belongs to them."""
    engine = database.engine_name()
    in_the_way = await database.fetch(IN_THE_WAY[engine])
    days = [
        (k, now - timedelta(days=k), (now - timedelta(days=k)).date())
        for k in range(-1, DAYS + SLOWEST_REPLY + 1)
    ]
    before = [
        *QUICKLY[engine],
        "CREATE TABLE number (i BIGINT PRIMARY KEY)",
        "CREATE TABLE day (k BIGINT PRIMARY KEY, at TIMESTAMPTZ, day DATE)",
        NUMBERS[engine].replace("<most>", str(size * ASKED_PER_ANSWER)),
        *(f"DROP {one['type']} {one['name']}" for one in in_the_way),
    ]
    written = [_filled(text, engine, size) for text in STATEMENTS]
    after = [one["sql"] for one in in_the_way]
    if engine == "postgres":
        after.append("ANALYZE")  # as its autovacuum does by itself
    await _run(url, before, days, [*written, *after])


async def grow(url: str) -> None:
    """Make the counts those of ten times as many answers, spread over everything one may ask."""
    engine = database.engine_name()
    await _run(url, list(QUICKLY[engine]), [], [_filled(text, engine, 1) for text in GROWN])


def _filled(text: str, engine: str, size: int) -> str:
    values = {"size": size, "days": DAYS, "slowest": SLOWEST_REPLY, "bytes": AS_BYTES[engine]}
    for name, value in values.items():
        text = text.replace(f"<{name}>", str(value))
    return text


async def _run(url: str, before: list[str], days: list[tuple], after: list[str]) -> None:
    """Run statements past the door, on one connection that cares for speed only."""
    if urlsplit(url).scheme == "sqlite":
        file = sqlite3.connect(Path(url.removeprefix("sqlite:///")), isolation_level=None)
        for text in before:
            file.execute(text)
        file.executemany(
            "INSERT INTO day VALUES (?, ?, ?)",
            [(k, at.isoformat(" "), day.isoformat()) for k, at, day in days],
        )
        for text in after:
            file.execute(text)
        file.close()
        return
    connection = await asyncpg.connect(url)
    for text in before:
        await connection.execute(text)
    if days:
        await connection.executemany("INSERT INTO day VALUES ($1, $2, $3)", days)
    for text in after:
        await connection.execute(text)
    await connection.close()
