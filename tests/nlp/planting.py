"""Make personal details and hide them in comments, the way shoppers write them.

Every number is invented; a seed makes the same two thousand again.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.nlp.disguises import DISGUISES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

_FILE: Final = Path(__file__).with_suffix(".toml")
_WORDS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
CARRIERS, CUES, _PLACES = _WORDS["carriers"], _WORDS["cues"], _WORDS["places"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A comment and where in it a detail was hidden."""

    kind: str
    text: str
    start: int
    end: int


def plant(random: Random, count: int, *, disguised: bool) -> Iterator[Planted]:
    """Yield comments, the kinds in turn, plain or disguised."""
    kinds = list(MAKERS)
    for turn in range(count):
        name = kinds[turn % len(kinds)]
        maker, carriers = MAKERS[name]
        detail = maker(random)
        if disguised:
            detail = random.choice(DISGUISES[carriers])(random, detail)
        carrier = random.choice(CARRIERS[carriers])
        if "{c}" in carrier:
            carrier = carrier.replace("{c}", random.choice(CUES[carriers]))
        start = carrier.index("{x}")
        yield Planted(name, carrier.replace("{x}", detail), start, start + len(detail))


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def _mobile(random: Random) -> str:
    return "1" + random.choice("3456789") + _digits(random, 9)


def _plain_phone(random: Random) -> str:
    number = _mobile(random)
    return random.choice(
        [
            number,
            number,
            number,
            f"+86{number}",
            f"+86 {number}",
            f"{number[:3]}-{number[3:7]}-{number[7:]}",
            f"{number[:3]} {number[3:7]} {number[7:]}",
        ]
    )


def _landline(random: Random) -> str:
    area = random.choice(["010", "021", "0571", "0755", "028"])
    number = random.choice("2345678") + _digits(random, 7)
    return random.choice(
        [
            f"{area}-{number}",
            f"{area}{number}",
            f"({area}){number}",
            f"{area} {number}",
            f"{area}-{number}转8021",
        ]
    )


def _hong_kong(random: Random) -> str:
    number = random.choice("569") + _digits(random, 7)
    return random.choice(
        [
            f"+852 {number[:4]} {number[4:]}",
            f"+852{number}",
            f"852-{number}",
            f"{number[:4]} {number[4:]}",
            number,
        ]
    )


def _taiwan(random: Random) -> str:
    number = "09" + _digits(random, 8)
    return random.choice(
        [
            number,
            f"{number[:4]}-{number[4:7]}-{number[7:]}",
            f"+886 {number[1:]}",
            f"02-{random.choice('23568')}{_digits(random, 7)}",
            f"(04){random.choice('23')}{_digits(random, 3)}-{_digits(random, 4)}",
        ]
    )


def _identity(random: Random) -> str:
    area = random.choice(["110105", "330106", "440305", "510107", "420111", "320102"])
    born = f"{random.randint(1950, 2010)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    if random.random() < 0.2:
        return area + born[2:] + _digits(random, 3)
    body = area + born + _digits(random, 3)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11
    return body + "10X98765432"[rest]


def _bank_card(random: Random) -> str:
    body = random.choice(["622202", "621700", "436742", "524031"]) + _digits(
        random, random.choice([9, 12])
    )
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(body))]
    return body + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def _email(random: Random) -> str:
    name = random.choice(["zhang.wei", "lili", "tea_shop", "wang", "xiaoyu", "lin-chen"]) + _digits(
        random, random.choice([0, 2, 4])
    )
    return (
        random.choice([name, _digits(random, 9)])
        + "@"
        + random.choice(
            [
                "qq.com",
                "163.com",
                "126.com",
                "gmail.com",
                "foxmail.com",
                "outlook.com",
                "sina.com.cn",
                "tea-shop.cn",
                "mail.hust.edu.cn",
            ]
        )
    )


def _wechat(random: Random) -> str:
    word = random.choice(["wxid", "tea", "abc", "lin", "zhao", "happy"])
    return random.choice(
        [
            f"{word}_{_digits(random, 5)}",
            word + _digits(random, 6),
            f"{word}-house{_digits(random, 2)}",
            _mobile(random),
        ]
    )


def _qq(random: Random) -> str:
    return random.choice("123456789") + _digits(random, random.randint(5, 9))


def _address(random: Random) -> str:
    city, district, road = random.choice(_PLACES["cities"]).split()
    estate, number = random.choice(_PLACES["estates"]), random.randint(1, 999)
    block, unit, room = random.randint(1, 30), random.randint(1, 4), random.randint(101, 2805)
    return random.choice(
        [
            f"{city}{district}{road}{number}号",
            f"{city}{district}{road}{number}号{estate}{block}栋{unit}单元{room}",
            f"{district}{road}{number}号{room}室",
            f"{road}{number}号",
            f"{estate}{block}栋{room}",
            f"{city}{district}{estate}{block}号楼{unit}单元{room}室",
            f"{road}{number}弄{block}号{room}室",
            f"{city} {district} {road}{number}号",
            random.choice(_PLACES["villages"]),
        ]
    )


def _order(random: Random) -> str:
    return random.choice(
        [
            _digits(random, 18),
            "2024" + _digits(random, 12),
            "SF" + _digits(random, 13),
            "YT" + _digits(random, 13),
            "JD0" + _digits(random, 12),
            "JT" + _digits(random, 13),
            "E" + _digits(random, 15),
            "7" + _digits(random, 13),
            "EA" + _digits(random, 9) + "CN",
        ]
    )


def _plate(random: Random) -> str:
    letter = random.choice("ABCDEFGHJKLMN")
    tail = random.choice(
        [
            _digits(random, 5),
            "D" + _digits(random, 5),
            _digits(random, 2) + "KG" + _digits(random, 1),
            "A" + _digits(random, 4),
        ]
    )
    return random.choice("京沪粤浙苏川鲁豫") + letter + random.choice(["", "", "·"]) + tail


MAKERS: dict[str, tuple[Callable[[Random], str], str]] = {
    "mobile": (_plain_phone, "number"),
    "landline": (_landline, "number"),
    "Hong Kong": (_hong_kong, "number"),
    "Taiwan": (_taiwan, "number"),
    "identity": (_identity, "identity"),
    "bank card": (_bank_card, "bank_card"),
    "e-mail": (_email, "email"),
    "WeChat": (_wechat, "wechat"),
    "QQ": (_qq, "qq"),
    "address": (_address, "address"),
    "order": (_order, "order"),
    "plate": (_plate, "plate"),
}
