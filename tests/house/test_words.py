"""One thing has one word in Chinese: the table in CONTRIBUTING.md, held against every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house.tree import ROOT

CATALOGUES = sorted((ROOT / "locale" / "zh_Hans").glob("*.po"))
TEMPLATES = sorted(
    path for kind in ("html", "txt", "mjml") for path in ROOT.glob(f"*/templates/**/*.{kind}")
)
# What a shop says to a shopper, not what its own people read.
TO_SHOPPERS = {"feedback_answers.po": {"回答"}, "feedback_invitations.po": {"封信"}}


def outcasts() -> dict[str, str]:
    """Return every word that is not used, with the one that is."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and line.count("|") == 4
    ]
    return {word: used for _, used, not_used in rows[1:] for word in not_used.split("、")}


def chinese(catalogue: Path) -> Iterator[str]:
    """Return every sentence of a catalogue."""
    with catalogue.open("rb") as source:
        for message in read_po(source):
            if message.id:
                texts = message.string
                yield from texts if isinstance(texts, tuple | list) else (texts or "",)


def test_the_table_of_words_is_read() -> None:
    assert outcasts()["回答"] in {"答卷", "作答、填写"}
    assert len(outcasts()) >= 15


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.name)
def test_no_page_calls_a_thing_by_another_word(catalogue: Path) -> None:
    allowed = TO_SHOPPERS.get(catalogue.name, set())
    found = [
        f"“{word}” in “{text}”: say {used}"
        for text in chinese(catalogue)
        for word, used in outcasts().items()
        if word in text and word not in allowed
    ]
    assert found == []


def test_templates_leave_their_words_to_the_catalogues() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in TEMPLATES
        for word in outcasts()
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
