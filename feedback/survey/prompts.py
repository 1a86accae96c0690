"""The open question: one per form, worded after the score a shopper has just given."""

from enum import StrEnum
from types import MappingProxyType

from feedback.survey.wording import Words

UNHAPPY_UP_TO = 3
DELIGHTED_FROM = 5


class Prompt(StrEnum):
    """Which open question was put beside the text box."""

    IMPROVE = "T1"
    WHAT_HAPPENED = "T2"
    WENT_BEST = "T3"
    PUT_RIGHT = "T4"


PROMPTS = MappingProxyType(
    {
        Prompt.IMPROVE: Words("哪一点最该改进？", "What should we fix first?"),
        Prompt.WHAT_HAPPENED: Words("发生了什么？", "What happened?"),
        Prompt.WENT_BEST: Words("哪一点做得最好？", "What went best?"),
        Prompt.PUT_RIGHT: Words("您希望我们怎样处理？", "What would have put it right?"),
    }
)


def prompt_after(assigned: Prompt, overall: int | None) -> Prompt:
    """
    Return the open question that fits the overall score; T4, after a contact, stays as assigned.

    The page shows the same choice by style sheet alone (`:has(:checked)`), so it needs no script.

    Examples
    --------
    >>> [str(prompt_after(Prompt.IMPROVE, score)) for score in (None, 3, 4, 5)]
    ['T1', 'T2', 'T1', 'T3']
    """
    if assigned is Prompt.PUT_RIGHT or overall is None:
        return assigned
    if overall <= UNHAPPY_UP_TO:
        return Prompt.WHAT_HAPPENED
    return Prompt.WENT_BEST if overall >= DELIGHTED_FROM else Prompt.IMPROVE
