"""Dress up a personal detail as people do who know that numbers are masked.

Which detail it is and where it stands is `planting`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

HAN = str.maketrans("0123456789", "零一二三四五六七八九")
FORMAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
SPOKEN = str.maketrans("0123456789", "洞幺二三四五六拐八勾")
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")


def _cut(digits: str, mark: str) -> str:
    return mark.join((digits[:3], digits[3:7], digits[7:]))


def _only_digits(text: str) -> str:
    return "".join(c for c in text.partition("转")[0] if c.isdigit() or c in "xX")


def _hidden(_: Random, text: str) -> str:
    return "\u200b".join(text)


def _wide(_: Random, text: str) -> str:
    return text.translate(WIDE)


def _mixed(random: Random, text: str) -> str:
    return "".join(c.translate(HAN) if random.random() < 0.5 else c for c in text)


def _glued(mark: str) -> Callable[[Random, str], str]:
    return lambda _, text: mark.join(_only_digits(text))


def _in_fours(mark: str) -> Callable[[Random, str], str]:
    return lambda _, text: mark.join(
        _only_digits(text)[i : i + 4] for i in range(0, len(_only_digits(text)), 4)
    )


def _threes(mark: str) -> Callable[[Random, str], str]:
    return lambda _, text: (
        _cut(_only_digits(text), mark)
        if len(_only_digits(text)) == 11
        else mark.join(_only_digits(text))
    )


def _as(table: Mapping[int, int | str], *, bare: bool = False) -> Callable[[Random, str], str]:
    return lambda _, text: (_only_digits(text) if bare else text).translate(table)


_NUMBERS = [
    _as(HAN),
    _as(HAN, bare=True),
    _as(FORMAL, bare=True),
    _as(SPOKEN, bare=True),
    _as(CIRCLED),
    _mixed,
    _wide,
    _hidden,
    _glued(" "),
    _glued("."),
    _glued("-"),
    _glued("、"),
    _glued("\ufe0f\u20e3"),
    _threes(" "),
    _threes("."),
    _threes("·"),
    _threes("_"),
    _threes(" - "),
    _threes("*"),
    _threes("，"),
    lambda _, text: (
        _only_digits(text).translate(HAN)[:4] + " " + _only_digits(text).translate(HAN)[4:]
    ),
]
DISGUISES: dict[str, list[Callable[[Random, str], str]]] = {
    "number": _NUMBERS,
    "identity": [
        _as(HAN),
        _mixed,
        _wide,
        _hidden,
        _glued(" "),
        _glued("."),
        _as(CIRCLED),
        lambda _, text: f"{text[:6]} {text[6:-4]} {text[-4:]}",
        lambda _, text: f"{text[:6]}-{text[6:-4]}-{text[-4:]}",
    ],
    "bank_card": [
        _as(HAN),
        _mixed,
        _wide,
        _hidden,
        _glued(" "),
        _glued("."),
        _in_fours(" "),
        _in_fours("-"),
        _in_fours("."),
        _in_fours("\u3000"),
    ],
    "email": [
        lambda _, text: text.replace("@", " 艾特 ").replace(".", "点"),
        lambda _, text: text.replace("@", "#"),
        lambda _, text: text.replace("@", "(at)"),
        lambda _, text: text.replace("@", " at ").replace(".com", " dot com"),
        lambda _, text: text.replace("@", " @ ").replace(".", "。"),
        _wide,
        _hidden,
        lambda _, text: " ".join(text),
        lambda _, text: text.replace("@", "[at]").replace(".", "[dot]"),
        lambda _, text: text.replace(".", " . "),
        lambda _, text: text.upper(),
    ],
    "wechat": [
        _wide,
        _hidden,
        lambda _, text: " ".join(text),
        lambda _, text: text.upper(),
        _mixed,
        lambda _, text: ":" + text,
    ],
    "qq": [_as(HAN), _mixed, _wide, _hidden, _glued(" "), _glued("."), _as(CIRCLED), _glued("-")],
    "address": [
        _as(HAN),
        _wide,
        _hidden,
        lambda _, text: " ".join(text),
        lambda _, text: text.replace("区", "区 ").replace("号", "号 "),
        _as(CIRCLED),
        lambda _, text: text.translate(str.maketrans("区区号楼单栋", "區區號樓單棟")),
    ],
    "order": [
        _as(HAN),
        _mixed,
        _wide,
        _hidden,
        _glued(" "),
        _in_fours(" "),
        _in_fours("-"),
        _as(CIRCLED),
    ],
    "plate": [
        _wide,
        _hidden,
        lambda _, text: text.lower(),
        lambda _, text: " ".join(text),
        lambda _, text: text[:2] + " " + text[2:],
        _mixed,
        lambda _, text: text[:2] + "-" + text[2:].lstrip("·"),
    ],
}
