"""What one question is: its code, scale, wording and where its content comes from."""

from dataclasses import dataclass

from feedback.survey.wording import Scale, Words
from models.choices import Stage


@dataclass(frozen=True, slots=True)
class Item:
    """One closed question of the bank; `source` names the literature that informed it."""

    code: str
    stage: Stage | None
    words: Words
    scale: Scale
    source: str
    core: bool = False
    # Whether "not applicable" is offered; it is kept apart from a question left blank.
    may_not_apply: bool = False
