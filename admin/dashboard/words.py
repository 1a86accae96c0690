"""The words of the dashboard: stages, kinds, channels, states, in the reader's language.

Wording of questions and names of tags are data and come with their codes.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from models.choices import AnswerSource, Polarity, Stage, SurveyKind
from nlp.taxonomy import TAGS

Translate = Callable[[str], str]
# What a tag is called, by its code.
TagName = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 — the name by which messages are collected
    """Mark a message for the catalogue without translating it yet."""
    return message


STAGES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.BROWSE: N_("Browse"),
        Stage.PAY: N_("Pay"),
        Stage.SHIP: N_("Ship"),
        Stage.RECEIVE: N_("Receive"),
        Stage.CONTACT: N_("Contact"),
    }
)
# The item whose ratings headline a stage.
CORE: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.BROWSE: "BR0",
        Stage.PAY: "PA0",
        Stage.SHIP: "SH0",
        Stage.RECEIVE: "RE0",
        Stage.CONTACT: "CT9",
    }
)
OVERALL: Final = "OV1"
SATISFACTION: Final = (
    N_("Very dissatisfied"),
    N_("Dissatisfied"),
    N_("Neither"),
    N_("Satisfied"),
    N_("Very satisfied"),
)
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        SurveyKind.POST_PURCHASE: N_("After a purchase"),
        SurveyKind.POST_CONTACT: N_("After a contact"),
    }
)
SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {AnswerSource.SURVEY: N_("Our surveys"), AnswerSource.IMPORT: N_("Imported")}
)
POLARITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Polarity.NEGATIVE: N_("Negative"),
        Polarity.MIXED: N_("Mixed"),
        Polarity.POSITIVE: N_("Positive"),
        Polarity.NEUTRAL: N_("Neutral"),
    }
)
CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chat": N_("Live chat"),
        "email": N_("E-mail"),
        "phone": N_("Phone"),
        "self_service": N_("Self-service"),
        "wechat": N_("WeChat"),
        "social": N_("Social network"),
    }
)


def tag_name(code: str, locale: str) -> str:
    """Return a tag's name; a code that the taxonomy does not know stands for itself."""
    return TAGS[code].name(locale) if code in TAGS else code
