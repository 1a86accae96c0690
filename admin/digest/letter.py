"""Pure: a digest's content → a letter, as HTML with the journey chart and as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import mrml

from admin.alerts import told
from admin.cases import told as case_words
from admin.charts.diverging import ScaleWords, diverging
from admin.charts.diverging import Stage as Row
from admin.charts.drawing import Figure, Layout, Tone, Words
from admin.charts.png import png
from admin.measures.change import Finding
from admin.measures.periods import days_of
from models.choices import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import Environment

    from admin.digest.content import Content, Level

PICTURE = "journey"
MOST_ALERTS = 3
# As wide as a phone leaves room for: a wider drawing would be shrunk there until nobody reads it.
LETTER = Layout("letter", width=336, type_size=16, stacked=True)
FINDINGS = {
    Finding.REAL: "a real change",
    Finding.NOT_SURE: "may be chance",
    Finding.NO_CHANGE: "no change",
    Finding.TOO_FEW: "too few answers to judge",
}
STAGES = {
    Stage.BROWSE: "Browse",
    Stage.PAY: "Pay",
    Stage.SHIP: "Ship",
    Stage.RECEIVE: "Receive",
    Stage.CONTACT: "Contact",
}
ANSWERS = ("very dissatisfied", "dissatisfied", "neither", "satisfied", "very satisfied")


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for translation where it is only stored."""
    return message


# Sentences that are looked up through the tables above.
SPOKEN = (
    N_("a real change"),
    N_("may be chance"),
    N_("no change"),
    N_("too few answers to judge"),
    N_("Browse"),
    N_("Pay"),
    N_("Ship"),
    N_("Receive"),
    N_("Contact"),
    N_("very dissatisfied"),
    N_("dissatisfied"),
    N_("neither"),
    N_("satisfied"),
    N_("very satisfied"),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed digest: what the outbox keeps of it."""

    subject: str
    text: str
    html: str
    pictures: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Addressed:
    """For whom a digest is written: the shop, the reader's language, where its links lead."""

    shop_name: str
    shop_url: str
    locale: str
    translate: Callable[[str], str]


def compose(
    content: Content, to: Addressed, templates: Environment, fonts: tuple[Path, ...]
) -> Letter:
    """Write the letter; without a font or a stage to draw there is only the table."""
    since, after = days_of(content.period)
    drawable = bool(fonts) and any(level.is_shown for level in content.stages)
    pictures = {PICTURE: png(journey(content, to), fonts, LETTER.width)} if drawable else {}
    context = {
        "locale": to.locale,
        "shop": to.shop_name,
        "url": to.shop_url,
        "digest": content,
        "since": since,
        "until": after,
        "finding": finding(to.translate),
        "stage_word": lambda stage: to.translate(STAGES[stage]),
        "tag_word": lambda code: content.names.name(code, to.locale),
        "signed": signed,
        "alerts": in_sentences(content, to),
        "cases": cases(content, to),
        "picture": PICTURE if pictures else "",
        "picture_text": in_words(content, to),
    }
    html = mrml.to_html(templates.get_template("admin/email/digest.mjml").render(context)).content
    text = templates.get_template("admin/email/digest.txt").render(context)
    subject = templates.get_template("admin/email/digest.subject.txt").render(context)
    return Letter(" ".join(subject.split()), text.strip() + "\n", html, pictures)


def journey(content: Content, to: Addressed) -> str:
    """Return the journey strip as SVG, the same drawing as on the dashboard."""
    say = to.translate
    one, two, three, four, five = (say(word) for word in ANSWERS)
    rows = [
        Row(
            say(STAGES[level.stage]) if level.stage else "",
            level.counts,
            _figures(level),
            note="" if level.is_shown else say("too few answers"),
        )
        for level in content.stages
    ]
    words = Words(say("The journey, stage by stage"), in_words(content, to))
    scale = ScaleWords((one, two, three, four, five), say("Stage"), say("Answers"))
    return str(diverging(rows, scale, words, LETTER).svg)


def in_words(content: Content, to: Addressed) -> str:
    """Say in one line what the picture shows."""
    told = [
        f"{to.translate(STAGES[level.stage])} {level.mean.value:.2f}"
        for level in content.stages
        if level.stage and level.is_shown and level.mean.value is not None
    ]
    return " · ".join(told) or to.translate("No stage has answers enough yet.")


def in_sentences(content: Content, to: Addressed) -> tuple[str, ...]:
    """Say which measures left their limits and have not been taken up, the newest first."""
    say, name = to.translate, partial(content.names.name, locale=to.locale)
    return tuple(
        say("{first} {second}").format(
            first=told.what_happened(alert, name, say, content.lasts.get(alert.id)),
            second=told.since_then(alert, say, content.lasts.get(alert.id)),
        )
        for alert in content.alerts[:MOST_ALERTS]
    )


def cases(content: Content, to: Addressed) -> tuple[tuple[int, str], ...]:
    """Return the number of each case that waits the longest, and why it was opened."""
    return tuple(
        (
            one.id,
            case_words.in_a_line(
                one.reasons, partial(content.names.name, locale=to.locale), to.translate
            ),
        )
        for one in content.cases.longest
    )


def signed(value: float | None, places: int = 2) -> str:
    """Return a difference with its sign, such as "+0.12" or "−0.30"."""
    if value is None:
        return ""
    return f"{value:+.{places}f}".replace("-", "−")


def finding(translate: Callable[[str], str]) -> Callable[[Finding], str]:
    """Return the function that words a finding in the reader's language."""
    return lambda found: translate(FINDINGS[found])


def _figures(level: Level) -> tuple[Figure, ...]:
    if not level.is_shown or level.mean.value is None:
        return ()
    difference = level.verdict.change.difference
    real = level.verdict.finding is Finding.REAL
    tone = Tone.PLAIN if not real else Tone.GOOD if (difference or 0) > 0 else Tone.BAD
    return (Figure(f"{level.mean.value:.2f}"), Figure(signed(difference), tone))
