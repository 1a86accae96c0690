"""What a spreadsheet program makes of a file: the right letters, and never a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.exports.csv import Sheet, figures, inert, reply, written
from admin.measures.levels import mean_from_counts

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


def test_a_number_of_too_few_answers_leaves_no_trace_but_its_n() -> None:
    assert figures(mean_from_counts({1: 2, 5: 3})) == (None, None, None, 5)
    assert figures(mean_from_counts({4: 10, 5: 10}))[0] == 4.5


def test_a_name_holds_nothing_that_a_header_could_trip_over() -> None:
    answer = reply('茶"\r\nx: y-ship', [], [])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="----x--y-ship.csv"'
