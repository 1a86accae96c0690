"""The journey strip: how satisfied people were, stage by stage, as bars centred on the neutral.

After Heiberger & Robbins (2014), J. Stat. Software 57(5): the middle of the middle answer is zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from admin.charts.canvas import (
    Scale,
    area,
    drawing,
    element,
    fitted,
    group,
    hint,
    rect,
    rule,
    text,
    text_width,
)
from admin.charts.drawing import WIDE, Behind, Drawing, Figure, Layout, Plotted, Table, Words

Counts = tuple[int, int, int, int, int]
# White numbers on the dark ends, dark ones between.
NUMBER_CLASS: Final = ("c-light", "c-dark", "c-dark", "c-dark", "c-light")
BAR_HEIGHT: Final = 26
GAP: Final = 6
NUMBER_SIZE: Final = 13
# A per cent sign is wider than the width assumed of it, and neighbours' numbers stay apart.
NUMBER_MARGIN: Final = 8


@dataclass(frozen=True, slots=True)
class Stage:
    """One row: its answers from worst to best, or the note that says why there is no bar."""

    label: str
    counts: Counts
    figures: tuple[Figure, ...] = ()
    href: str = ""
    note: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class ScaleWords:
    """The five answers from worst to best, and the headings of the table."""

    answers: tuple[str, str, str, str, str]
    row_heading: str
    total: str


@dataclass(frozen=True, slots=True)
class _Frame:
    layout: Layout
    x_of: Scale
    label_room: float
    figure_starts: tuple[float, ...]

    @property
    def size(self) -> int:
        return self.layout.type_size

    @property
    def row_height(self) -> float:
        return BAR_HEIGHT + GAP + (self.size * 1.6 if self.layout.stacked else 4)


def diverging(
    stages: Sequence[Stage], scale: ScaleWords, words: Words, layout: Layout = WIDE
) -> Drawing:
    """Draw one centred stacked bar per stage, in the order given."""
    frame = _frame(stages, layout)
    top = layout.type_size * 2.2
    rows = [_row(stage, scale, frame, top + i * frame.row_height) for i, stage in enumerate(stages)]
    bottom = top + len(stages) * frame.row_height
    marks = [_legend(scale, frame), *rows]
    links = any(stage.href for stage in stages)
    return drawing(marks, words, _table(stages, scale, words), layout, bottom + 4, links=links)


def _frame(stages: Sequence[Stage], layout: Layout) -> _Frame:
    size = layout.type_size
    drawn = [stage for stage in stages if not stage.note]
    left = max((_reach(stage.counts)[0] for stage in drawn), default=0.5)
    right = max((_reach(stage.counts)[1] for stage in drawn), default=0.5)
    widths = _figure_widths(stages, size)
    if layout.stacked:
        starts = _starts(layout.width, widths)
        return _Frame(layout, Scale(-left, right, 1, layout.width - 1), starts[0] - 8, starts)
    label_room = min(160.0, max((text_width(s.label, size) for s in stages), default=0)) + 12
    starts = _starts(layout.width, widths)
    return _Frame(layout, Scale(-left, right, label_room, starts[0] - 12), label_room, starts)


def _figure_widths(stages: Sequence[Stage], size: float) -> list[float]:
    columns = max((len(stage.figures) for stage in stages), default=0)
    return [
        max(text_width(s.figures[i].text, size) for s in stages if len(s.figures) > i) + 10
        for i in range(columns)
    ]


def _starts(width: float, widths: Sequence[float]) -> tuple[float, ...]:
    return tuple(width - sum(widths[i:]) for i in range(len(widths))) or (float(width),)


def _reach(counts: Counts) -> tuple[float, float]:
    total = sum(counts) or 1
    worse, better = counts[0] + counts[1], counts[3] + counts[4]
    return (worse + counts[2] / 2) / total, (better + counts[2] / 2) / total


def _row(stage: Stage, scale: ScaleWords, frame: _Frame, top: float) -> Markup:
    stacked = frame.layout.stacked
    bar_top = top + (frame.size * 1.4 if stacked else 2)
    line = top + frame.size if stacked else bar_top + BAR_HEIGHT / 2 + frame.size * 0.36
    label = text(fitted(stage.label, frame.label_room - 8, frame.size), 0, line, frame.size)
    figures = [
        text(f.text, x, line, frame.size, class_="c-" + f.tone)
        for f, x in zip(stage.figures, frame.figure_starts, strict=False)
    ]
    bars = _bar(stage, scale, frame, bar_top)
    spoken = ", ".join([stage.label, *(f.text for f in stage.figures)])
    whole = area(top - GAP / 2, frame.layout.width, frame.row_height)
    return group(label, *figures, *bars, href=stage.href, label=spoken, area=whole)


def _bar(stage: Stage, scale: ScaleWords, frame: _Frame, top: float) -> list[Markup]:
    if stage.note:
        line = top + BAR_HEIGHT / 2 + frame.size * 0.36
        return [text(stage.note, frame.x_of.start, line, frame.size - 1, class_="c-mute")]
    zero = frame.x_of(0)
    middle = rule(zero, top - 2, zero, top + BAR_HEIGHT + 4, "c-axis", stroke_dasharray="2 3")
    return [middle, *_segments(stage, scale, frame, top)]


def _segments(stage: Stage, scale: ScaleWords, frame: _Frame, top: float) -> list[Markup]:
    total = sum(stage.counts) or 1
    at = -_reach(stage.counts)[0]
    marks = []
    for step, (count, word) in enumerate(zip(stage.counts, scale.answers, strict=True)):
        share = count / total
        if count:
            said = f"{stage.label}: {word} {share:.0%} ({count} / {total})"
            ends = (frame.x_of(at), frame.x_of(at + share))
            marks.append(_segment(step, "" if stage.faint else f"{share:.0%}", said, ends, top))
        at += share
    return marks


def _segment(step: int, written: str, said: str, ends: tuple[float, float], top: float) -> Markup:
    # Few answers: a thin bar without numbers, so that it cannot pass for a sure one.
    height = BAR_HEIGHT if written else BAR_HEIGHT / 3
    x, width = ends[0], max(0.5, ends[1] - ends[0])
    box = rect(x, top + (BAR_HEIGHT - height) / 2, width, height, f"c-s{step + 1}")
    return element("g", hint(said), box, _number(written, step, x + width / 2, width, top))


def _number(written: str, step: int, x: float, room: float, top: float) -> Markup:
    if not written or text_width(written, NUMBER_SIZE) + NUMBER_MARGIN > room:
        return Markup("")
    line = top + BAR_HEIGHT / 2 + NUMBER_SIZE * 0.36
    return text(written, x, line, NUMBER_SIZE, class_=NUMBER_CLASS[step], text_anchor="middle")


def _legend(scale: ScaleWords, frame: _Frame) -> Markup:
    ends = (scale.answers[0], "", "", "", scale.answers[4])
    shown = ends if frame.layout.stacked else scale.answers
    size = NUMBER_SIZE
    widths = [18 + (text_width(word, size) + 12 if word else 0) for word in shown]
    x = max(0.0, (frame.layout.width - sum(widths)) / 2)
    marks = []
    for step, (word, width) in enumerate(zip(shown, widths, strict=True)):
        # The first word of the short legend stands before its box, so that it reads as a ruler.
        before = frame.layout.stacked and step == 0
        box = x + width - 18 if before else x
        marks += [rect(box, 4, 14, 14, f"c-s{step + 1}")]
        marks += [text(word, x if before else x + 18, 15, size, class_="c-mute")] if word else []
        x += width
    return element("g", *marks, aria_hidden="true")


def _table(stages: Sequence[Stage], scale: ScaleWords, words: Words) -> Table:
    columns = (scale.row_heading, *scale.answers, scale.total)
    behind = Behind((*columns, Plotted.SHOWN), tuple(_counted(stage) for stage in stages))
    return Table(words.title, columns, tuple(_cells(stage) for stage in stages), behind)


def _counted(stage: Stage) -> tuple[str | float | None, ...]:
    if stage.note:
        return (stage.label, *[None] * 6, stage.note)
    shown = ", ".join(figure.text for figure in stage.figures if figure.text)
    return (stage.label, *stage.counts, sum(stage.counts), shown)


def _cells(stage: Stage) -> tuple[str, ...]:
    if stage.note:
        return (stage.label, *([stage.note] + [""] * 5))
    total = sum(stage.counts) or 1
    shares = (f"{count} ({count / total:.0%})" for count in stage.counts)
    return (stage.label, *shares, str(sum(stage.counts)))
