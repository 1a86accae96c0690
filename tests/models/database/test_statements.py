"""One text, two dialects."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import Statement, TextRefused, ValueRefused
from models.database.statements import check_values, translate


def test_placeholders_become_marks_or_numbers() -> None:
    sql = "SELECT {} WHERE a = {} AND b = {}"
    assert translate(sql, "sqlite") == "SELECT ? WHERE a = ? AND b = ?"
    assert translate(sql, "postgres") == "SELECT $1 WHERE a = $2 AND b = $3"


def test_doubled_braces_are_braces() -> None:
    assert translate("UPDATE t SET headers = '{{}}'", "sqlite") == "UPDATE t SET headers = '{}'"


@pytest.mark.parametrize("sql", ["SELECT {0}", "SELECT {name}", "SELECT {!r}", "SELECT {:d}"])
def test_a_placeholder_that_says_more_is_a_mistake(sql: str) -> None:
    with pytest.raises(ValueError, match="placeholders are written"):
        translate(sql, "sqlite")


def test_the_type_of_a_computed_column_is_for_sqlite_only() -> None:
    sql = 'SELECT max(at) AS "last_at [timestamptz]" FROM t'
    assert translate(sql, "sqlite") == sql
    assert translate(sql, "postgres") == 'SELECT max(at) AS "last_at" FROM t'


def test_row_locks_are_for_postgresql_only() -> None:
    sql = "SELECT id FROM t LIMIT {} /* FOR UPDATE SKIP LOCKED */"
    assert translate(sql, "postgres") == "SELECT id FROM t LIMIT $1 FOR UPDATE SKIP LOCKED "
    assert translate("SELECT 1", "postgres", locks=True) == "SELECT 1 FOR UPDATE"
    assert translate("SELECT 1", "sqlite", locks=True) == "SELECT 1"


@pytest.mark.parametrize("text", ["a\0b", "\0", "好\0"])
def test_nul_is_refused_by_name(text: str) -> None:
    with pytest.raises(TextRefused, match="NUL"):
        check_values((1, text))


@pytest.mark.parametrize("text", ["\ud800", "好\udfff", "a\udc80b"])
def test_half_a_surrogate_pair_is_refused_by_name(text: str) -> None:
    with pytest.raises(TextRefused, match="surrogate"):
        check_values((text,))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueRefused, match="no zone"):
        check_values((datetime(2026, 11, 23),))  # noqa: DTZ001  # the missing zone is the point


def test_every_row_of_many_is_looked_at() -> None:
    with pytest.raises(TextRefused):
        Statement.many("INSERT INTO t VALUES ({})", [("ok",), ("\0",)]).check()


def test_a_statement_shows_its_sql_but_never_its_values() -> None:
    assert "wang@example.com" not in repr(Statement("SELECT {}", "wang@example.com"))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_other_text_is_accepted(text: str) -> None:
    check_values((text,))
