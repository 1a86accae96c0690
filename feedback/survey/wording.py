"""Words a shopper reads, as data in each language; gettext is for pages, not for questions.

An item's wording is part of the measurement: it changes only together with its code.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the languages of the questionnaire; an empty zh_hant falls back to zh_hans."""

    zh_hans: str
    en: str
    zh_hant: str = ""

    def read_in(self, locale: str) -> str:
        """
        Return the text for a locale such as "zh-Hans" or "en".

        Examples
        --------
        >>> Words("很好", "good").read_in("en-GB"), Words("很好", "good").read_in("zh-Hant")
        ('good', '很好')
        """
        if locale.lower().startswith(("zh-hant", "zh-tw", "zh-hk")):
            return self.zh_hant or self.zh_hans
        return self.zh_hans if locale.lower().startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question: the code and value that are stored, and how it reads."""

    code: str
    value: int
    words: Words


@dataclass(frozen=True, slots=True)
class Scale:
    """The replies a question accepts, in the order shown."""

    name: str
    options: tuple[Option, ...]
    # Codes are kept as the rating's choice; a scale of points keeps only its value.
    points: bool = True

    def find(self, code: str) -> Option | None:
        """Return the option a form field names, or None when the scale has no such reply."""
        return next((option for option in self.options if option.code == code), None)
