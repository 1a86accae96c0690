"""What a mail server's reply means, read from `smtp_replies.toml`; no rule stands in code.

Pure. What is done about it is in `outbox.py`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "smtp_replies.toml"


class Verdict(StrEnum):
    """What became of a letter, or why not."""

    TAKEN = "taken"
    LATER = "later"
    THROTTLED = "throttled"
    DEAD = "dead"
    REFUSED = "refused"
    SERVER = "server"
    # Cut off after the letter was handed over and before the server confirmed it.
    DOUBTFUL = "doubtful"


class Stage(StrEnum):
    """Where in the conversation a reply came."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the transport says of one letter; `text` is kept for the operator."""

    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    verdict: Verdict
    codes: tuple[str, ...]
    says: tuple[str, ...]
    stages: frozenset[Stage]
    who: str

    def fits(self, code: int, words: str, stage: Stage) -> bool:
        """Say whether this rule is about such a reply."""
        return (
            str(code).startswith(self.codes)
            and stage in self.stages
            and (not self.says or any(said in words for said in self.says))
        )


@cache
def rules() -> tuple[Rule, ...]:
    """Return the table, from the top."""
    written = tomllib.loads(TABLE.read_text(encoding="utf-8"))["reply"]
    return tuple(
        Rule(
            verdict=Verdict(line["verdict"]),
            codes=tuple(line["codes"]),
            says=tuple(said.lower() for said in line["says"]),
            stages=frozenset(Stage(name) for name in line.get("stages", tuple(Stage))),
            who=line["who"],
        )
        for line in written
    )


def classify(code: int, text: str, stage: Stage) -> Verdict:
    """Return what a reply other than success means; a code nobody defines is tried again."""
    words = " ".join(text.split()).lower()
    fitting = (rule.verdict for rule in rules() if rule.fits(code, words, stage))
    return next(fitting, Verdict.LATER)
