from pathlib import Path
from string import Formatter

import pytest

from feedback.events.reasons import Reason, Refusal, shown
from huiyin.i18n import translator


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("reason", list(Reason), ids=lambda reason: reason.code)
def test_every_reason_is_said_in_chinese_with_the_same_values(reason: Reason) -> None:
    chinese = translator("zh-Hans")(reason.value)
    assert chinese != reason.value
    assert places(chinese) == places(reason.value)


def test_a_refusal_names_its_field_and_says_what_to_do() -> None:
    refusal = Refusal(Reason.NOT_A_TIME, "placed_at", {"value": "someday"})
    assert refusal.sentence() == (
        "placed_at: “someday” is not a date and time; write it like 2026-11-21 09:30:00."
    )
    assert refusal.sentence(translator("zh-Hans")).startswith("placed_at: “someday”不是日期时间")


def test_what_is_shown_of_a_value_is_short_and_on_one_line() -> None:
    assert shown("a\nb") == "a b"
    assert shown("长" * 90) == "长" * 39 + "…"


@pytest.mark.parametrize("value", ["{0}", "{value.__class__}", "%(x)s", "{"])
def test_braces_in_a_value_are_only_text(value: str) -> None:
    assert value in Refusal(Reason.NOT_A_TIME, "", {"value": value}).sentence()


def test_every_reason_has_a_line_in_the_documentation() -> None:
    root = Path(__file__).parents[3] / "docs/how-to"
    pages = (root / "send-events.md").read_text() + (root / "import-files.md").read_text()
    assert [reason.code for reason in Reason if f"`{reason.code}`" not in pages] == []
