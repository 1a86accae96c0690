"""The complaint tags: codes, names, stages and when each applies, read from `data/taxonomy.toml`.

Nothing here reads a comment; it is the vocabulary that reader, dashboard and digest share.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from nlp.errors import TaxonomyInvalid

TAXONOMY_FILE: Final = Path(__file__).parent / "data" / "taxonomy.toml"


@dataclass(frozen=True, slots=True)
class TagDefinition:
    """One complaint tag, as a manager meets it."""

    code: str
    stage: str
    zh: str
    en: str
    when: str
    not_when: str
    when_zh: str
    not_when_zh: str
    zh_hant: str = ""

    def name(self, language: str) -> str:
        """Return the tag's name in `language` ("en", "zh-Hans" or "zh-Hant")."""
        if language == "zh-Hant":
            return self.zh_hant or self.zh
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Every tag in the order of the shopper's journey, and the stages they belong to."""

    stages: tuple[str, ...]
    tags: Mapping[str, TagDefinition]


def parse(text: str) -> Taxonomy:
    r"""
    Read a taxonomy written as TOML.

    Parameters
    ----------
    text : str
        A list `stages` and one table `tags.CODE` per tag.

    Returns
    -------
    Taxonomy
        Tags in the order of the file.

    Raises
    ------
    TaxonomyInvalid
        If the text is no TOML, a field is missing or unknown, or a stage is not listed.

    Examples
    --------
    >>> parse('stages = ["pay"]\n[tags.x]\nstage = "ship"')
    Traceback (most recent call last):
    nlp.errors.TaxonomyInvalid: tag 'x' names the stage 'ship'; the stages are: pay
    """
    try:
        table = tomllib.loads(text)
        stages = tuple(table["stages"])
        tags = {code: _definition(code, fields, stages) for code, fields in table["tags"].items()}
    except (tomllib.TOMLDecodeError, KeyError) as fault:
        message = f"the taxonomy is not TOML with 'stages' and 'tags': {fault}"
        raise TaxonomyInvalid(message) from fault
    return Taxonomy(stages, MappingProxyType(tags))


def _definition(code: str, fields: Mapping[str, str], stages: tuple[str, ...]) -> TagDefinition:
    if fields.get("stage") not in stages:
        listed = ", ".join(stages)
        message = f"tag {code!r} names the stage {fields.get('stage')!r}; the stages are: {listed}"
        raise TaxonomyInvalid(message)
    try:
        return TagDefinition(code=code, **fields)
    except TypeError as fault:
        message = f"tag {code!r} has a missing or unknown field: {fault}"
        raise TaxonomyInvalid(message) from fault


_TAXONOMY: Final = parse(TAXONOMY_FILE.read_text(encoding="utf-8"))
STAGES: Final = _TAXONOMY.stages
TAGS: Final[Mapping[str, TagDefinition]] = _TAXONOMY.tags
