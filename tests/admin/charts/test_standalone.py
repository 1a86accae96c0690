"""A chart as a file of its own, which nothing of a page may be needed for."""

from xml.etree import ElementTree as ET

import pytest

from admin.charts.bars import Bar, bars
from admin.charts.drawing import Drawing, Words
from admin.charts.standalone import SVG, in_lines, standalone
from tests.admin.charts.samples import samples

# A sparkline stands in a card and is no file of its own.
SAMPLES = {name: chart for name, chart in samples().items() if name != "sparkline"}
FOOT = ("茶舍", "2026-11-01 – 2026-11-28", "1,234 份答卷")


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_document_is_named_and_says_what_it_rests_on(name: str) -> None:
    chart: Drawing = SAMPLES[name]
    document = standalone(chart, FOOT)
    root = ET.fromstring(document.text)
    assert [root[0].text, root[1].text] == [chart.words.title, chart.words.description]
    written = " ".join(part.text or "" for part in root.iter(f"{{{SVG}}}text"))
    assert all(piece in written for piece in FOOT)
    assert float(root.attrib["height"]) > chart.height


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_document_needs_no_style_sheet_and_leads_nowhere(name: str) -> None:
    root = ET.fromstring(standalone(SAMPLES[name], FOOT).text)
    for part in root.iter():
        assert not {"class", "href", "style"} & set(part.attrib)
        assert part.tag.rpartition("}")[2] not in {"a", "script", "style", "foreignObject"}
    painted = [p for p in root.iter() if p.tag.rpartition("}")[2] in {"rect", "text", "circle"}]
    assert all("fill" in part.attrib for part in painted)


def test_a_name_with_what_no_document_may_hold_is_drawn_without_it() -> None:
    chart = bars([Bar("快\x00递\x1b<&", 1.0)], ("x",), Words("坏\x08了", "d"))
    root = ET.fromstring(standalone(chart, ("店\x01",)).text)
    assert [p.text for p in root.iter(f"{{{SVG}}}text")] == ["坏 了", "快 递 <&", "店 "]


def test_what_does_not_fit_into_one_line_takes_another() -> None:
    assert in_lines(["a", "b"], 400, 12) == ["a · b"]
    assert in_lines(["长" * 30, "b"], 200, 12) == ["长" * 30, "b"]
    assert in_lines([], 200, 12) == []
