"""The same tables as a workbook, read back cell by cell: the letters, the kinds, the sheets."""

import csv as standard
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.exports import csv, xlsx
from admin.exports.sheet import Cell, Share, Sheet
from tests.admin.exports.workbook import read

MOMENT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SHEET = Sheet(
    "发货：每周",
    ("周", "n", "均值", "满意", "日", "时"),
    (("2026-W45", 1234, 4.25, Share(0.456), date(2026, 11, 3), MOMENT), ("=1+1", None, -3.0)),
)


def test_a_workbook_says_what_it_is_about_and_holds_one_sheet_per_table() -> None:
    found = read(xlsx.written("文件说明", ["茶舍", "全部答卷"], [SHEET, SHEET]))
    assert list(found) == ["文件说明", "发货：每周", "发货：每周 (2)"]
    assert found["文件说明"].rows == [["茶舍"], ["全部答卷"]]
    assert found["发货：每周"].rows[0] == list(SHEET.columns)


def test_numbers_shares_days_and_times_are_what_they_are() -> None:
    sheet = read(xlsx.written("a", [], [SHEET]))["发货：每周"]
    assert sheet.rows[1] == ["2026-W45", 1234.0, 4.25, 0.456, 46329.0, 46329.39583333334]
    assert [sheet.formats[f"{column}2"] for column in "BCDEF"] == [
        "#,##0", "0.00##", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip


def test_the_headings_stay_in_sight_and_columns_are_wide_enough_for_chinese() -> None:
    long = Sheet("t", ("投诉",), (("发货太慢，等了十天才收到",),))
    xml = read(xlsx.written("a", [], [long]))["t"].xml
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in xml
    assert '<col min="1" max="1" width="26.7109375" customWidth="1"/>' in xml


@pytest.mark.parametrize("words", ["=1+1", "+86", "-1", "@x", "＝1", "\t=1", "\r=1", " =1"])
def test_a_text_that_looks_like_a_formula_is_a_text_and_stays_one_when_edited(words: str) -> None:
    sheet = read(xlsx.written("a", [], [Sheet("t", ("c",), ((words,),))]))["t"]
    (cell,) = sheet.rows[1]
    assert isinstance(cell, str)
    assert cell.replace("_x000D_", "\r") == words
    assert sheet.formats["A2"] == "quoted"


def test_a_link_in_a_text_leads_nowhere() -> None:
    book = xlsx.written("a", [], [Sheet("t", ("c",), (("https://elsewhere.example/x",),))])
    assert "hyperlink" not in read(book)["t"].xml


def test_what_a_cell_cannot_hold_is_left_out_or_cut_never_lost_with_its_row() -> None:
    rows: tuple[tuple[Cell, ...], ...] = ((float("inf"), "长" * 40_000, date(1899, 12, 31), 1),)
    sheet = read(xlsx.written("a", [], [Sheet("t", ("a", "b", "c", "d"), rows)]))["t"]
    first, long, day, last = sheet.rows[1]
    assert (first, day, last) == (None, "1899-12-31", 1.0)
    assert isinstance(long, str)
    assert len(long) == 32_767


def test_no_two_sheets_share_a_name_whatever_the_titles() -> None:
    titles = ["长" * 40, "长" * 41, "History", "history", "a/b", "a:b", "'x'", ""]
    names = list(read(xlsx.written("a", [], [Sheet(one, ("c",), ()) for one in titles])))
    assert len({name.lower() for name in names}) == len(titles) + 1
    assert all(0 < len(name) <= 31 for name in names)


def test_a_full_sheet_is_followed_by_another_under_the_same_headings() -> None:
    target = io.BytesIO()
    with xlsx.closed(xlsx.XlsxFile(target, most_rows=3)) as file:
        file.begin("t", ("n",))
        file.add([(n,) for n in range(5)])
    assert {name: sheet.rows for name, sheet in read(target.getvalue()).items()} == {
        "t": [["n"], [0.0], [1.0]], "t (2)": [["n"], [2.0], [3.0]], "t (3)": [["n"], [4.0]],
    }  # fmt: skip


cells = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9).map(lambda n: n / 10_000),  # as exact as figures are given
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=12),
)


@settings(max_examples=30)
@given(st.lists(st.tuples(cells, cells, cells), max_size=5))
def test_both_kinds_of_file_say_the_same(rows: list[tuple[Cell, ...]]) -> None:
    sheet = Sheet("t", ("a", "b", "c"), tuple(rows))
    lines = list(
        standard.reader(io.StringIO(csv.written([], [sheet]).decode("utf-8-sig"), newline=""))
    )
    book = read(xlsx.written("a", [], [sheet]))["t"].rows
    for row, line, given_cells in zip(book[1:], lines[3:], rows, strict=False):
        for place, cell in enumerate(given_cells):
            told = row[place] if place < len(row) else None
            if isinstance(cell, str):
                assert csv.inert(str(told or "")) == line[place]
            else:
                assert told == (float(line[place]) if line[place] else None)
