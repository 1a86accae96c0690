"""Whoever changes a row that a kept week counts makes that week stale, in the same transaction.

Triggers do it, so that no way of writing can forget: events, imports, answers, erasure, a restore.
They only ever add rows, without a unique key: two writers never wait for each other.
"""

from collections.abc import Iterator
from itertools import chain

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T06:26:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and triggers of kept weeks"

# "> 0" says nothing about a number, and keeps these indexes out of every other statement's plan.
INDEXES = {
    "uq_kept_week": "UNIQUE INDEX {} ON kept_week (shop_id, part, since)",
    "ix_stale_week": "INDEX {} ON stale_week (week)",
    "ix_invitation_of_candidate": "INDEX {} ON invitation (candidate_id) WHERE candidate_id > 0",
    "ix_candidate_of_order": "INDEX {} ON candidate (order_id) WHERE order_id > 0",
    "ix_candidate_of_contact": "INDEX {} ON candidate (contact_id) WHERE contact_id > 0",
    "ix_answer_of_order": "INDEX {} ON answer (order_id) WHERE order_id > 0",
    "ix_answer_of_contact": "INDEX {} ON answer (contact_id) WHERE contact_id > 0",
}
# No week is longer than its days and an hour: the bound keeps the look-up short.
MARK = """INSERT INTO stale_week (week) SELECT k.id FROM <from>kept_week k
WHERE <link>k.shop_id = ROW.shop_id AND k.part = '<part>' AND k.since <= <at>
    AND k.since > <before> AND k.until > <at>
    AND NOT EXISTS (SELECT 1 FROM stale_week s WHERE s.week = k.id);
"""
# No shop beside a number that is nobody else's: while tables are empty, PostgreSQL would take an
# index of all of a shop's rows for as good.
LETTER = "i.candidate_id = c.id AND i.candidate_id > 0 AND "
LETTERS_OF_ORDER = (
    "candidate c CROSS JOIN invitation i CROSS JOIN ",
    "c.order_id = ROW.id AND c.order_id > 0 AND " + LETTER,
    "asked",
    "i.sent_at",
)
LETTERS_OF_CONTACT = (
    "candidate c CROSS JOIN invitation i CROSS JOIN ",
    "c.contact_id = ROW.id AND c.contact_id > 0 AND " + LETTER,
    "asked",
    "i.sent_at",
)
ANSWERS_OF_ORDER = (
    "answer a CROSS JOIN ",
    "a.order_id = ROW.id AND a.order_id > 0 AND ",
    "answered",
    "DAY(a.local_day)",
)
ANSWERS_OF_CONTACT = (
    "answer a CROSS JOIN ",
    "a.contact_id = ROW.id AND a.contact_id > 0 AND ",
    "answered",
    "DAY(a.local_day)",
)
# What a row's own moments touch, and what hangs on it elsewhere: (from, link, part, moment).
TOUCHED = {
    "candidate": (
        ("", "", "came", "ROW.created_at"),
        (
            "invitation i CROSS JOIN ",
            "i.candidate_id = ROW.id AND i.candidate_id > 0 AND ",
            "asked",
            "i.sent_at",
        ),
    ),
    "invitation": (
        ("", "", "asked", "ROW.sent_at"),
        (
            "candidate c CROSS JOIN ",
            "c.id = ROW.candidate_id AND ",
            "came",
            "c.created_at",
        ),
    ),
    "answer": (("", "", "answered", "DAY(ROW.local_day)"),),
    "shop_order": (
        ("", "", "served", "coalesce(ROW.delivered_at, ROW.completed_at)"),
        LETTERS_OF_ORDER,
        ANSWERS_OF_ORDER,
    ),
    "contact": (("", "", "served", "ROW.closed_at"), LETTERS_OF_CONTACT, ANSWERS_OF_CONTACT),
}
# The columns that decide where a row counts; a change of any other makes nothing stale.
COUNTED_BY = {
    "candidate": (
        "survey_kind", "state", "reason", "created_at", "order_id", "contact_id",
    ),
    "invitation": ("survey_kind", "candidate_id", "sent_at", "answered_at", "state"),
    "answer": (
        "source", "survey_kind", "local_day", "design_weight", "order_id", "contact_id",
    ),
    "shop_order": (
        "sales_channel", "category", "region", "delivered_at", "completed_at",
        "cancelled_at", "promised_at",
    ),
    "contact": ("channel", "closed_at"),
}  # fmt: skip
# A letter that is answered or closed counts as before; only one that is withdrawn does not.
SEEN = {("invitation", "state"): "(ROW.state = 'withdrawn')"}
# The columns that decide in which week it counts: only their change touches another week as well.
PLACED_BY = {
    "candidate": ("created_at",),
    "invitation": ("candidate_id", "sent_at"),
    "answer": ("local_day",),
    "shop_order": ("delivered_at", "completed_at"),
    "contact": ("closed_at",),
}
# Name of a trigger's kind → the event, the row it looks at, and the columns that wake it.
KINDS: dict[str, tuple[str, str, dict[str, tuple[str, ...]]]] = {
    "comes": ("INSERT", "NEW", {}),
    "changes": ("UPDATE", "NEW", COUNTED_BY),
    "moves": ("UPDATE", "OLD", PLACED_BY),
    "goes": ("DELETE", "OLD", {}),
}
WORDS = {
    "sqlite": {
        "differs": " IS NOT ",
        "before": "datetime(<at>, '-8 days')",
        "day": "(<day> || ' 00:00:00+00:00')",
    },
    "postgres": {
        "differs": " IS DISTINCT FROM ",
        "before": "<at> - interval '8 days'",
        "day": "(CAST(<day> AS timestamp) AT TIME ZONE 'UTC')",
    },
}
TRIGGER = {
    "sqlite": (
        "CREATE TRIGGER <name> AFTER <event> ON <table> FOR EACH ROW <when>BEGIN\n<body>END",
    ),
    "postgres": (
        # A session plans these once, perhaps for tables that are empty still: by the indexes, and
        # joined in the order written, as SQLite does.
        """CREATE FUNCTION <name>() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off
            SET join_collapse_limit = 1
            AS $$BEGIN\n<body>RETURN NULL;\nEND$$""",
        """CREATE TRIGGER <name> AFTER <event> ON <table> FOR EACH ROW
            <when>EXECUTE FUNCTION <name>()""",
    ),
}


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create the indexes, then the triggers of every table that is counted."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        for name, definition in INDEXES.items():
            await RawTable.raw("CREATE " + definition.replace("{}", name))
        engine = "sqlite" if RawTable._meta.db.engine_type == "sqlite" else "postgres"  # noqa: SLF001  # piccolo's way to ask
        for statement in triggers(engine):
            await RawTable.raw(statement)

    async def drop() -> None:
        on_sqlite = RawTable._meta.db.engine_type == "sqlite"  # noqa: SLF001  # as above
        for table, kind in every():
            name = named(table, kind)
            if on_sqlite:
                await RawTable.raw("DROP TRIGGER " + name)
            else:
                await RawTable.raw("DROP FUNCTION " + name + " CASCADE")
        for name in INDEXES:
            await RawTable.raw("DROP INDEX " + name)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager


