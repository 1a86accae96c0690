"""Charts as PNG for letters, drawn by resvg from the same SVG that the page shows.

Only a font with Chinese characters is ever used: without one there is no picture, never boxes.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import resvg_py

# Files of common fonts with Chinese characters and the family to ask them for, best first.
CJK_FONTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NotoSansCJK-Regular.ttc": "Noto Sans CJK SC",
        "NotoSansCJKsc-Regular.otf": "Noto Sans CJK SC",
        "NotoSansSC-Regular.otf": "Noto Sans SC",
        "NotoSansSC-Regular.ttf": "Noto Sans SC",
        "SourceHanSansSC-Regular.otf": "Source Han Sans SC",
        "SourceHanSansCN-Regular.otf": "Source Han Sans CN",
        "PingFang.ttc": "PingFang SC",
        "msyh.ttc": "Microsoft YaHei",
        "wqy-microhei.ttc": "WenQuanYi Micro Hei",
        "wqy-zenhei.ttc": "WenQuanYi Zen Hei",
    }
)
FONT_DIRECTORIES: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
# Whoever draws asks for the font files only then: looking for them reads folders.
Fonts = Callable[[], Sequence[Path]]
# A page drawn at twice its size is sharp on phones.
SHARP: Final = 2.0


def find_cjk_font(directories: Sequence[Path] = FONT_DIRECTORIES) -> Path | None:
    """Return the best known font with Chinese characters below `directories`, None without one."""
    found = {
        path.name: path
        for directory in directories
        if directory.is_dir()
        for path in directory.rglob("*.[ot]t[cf]")
        if path.name in CJK_FONTS
    }
    return next((found[name] for name in CJK_FONTS if name in found), None)


def png(svg: str, font_files: Sequence[Path], width: int, scale: float = SHARP) -> bytes:
    """Draw `svg` as a PNG `width` * `scale` pixels wide, on white, with `font_files` only."""
    families = [CJK_FONTS.get(path.name, path.stem) for path in font_files]
    family = families[0] if families else None
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=round(width * scale),
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(path) for path in font_files],
            font_family=family,
            serif_family=family,
            sans_serif_family=family,
        )
    )
