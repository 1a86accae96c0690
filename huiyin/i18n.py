"""Which language a person reads, and the catalogues in it.

Messages are plain English sentences; each room has its own catalogue file per language, merged
when the program starts. Traditional Chinese will be one more folder under locale/.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "en"
LOCALES = ("zh-Hans", "en")
CATALOGUES = Path(__file__).parent.parent / "locale"


@cache
def translations(locale: str) -> NullTranslations:
    """Return the merged catalogues of `locale`; English is the text itself."""
    merged: NullTranslations = NullTranslations()
    for path in sorted((CATALOGUES / locale.replace("-", "_")).glob("*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=locale.replace("-", "_"))
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        room = Translations(compiled)
        merged = room if not isinstance(merged, Translations) else merged.merge(room)
    return merged


def translator(locale: str) -> Callable[[str], str]:
    """Return the function that puts one English sentence into `locale`."""
    return translations(locale).gettext


def asked_for(query: str | None, cookie: str | None) -> str | None:
    """Return the language a person has chosen, by link or earlier, if we have it."""
    return next((tag for tag in (query, cookie) if tag in LOCALES), None)


def preferred(accept_language: str) -> str:
    """Return the best of our languages for an Accept-Language header; Chinese when in doubt."""
    ranked = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        ranked.append((-quality, position, tag.lower()))
    for _, _, tag in sorted(ranked):
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "zh-Hans"
