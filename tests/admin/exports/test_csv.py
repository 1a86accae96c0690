"""What a spreadsheet program makes of a file: the right letters, and never a formula."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.exports.csv import CsvFile, inert, plain, written
from admin.exports.sheet import Share, Sheet

SHEET = Sheet("客服渠道", ("渠道", "n"), (("微信", 12), ("=1+1", -3), ("", None)))


def rows(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_a_file_begins_with_the_mark_that_spreadsheets_need_for_chinese() -> None:
    assert written([], [SHEET]).startswith(b"\xef\xbb\xbf")


def test_a_file_says_what_it_is_about_and_names_each_table() -> None:
    found = rows(written(["茶舍", "2026-11-01 – 2026-11-28"], [SHEET]))
    assert found[:5] == [["茶舍"], ["2026-11-01 – 2026-11-28"], [], ["客服渠道"], ["渠道", "n"]]


def test_numbers_stay_numbers_and_texts_stay_texts() -> None:
    assert rows(written([], [SHEET]))[3:] == [["微信", "12"], ["'=1+1", "-3"], ["", ""]]


def test_shares_days_and_times_are_written_as_programs_read_them() -> None:
    moment = datetime(2026, 11, 3, 9, 30, 12, tzinfo=UTC)
    assert [plain(cell) for cell in (Share(0.25), date(2026, 11, 3), moment, float("nan"))] == [
        0.25, "2026-11-03", "2026-11-03 09:30", "",
    ]  # fmt: skip


def test_a_table_without_a_title_begins_with_its_headings() -> None:
    text = io.StringIO()
    file = CsvFile(text)
    file.begin("", ("day", "overall"))
    file.add([(date(2026, 11, 3), 4)])
    file.close()
    assert text.getvalue() == "\ufeffday,overall\r\n2026-11-03,4\r\n"


@pytest.mark.parametrize("starter", list("=+-@＝＋－＠\t\r\n"))
@pytest.mark.parametrize("before", ["", " ", "\u3000"])
def test_a_text_that_looks_like_a_formula_is_made_inert(starter: str, before: str) -> None:
    assert inert(f"{before}{starter}1").startswith("'")


def test_an_ordinary_text_stays_as_it_is() -> None:
    assert inert("a=b") == "a=b"


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_no_cell_begins_with_a_living_formula(cells: list[str]) -> None:
    sheet = Sheet("t", tuple("c" for _ in cells), (tuple(cells),))
    (line,) = rows(written([], [sheet]))[3:] or [[]]
    assert not [cell for cell in line if cell.lstrip(" ").startswith(tuple("=+-@＝＋－＠\t\r"))]
