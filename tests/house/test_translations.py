"""Every sentence a person reads is there in Chinese."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from huiyin.i18n import LOCALES, SOURCE
from tests.house.tree import PACKAGES, ROOT

TEMPLATES = ("html", "txt", "mjml")
KEYWORDS = {"_": None, "translate": None, "say": None, "N_": None, "ngettext": (1, 2)}


def spoken() -> set[str]:
    """Return every message that templates and Python pass to a translating function."""
    found = set()
    for package in PACKAGES:
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / package),
            [("**.py", "python"), *((f"**/templates/**.{kind}", "jinja2") for kind in TEMPLATES)],
            options_map={"**": {"trimmed": "true"}},
            keywords=KEYWORDS,
        ):
            found |= set(message if isinstance(message, tuple) else (message,))
    return {message for message in found if isinstance(message, str) and message}


def catalogue(locale: str) -> dict[str, str]:
    """Return what is translated into `locale`, all rooms together."""
    known: dict[str, str] = {}
    for path in sorted((ROOT / "locale" / locale.replace("-", "_")).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source):
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                texts = (
                    message.string
                    if isinstance(message.string, tuple | list)
                    else (message.string,)
                )
                for one in ids:
                    known[str(one)] = str(texts[-1])
    return known


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != SOURCE])
def test_nothing_is_left_untranslated(locale: str) -> None:
    known = catalogue(locale)
    assert sorted(message for message in spoken() if not known.get(message)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "locale").rglob("*.po")), ids=lambda p: p.name)
def test_translations_keep_every_placeholder(path: Path) -> None:
    pattern = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    with path.open("rb") as source:
        for message in read_po(source):
            if isinstance(message.id, str) and message.id and message.string:
                assert set(pattern.findall(message.id)) == set(pattern.findall(str(message.string)))
