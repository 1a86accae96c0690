"""One drawing of each kind, from made-up numbers; run as a module, it writes the golden files.

`python -m tests.admin.charts.samples` after a wanted change; look at the pictures, then commit.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from admin.charts.bars import Bar, bars
from admin.charts.control import Key, Week, control
from admin.charts.diverging import ScaleWords, Stage, diverging
from admin.charts.drawing import NARROW, WIDE, Drawing, Figure, Tone, Words
from admin.charts.heat import Cell, heat
from admin.charts.lines import Limits, Point, line, sparkline
from admin.charts.scatter import Axes, Reading, Spot, scatter

GOLDEN: Final = Path(__file__).parent / "golden"
WORDS: Final = Words("各阶段满意度", "从浏览到客服的五个阶段。")
SCALE: Final = ScaleWords(("非常不满意", "不满意", "一般", "满意", "非常满意"), "阶段", "回答")
STAGES: Final = (
    Stage(
        "浏览",
        (10, 20, 60, 120, 90),
        (Figure("3.87"), Figure("n 300"), Figure("▲ 0.12 变好", Tone.GOOD)),
        "/shops/tea/stages/browse",
    ),
    Stage("发货", (30, 50, 60, 80, 60), (Figure("3.32"), Figure("▼ 0.31 变差", Tone.BAD))),
    Stage("收货", (1, 2, 3, 4, 3), (Figure("3.46"), Figure("n 13")), faint=True),
    Stage("客服", (0, 0, 0, 0, 0), note="这段时间没有评分"),
)
TAGS: Final = (
    Bar("退换货困难", 12.3, 10.1, 14.8, (Figure("12.3"), Figure("n 38")), "/shops/tea/complaints"),
    Bar("发货物流慢", 2.1, None, None, (Figure("2.1"), Figure("n 12")), faint=True),
)
GRID: Final = (
    ("在线", (Cell(0.9, "90%", "/c"), Cell(0.1, "5%", faint=True, said="5%, n 12"))),
    ("电话", (Cell(0.5, "50%"),)),
)
WEEKS: Final = (
    Point("第1周", 4.0, 3.8, 4.2, "4.0"),
    Point("第2周", 4.3, 4.1, 4.5, "4.3"),
    Point("第3周", None),
    Point("第4周", 3.9, 3.7, 4.1, "3.9"),
)

CONTROLLED: Final = (
    Week("2026-W44", 0.12, 0.04, 0.22, "12.0 % (4.0 % – 22.0 %), n 100", in_baseline=True),
    Week("2026-W45", 0.15, 0.04, 0.22, "15.0 % (4.0 % – 22.0 %), n 100", in_baseline=True),
    Week("2026-W46", None, None, None, "n 3", note="春节"),
    Week("2026-W47", 0.3, 0.05, 0.21, "30.0 % (5.0 % – 21.0 %), n 120", outside=True),
)
EARLIER: Final = (("13 周前", WEEKS), ("52 周前", WEEKS))


def samples() -> Mapping[str, Drawing]:
    """Draw one of each kind."""
    return {
        "diverging_wide": diverging(STAGES, SCALE, WORDS, WIDE),
        "diverging_narrow": diverging(STAGES, SCALE, WORDS, NARROW),
        "bars_wide": bars(TAGS, ("标签", "每百份", "回答"), WORDS, WIDE),
        "bars_narrow": bars(TAGS, ("标签", "每百份", "回答"), WORDS, NARROW),
        "line": line(WEEKS, ("周", "分"), WORDS, Limits(4.1, 3.8, 4.4)),
        "line_narrow": line(WEEKS, ("周", "分"), WORDS, layout=NARROW, beside=EARLIER),
        "sparkline": sparkline(WEEKS, ("周", "分"), WORDS),
        "control": control(
            CONTROLLED,
            0.13,
            ("周", "不满意", "备注"),
            WORDS,
            Key("控制限", "超出控制限", "基线周", "有备注的周"),
        ),
        "heat": heat(GRID, ("想用", "在线", "电话"), WORDS),
        "heat_narrow": heat(GRID, ("想用", "在线", "电话"), WORDS, NARROW, ("线", "话")),
        "scatter": scatter(
            (
                Spot("发货", Reading(0.3, 0.2, 0.4, "30%"), Reading(0.6, 0.5, 0.7, "60%"), "/s"),
                Spot("支付", Reading(0.1, 0.05, 0.2, "10%"), Reading(0.9, 0.8, 0.95, "90%")),
            ),
            Axes("阶段", "重要", "满意", 0.25, 0.75),
            WORDS,
        ),
    }


if __name__ == "__main__":
    for name, drawn in samples().items():
        lines_of_marks = drawn.svg.replace("><", ">\n<")
        (GOLDEN / f"{name}.svg").write_text(lines_of_marks + "\n", encoding="utf-8")
