"""Charts as pictures for letters: Chinese characters as characters, or no picture at all."""

from pathlib import Path

import pytest

from admin.charts.canvas import element, text
from admin.charts.png import find_cjk_font, png

PNG = b"\x89PNG\r\n\x1a\n"
# Noncharacters: no font has a glyph for them.
MISSING = "\ufdd0\ufdd1"


def _picture(words: str, font: Path) -> bytes:
    svg = element(
        "svg", text(words, 4, 24, 20), xmlns="http://www.w3.org/2000/svg", width=60, height=32
    )
    return png(svg, [font], width=60)


@pytest.fixture
def font() -> Path:
    found = find_cjk_font()
    if found is None:
        pytest.skip("no font with Chinese characters is installed (fonts-wqy-microhei would do)")
    return found


def test_chinese_words_are_drawn_with_their_own_glyphs_and_never_as_boxes(font: Path) -> None:
    returned = _picture("退货", font)
    assert returned.startswith(PNG)
    assert returned != _picture(MISSING, font)
    assert returned != _picture("", font)
    assert returned != _picture("货退", font)


def test_a_picture_is_as_wide_as_asked_times_the_scale(font: Path) -> None:
    wide = int.from_bytes(_picture("退货", font)[16:20])
    assert wide == 120


def test_without_a_font_there_is_none_so_that_callers_show_tables(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"")
    assert find_cjk_font([tmp_path, tmp_path / "absent"]) is None


def test_the_better_of_two_fonts_is_taken(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("wqy-zenhei.ttc", "deep/NotoSansCJK-Regular.ttc"):
        (tmp_path / name).write_bytes(b"")
    found = find_cjk_font([tmp_path])
    assert found is not None
    assert found.name == "NotoSansCJK-Regular.ttc"
