"""The font charts in letters are drawn with: the operator's, or one that is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.charts.png import find_cjk_font

if TYPE_CHECKING:
    from pathlib import Path

    from huiyin.settings import Settings


def chart_fonts(settings: Settings) -> tuple[Path, ...]:
    """Return the font file with Chinese, or nothing: then letters carry tables, never boxes."""
    font = settings.font or find_cjk_font()
    return (font,) if font is not None and font.is_file() else ()
