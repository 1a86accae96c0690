"""The marks of every chart: golden files, well-formed, no style attribute, nothing outside."""

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from admin.charts.bars import Bar, bars
from admin.charts.canvas import COLOURS, fitted, round_steps, text_width
from admin.charts.diverging import Stage, diverging
from admin.charts.drawing import NARROW, WIDE, Figure, Layout, Words
from admin.charts.lines import Point, sparkline
from tests.admin.charts.samples import GOLDEN, SCALE, STAGES, WORDS, samples

SVG = "{http://www.w3.org/2000/svg}"
KINDS = sorted(samples())


def _parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_drawn_as_it_was_looked_at(kind: str) -> None:
    drawn = samples()[kind].svg.replace("><", ">\n<") + "\n"
    assert drawn == (GOLDEN / f"{kind}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_a_name_and_a_description_first(kind: str) -> None:
    root = _parsed(samples()[kind].svg)
    assert [child.tag for child in list(root)[:2]] == [SVG + "title", SVG + "desc"]
    assert root[0].text == WORDS.title


@pytest.mark.parametrize("kind", KINDS)
def test_no_mark_carries_a_style_that_a_strict_policy_would_drop(kind: str) -> None:
    svg = samples()[kind].svg
    assert "style=" not in svg
    for mark in _parsed(svg).iter():
        name = mark.get("class", "")
        if name in COLOURS:
            assert mark.get("fill") == COLOURS[name]


@pytest.mark.parametrize("kind", KINDS)
def test_no_box_stands_outside_the_picture(kind: str) -> None:
    drawn = samples()[kind]
    for box in _parsed(drawn.svg).iter(SVG + "rect"):
        x, width = float(box.get("x", 0)), float(box.get("width", 0))
        y, height = float(box.get("y", 0)), float(box.get("height", 0))
        assert x >= 0
        assert x + width <= drawn.width + 0.5
        assert y >= 0
        assert y + height <= drawn.height


def test_a_chart_of_links_is_a_group_because_a_picture_may_not_hold_them() -> None:
    assert _parsed(samples()["diverging_wide"].svg).get("role") == "group"
    assert _parsed(samples()["line"].svg).get("role") == "img"


def test_each_row_that_leads_somewhere_is_a_link_with_its_figures_as_name() -> None:
    link = _parsed(samples()["diverging_wide"].svg).find(SVG + "a")
    assert link is not None
    assert link.get("href") == "/shops/tea/stages/browse"
    assert link[0].tag == SVG + "title"
    assert link[0].text == "浏览, 3.87, n 300, ▲ 0.12 变好"


def test_the_middle_of_the_neutral_answers_is_the_same_line_in_every_row() -> None:
    root = _parsed(diverging(STAGES[:2], SCALE, WORDS).svg)
    middles = {
        float(box.get("x", 0)) + float(box.get("width", 0)) / 2
        for box in root.iter(SVG + "rect")
        if box.get("class") == "c-s3" and float(box.get("height", 0)) > 14
    }
    assert max(middles) - min(middles) < 0.02


def test_segments_of_a_row_touch_and_say_what_they_are() -> None:
    (row,) = _parsed(diverging(STAGES[1:2], SCALE, WORDS).svg).findall(SVG + "g")[1:]
    said = [title.text for title in row.iter(SVG + "title")]
    assert said[0] == "发货: 非常不满意 11% (30 / 280)"
    assert len(said) == 5


def test_few_answers_are_a_thin_bar_without_numbers() -> None:
    few, many = STAGES[2], STAGES[0]
    drawn = diverging([few], SCALE, WORDS).svg
    assert 'height="8.67"' in drawn
    assert "23%</text>" not in drawn
    assert "30%</text>" in diverging([many], SCALE, WORDS).svg


def test_a_segment_too_narrow_for_its_share_has_no_number() -> None:
    ten_tens = Stage("浏览", (10, 10, 20, 30, 30))
    wide, narrow = (diverging([ten_tens], SCALE, WORDS, one).svg for one in (WIDE, NARROW))
    assert wide.count(">10%</text>") == 2
    assert narrow.count(">10%</text>") == 2
    crowded = diverging([ten_tens, Stage("发货", (90, 0, 0, 0, 9))], SCALE, WORDS, NARROW).svg
    assert "10%</text>" not in crowded
    assert ": 非常不满意 10% (10 / 100)" in crowded


def test_a_second_line_is_written_beneath_the_name_where_rows_are_stacked() -> None:
    beneath = (Figure("平均 3.34"), Figure(""), Figure("n 210"))
    row = Bar("电话", 0.55, figures=(Figure("55%"),), beneath=beneath)
    narrow = bars([row], ("渠道", "满意", "平均", "差", "回答"), WORDS, NARROW)
    lines = {t.text: t.get("y") for t in _parsed(narrow.svg).iter(SVG + "text")}
    assert lines["平均 3.34"] == lines["n 210"] != lines["55%"] == lines["电话"]
    assert narrow.table.rows == (("电话", "55%", "平均 3.34", "", "n 210"),)
    assert narrow.height > bars([replace(row, beneath=())], ("渠道",), WORDS, NARROW).height


def test_a_stage_without_ratings_says_so_instead_of_showing_an_empty_bar() -> None:
    drawn = diverging(STAGES[3:], SCALE, WORDS)
    assert "这段时间没有评分" in drawn.svg
    assert drawn.table.rows == (("客服", "这段时间没有评分", "", "", "", "", ""),)


def test_the_table_says_the_same_as_the_picture() -> None:
    table = diverging(STAGES[1:2], SCALE, WORDS).table
    assert table.columns == ("阶段", *SCALE.answers, "回答")
    assert table.rows[0] == (
        "发货", "30 (11%)", "50 (18%)", "60 (21%)", "80 (29%)", "60 (21%)", "280",
    )  # fmt: skip


def test_a_shop_name_with_markup_in_it_stays_text() -> None:
    drawn = bars([Bar("<b>官方</b>", 1.0)], ("a", "b"), Words('"T"', "<d>"))
    assert "<b>" not in drawn.svg
    assert "&lt;b&gt;" in drawn.svg


def test_a_gap_in_time_is_never_bridged() -> None:
    points = [Point("1", 4.0), Point("2", None), Point("3", 4.0), Point("4", 4.2)]
    drawn = sparkline(points, ("w", "s"), WORDS).svg
    assert drawn.count("<polyline") == 2


def test_charts_of_nothing_are_empty_not_broken() -> None:
    for drawn in (
        diverging([], SCALE, WORDS),
        bars([], ("a", "b"), WORDS),
        sparkline([], ("a", "b"), WORDS),
        diverging([Stage("浏览", (0, 0, 0, 0, 0))], SCALE, WORDS, NARROW),
    ):
        assert _parsed(drawn.svg).get("role") == "img"


def test_words_that_do_not_fit_end_in_an_ellipsis() -> None:
    assert fitted("退换货困难", 1000, 14) == "退换货困难"
    assert text_width(fitted("Return hassle and more", 60, 14), 14) <= 60


@pytest.mark.parametrize(("low", "high"), [(3.7, 4.6), (0.0, 1.0), (12.0, 13.5), (-40.0, 60.0)])
def test_the_steps_of_an_axis_are_round_and_inside(low: float, high: float) -> None:
    steps = round_steps(low, high)
    assert 2 <= len(steps) <= 7
    assert low <= steps[0]
    assert steps[-1] <= high
    assert all(re.fullmatch(r"-?\d+(\.\d)?", f"{step:g}") for step in steps)


def test_the_narrow_layout_is_drawn_for_360_pixels_with_larger_type() -> None:
    narrow = diverging(STAGES, SCALE, WORDS, NARROW)
    assert narrow.width == 360
    sizes = {float(t.get("font-size", 0)) for t in _parsed(narrow.svg).iter(SVG + "text")}
    assert min(sizes) >= 13
    assert NARROW.type_size > WIDE.type_size


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ["bars", "diverging"])
def test_a_row_that_leads_somewhere_is_pressed_anywhere_in_it(kind: str, layout: Layout) -> None:
    figures = (Figure("4.1"), Figure("n 30"))
    three = [Bar(str(n), 1.0 + n, figures=figures, href=f"/{n}") for n in range(3)]
    stages = [Stage(str(n), (1, 2, 3, 4, n), figures, f"/{n}") for n in range(3)]
    drawn = bars(three, ("x", "y", "z"), WORDS, layout)
    chart = drawn if kind == "bars" else diverging(stages, SCALE, WORDS, layout)
    number = r'"([0-9.]+)"'
    rows = [
        tuple(map(float, found))
        for found in re.findall(
            rf'<rect x="0" y={number} width={number} height={number} fill="none"', chart.svg
        )
    ]
    assert [width for _, width, _ in rows] == [float(layout.width)] * 3
    # No two rows lay claim to the same place, and none is left between them.
    assert all(
        top + tall == pytest.approx(below)
        for (top, _, tall), (below, _, _) in itertools.pairwise(rows)
    )
    assert rows[-1][0] + rows[-1][2] <= chart.height + 1