def triggers(engine: str) -> Iterator[str]:
    """Write every trigger in the words of an engine."""
    return chain.from_iterable(trigger(engine, *one) for one in every())


def every() -> Iterator[tuple[str, str]]:
    """Name each table with each way in which its rows change."""
    return ((table, kind) for table in TOUCHED for kind in KINDS)


def named(table: str, kind: str) -> str:
    """Name one trigger."""
    return "stale_" + table + "_" + kind


def trigger(engine: str, table: str, kind: str) -> Iterator[str]:
    """Write one trigger: when it wakes, and which weeks it marks."""
    event, row, columns = KINDS[kind]
    when = ""
    if table in columns:
        event += " OF " + ", ".join(columns[table])
        when = "WHEN (" + " OR ".join(changed(engine, table, columns[table])) + ") "
    body = "".join(mark(engine, row, *touched) for touched in marks(table, kind))
    for text in TRIGGER[engine]:
        yield (
            text.replace("<name>", named(table, kind))
            .replace("<event>", event)
            .replace("<table>", table)
            .replace("<when>", when)
            .replace("<body>", body)
        )


def marks(table: str, kind: str) -> Iterator[tuple[str, str, str, str]]:
    """Name what is marked; what hangs on the row's number stays there when the row moves."""
    for touched in TOUCHED[table]:
        if kind != "moves" or "ROW.id " not in touched[1]:
            yield touched


def changed(engine: str, table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Write for each column that it is not as it was."""
    for column in columns:
        seen = SEEN.get((table, column), "ROW." + column)
        yield seen.replace("ROW", "OLD") + WORDS[engine]["differs"] + seen.replace("ROW", "NEW")


def mark(engine: str, row: str, source: str, link: str, part: str, moment: str) -> str:
    """Write the statement that marks the weeks into which a moment falls."""
    words = WORDS[engine]
    at = moment
    if moment.startswith("DAY("):
        at = words["day"].replace("<day>", moment.removeprefix("DAY(").removesuffix(")"))
    return (
        MARK.replace("<from>", source)
        .replace("<link>", link)
        .replace("<part>", part)
        .replace("<before>", words["before"])
        .replace("<at>", at)
        .replace("ROW", row)
    )
