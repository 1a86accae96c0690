"""A throw-away table with every type of column the project uses."""

from collections.abc import AsyncIterator

import pytest
from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Serial, Text, Timestamptz
from piccolo.table import Table

from models import database as door


class Trial(Table, tablename="trial"):
    """Holds what a test puts in."""

    id = Serial(primary_key=True)
    at = Timestamptz(null=True, default=None)
    day = Date(null=True, default=None)
    flag = Boolean(null=True, default=None)
    words = Text(null=True, default=None)
    number = Integer(null=True, default=None, unique=True)
    code = UUID(null=True, default=None)
    bytes_ = Bytea(null=True, default=None, db_column_name="bytes")


@pytest.fixture
async def trial(database: str) -> AsyncIterator[type[Trial]]:
    """Create the table on the open database and drop it afterwards."""
    Trial._meta.db = door.bound()
    await Trial.create_table()
    yield Trial
    await Trial.alter().drop_table()
