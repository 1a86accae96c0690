"""The form of the rules: what is typed becomes what an owner would write, and back.

Pure, and total: what cannot be understood is passed on as it was typed, so that the rulebook
refuses it and the form can show it again.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from admin.settings.book import Choices, Rule
from models.choices import RuleKind

Typed = Mapping[str, str]
UNITS: Final = ("d", "h", "min")
SPARE_GROUPS: Final = 2
LONGEST: Final = 400
_LENGTH = re.compile(r"([0-9]+)\s*(d|h|min)")
_GROUP = re.compile(r"([0-9]{1,2})\.(?:group|share)")


def typed_of(rule: Rule, value: object) -> dict[str, str]:
    """Return the fields of a rule as they stand when it has this value."""
    name = rule.name
    match rule.kind:
        case RuleKind.YES_NO:
            return {name: "yes" if value is True else "no"}
        case RuleKind.LENGTH:
            found = _LENGTH.fullmatch(str(value))
            return {name: found[1] if found else str(value), f"{name}.unit": _unit(found)}
        case RuleKind.SHARE:
            return {name: percent(value)}
        case RuleKind.GROUPS:
            return _groups_typed(name, value)
    return {name: str(value)}


def written_of(rule: Rule, typed: Typed) -> object:
    """Return what was typed for a rule as an owner would write it."""
    text = tidy(typed.get(rule.name, ""))
    match rule.kind:
        case RuleKind.YES_NO:
            return {"yes": True, "no": False}.get(text, text)
        case RuleKind.LENGTH:
            return text + tidy(typed.get(f"{rule.name}.unit", "d"))
        case RuleKind.SHARE:
            return share(text)
        case RuleKind.COUNT:
            return int(text) if text.isdecimal() and len(text) <= 7 else text  # noqa: PLR2004 - longer is refused, not read
        case RuleKind.GROUPS:
            return _groups_written(rule.name, typed)
    return text


def is_typed(rule: Rule, typed: Typed) -> bool:
    """Say whether anything was typed for a rule."""
    if rule.kind is RuleKind.GROUPS:
        return any(field.startswith(f"{rule.name}.") for field in typed)
    return rule.name in typed


def choices_of(rules: tuple[Rule, ...], typed: Typed, current: Choices) -> dict[str, object]:
    """Return all rules as typed; one without a field stays as it is."""
    told = {rule.name: written_of(rule, typed) for rule in rules if is_typed(rule, typed)}
    return {rule.name: current[rule.name] for rule in rules if rule.name in current} | told


def own_fields(rules: tuple[Rule, ...], typed: Typed) -> dict[str, str]:
    """Return only what belongs to the rules, cut where no value is as long."""
    names = tuple(rule.name for rule in rules)
    return {
        field: value[:LONGEST]
        for field, value in typed.items()
        if field in names or field.startswith(tuple(f"{name}." for name in names))
    }


def tidy(text: str) -> str:
    """Return a typed text in plain width, without spaces around it.

    >>> tidy("　３０ ")
    '30'
    """
    return unicodedata.normalize("NFKC", text[:LONGEST]).strip()


def share(text: str) -> float | str:
    """Return the share that a percentage names; the text itself if it names none.

    >>> share("12.5 %"), share("７％"), share("half")
    (0.125, 0.07, 'half')
    """
    plain = tidy(text)
    number = plain.removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", number):
        return plain
    return float(Decimal(number) / 100)


def percent(value: object) -> str:
    """Return a share as a percentage; anything else as it is.

    >>> percent(0.07), percent(1), percent(0.125)
    ('7', '100', '12.5')
    """
    try:
        number = Decimal(str(value)) * 100
    except InvalidOperation:
        return str(value)
    return format(number.normalize(), "f") if number.is_finite() else str(value)


def group_numbers(name: str, typed: Typed) -> list[int]:
    """Return the numbers of the rows that the groups of a rule were typed in."""
    found = (_GROUP.fullmatch(field.removeprefix(f"{name}.")) for field in typed)
    return sorted({int(one[1]) for one in found if one})


def _unit(found: re.Match[str] | None) -> str:
    return found[2] if found else UNITS[0]


def _groups_typed(name: str, value: object) -> dict[str, str]:
    told = list(value.items()) if isinstance(value, Mapping) else []
    rows = [(str(group), percent(rate)) for group, rate in told] + [("", "")] * SPARE_GROUPS
    return {
        f"{name}.{number}.{part}": text
        for number, row in enumerate(rows)
        for part, text in zip(("group", "share"), row, strict=True)
    }


def _groups_written(name: str, typed: Typed) -> dict[str, object]:
    """Return the groups of every row with anything in it; a share that is missing is none."""
    rows = (
        (tidy(typed.get(f"{name}.{n}.group", "")), tidy(typed.get(f"{name}.{n}.share", "")))
        for n in group_numbers(name, typed)
    )
    return {plain(group): share(rate) for group, rate in rows if group or rate}


def plain(group: str) -> str:
    """Return a group's name without spaces around its signs.

    >>> plain("Late = yes ; channel=App")
    'late=yes;channel=app'
    """
    return re.sub(r"\s*([;=])\s*", r"\1", group.replace("；", ";").strip()).lower()
