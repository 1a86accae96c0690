"""What the answer page shows: each question with what is chosen so far; pure.

How it looks is in the templates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback.answers.fields import Fields
from feedback.answers.form import NOT_APPLICABLE, TEXT, Fault, Reason
from feedback.survey.item import Item
from feedback.survey.items import ITEMS, OVERALL
from feedback.survey.prompts import PROMPTS, Prompt, prompt_after
from models.choices import RatingState, Stage
from models.queries.answers import Asked, StoredAnswer
from models.queries.drafts import Draft

LONGEST_ROW = 5
# What fits into two lines of half a phone's width, a Chinese character counting two.
NARROW = 23


@dataclass(frozen=True, slots=True)
class Cell:
    """One radio button: the value it sends, how it reads, whether it is chosen."""

    value: str
    number: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One fieldset and how its replies stand.

    `layout` is "row" for five points, "many" for more, "list" for choices, and "pairs" for choices
    short enough to stand two in a row on a phone.
    """

    code: str
    words: str
    layout: str
    cells: tuple[Cell, ...]
    low: str
    high: str
    na: Cell | None
    fault: Reason | None


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading: a stage of the journey, or none for the overall ones."""

    stage: Stage | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Everything the template needs, in the reader's language."""

    locale: str
    shop_name: str
    sections: tuple[Section, ...]
    prompts: tuple[tuple[Prompt, str], ...]
    prompt: Prompt
    text: str
    faults: tuple[Fault, ...]
    started: int
    stored: bool
    closes_on: date


def answer_page(
    asked: Asked,
    locale: str,
    now: datetime,
    chosen: Mapping[str, str],
    faults: Sequence[Fault] = (),
    *,
    stored: bool = False,
    started: int | None = None,
) -> AnswerPage:
    """Lay out the page of one invitation with the fields chosen so far."""
    reasons = {fault.field: fault.reason for fault in faults}
    assigned = Prompt(asked.prompt)
    return AnswerPage(
        locale=locale,
        shop_name=asked.shop_name,
        sections=_sections(
            [_question(ITEMS[code], locale, chosen.get(code, ""), reasons) for code in asked.items]
        ),
        prompts=tuple((one, PROMPTS[one].read_in(locale)) for one in shown_prompts(assigned)),
        prompt=prompt_after(assigned, _overall(chosen)),
        text=chosen.get(TEXT, ""),
        faults=tuple(faults),
        started=started or int(now.timestamp() * 1000),
        stored=stored,
        closes_on=asked.closes_on,
    )


def chosen_so_far(
    asked: Asked, stored: StoredAnswer | None, draft: Draft | None, tapped: str
) -> dict[str, str]:
    """Return the fields to show: a draft newer than the answer, else the answer, else nothing.

    A score tapped in the letter stands above both: it is what the shopper has just said.
    """
    chosen = stored_fields(stored) if stored else {}
    if draft and (stored is None or draft.saved_at > stored.updated_at):
        chosen = dict(draft.fields)
    if asked.channel and "CT1" not in chosen:
        chosen["CT1"] = asked.channel
    if OVERALL in asked.items and ITEMS[OVERALL].scale.find(tapped):
        chosen[OVERALL] = tapped
    return chosen


def stored_fields(stored: StoredAnswer) -> dict[str, str]:
    """Return the fields that would send a stored answer again."""
    fields = {TEXT: stored.text}
    for rating in stored.ratings:
        if rating.state == RatingState.NA:
            fields[rating.item] = NOT_APPLICABLE
        elif rating.state == RatingState.RATED:
            fields[rating.item] = rating.choice or str(rating.score)
    return fields


def posted_fields(fields: Fields) -> dict[str, str]:
    """Return what was posted, to be shown again with nothing lost."""
    return {name: fields.one(name) for name in fields.values}


def shown_prompts(assigned: Prompt) -> tuple[Prompt, ...]:
    """Return the open questions among which the style sheet chooses by the overall score."""
    if assigned is Prompt.PUT_RIGHT:
        return (assigned,)
    return (Prompt.IMPROVE, Prompt.WHAT_HAPPENED, Prompt.WENT_BEST)


def _overall(chosen: Mapping[str, str]) -> int | None:
    option = ITEMS[OVERALL].scale.find(chosen.get(OVERALL, ""))
    return option.value if option else None


def _sections(questions: Sequence[Question]) -> tuple[Section, ...]:
    """Put neighbouring questions of one stage under one heading, in the order asked."""
    sections: list[Section] = []
    for question in questions:
        stage = ITEMS[question.code].stage
        if sections and sections[-1].stage == stage:
            sections[-1] = Section(stage, (*sections[-1].questions, question))
        else:
            sections.append(Section(stage, (question,)))
    return tuple(sections)


def _question(item: Item, locale: str, chosen: str, reasons: Mapping[str, Reason]) -> Question:
    scale = item.scale
    cells = tuple(
        Cell(
            option.code,
            str(option.value) if scale.points else "",
            option.words.read_in(locale),
            chosen == option.code,
        )
        for option in scale.options
    )
    na = Cell(NOT_APPLICABLE, "", "", chosen == NOT_APPLICABLE) if item.may_not_apply else None
    words = item.words.read_in(locale)
    ends = (cells[0].words, cells[-1].words)
    return Question(
        item.code, words, _layout(item, cells), cells, *ends, na, reasons.get(item.code)
    )


def _layout(item: Item, cells: Sequence[Cell]) -> str:
    if not item.scale.points:
        return "pairs" if all(_width(cell.words) <= NARROW for cell in cells) else "list"
    return "row" if len(item.scale.options) <= LONGEST_ROW else "many"


def _width(words: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in words)
