"""Pure: what changed and is it real, in one to three sentences a manager can repeat."""

from typing import Final

from admin.dashboard.findings import RECOMMEND, Findings, Level
from admin.dashboard.outcomes import NAMES
from admin.dashboard.words import STAGES, Translate
from admin.measures.change import MINIMUM_PRACTICAL_DIFFERENCE, Finding
from admin.measures.estimate import SHOWN_FROM
from models.choices import Stage

MOST: Final = 3


def what_changed(findings: Findings, locale: str, say: Translate) -> tuple[str, ...]:
    """Say which changes are more than chance, the largest first, or that none is."""
    if findings.overall.verdict is None:
        return (say("There is nothing to compare these days with."),)
    if not findings.tested:
        return (_too_few(findings, say),)
    stages, drivers = _stages(findings, locale, say)
    tags = _tags(findings, drivers, locale, say)
    told = [*_overall(findings, say), *stages, *tags, *_outcomes(findings, say)]
    told = told or _other_cards(findings, say)
    return tuple(told[:MOST]) if told else (_nothing(findings, say),)


def closer(findings: Findings, locale: str, say: Translate) -> tuple[tuple[str, str, str], ...]:
    """Name stages and complaints worth a look as (kind, code, name): the changed, or the lowest."""
    real = [stage for stage, level in findings.stages.items() if _is_real(level)]
    real.sort(key=lambda stage: -_weight(findings.stages[stage]))
    tags = [code for code, level in findings.tags.items() if _is_real(level)]
    tags.sort(key=lambda code: -_weight(findings.tags[code]))
    if not real and not tags:
        lowest = _lowest(findings)
        real = [] if lowest is None else [lowest]
    stages = [("stage", str(stage), say(STAGES[stage])) for stage in real]
    named = [("tag", code, findings.names.name(code, locale)) for code in tags]
    return tuple((*stages, *named)[:MOST])


def _too_few(findings: Findings, say: Translate) -> str:
    if findings.overall.estimate.n < SHOWN_FROM:
        return say("Too few answers in these days to say whether anything changed.")
    return say("Too few answers in the days compared with to say whether anything changed.")


def _nothing(findings: Findings, say: Translate) -> str:
    """Say that nothing moved, and that a level that stays low is no good news either."""
    first = say("Nothing changed by more than chance; {n} changes were tested together.").format(
        n=findings.tested
    )
    stage = _lowest(findings)
    if stage is None:
        return first
    second = say("That says nothing of the level itself: lowest is {stage} at {value}.").format(
        stage=say(STAGES[stage]), value=f"{findings.stages[stage].estimate.value or 0.0:.2f}"
    )
    return say("{first} {second}").format(first=first, second=second)


def _lowest(findings: Findings) -> Stage | None:
    """Return the stage rated lowest by 30 people or more."""
    rated = {
        stage: level.estimate.value
        for stage, level in findings.stages.items()
        if level.estimate.n >= SHOWN_FROM and level.estimate.value is not None
    }
    return min(rated, key=lambda stage: rated[stage], default=None)


def _other_cards(findings: Findings, say: Translate) -> list[str]:
    """Tell a card that really changed while neither score, stage nor complaint did."""
    rose, fell = (
        say("{name} rose from {before} to {now}, a real change."),
        say("{name} fell from {before} to {now}, a real change."),
    )
    cards = (
        (findings.response, say("Response rate"), "{:.1f}%"),
        (findings.low, say("Dissatisfied (1 or 2)"), "{:.1f}%"),
        (findings.complaints, say("Complaints per 100 answers"), "{:.1f}"),
    )
    return [
        _told(level, rose, fell, form, 100, name=name)
        for level, name, form in cards
        if _is_real(level)
    ]


def _outcomes(findings: Findings, say: Translate) -> list[str]:
    """Tell whether shoppers would rather come back, or less, than before."""
    rose, fell = (
        say("{name} rose from {before} to {now}, a real change."),
        say("{name} fell from {before} to {now}, a real change."),
    )
    return [
        _told(level, rose, fell, "{:.0f}" if item == RECOMMEND else "{:.2f}", name=say(NAMES[item]))
        for item, level in findings.outcomes.items()
        if _is_real(level)
    ]


def _overall(findings: Findings, say: Translate) -> list[str]:
    if not _is_real(findings.overall):
        return []
    rose, fell = (
        say("The overall score rose from {before} to {now}, a real change."),
        say("The overall score fell from {before} to {now}, a real change."),
    )
    return [_told(findings.overall, rose, fell, "{:.2f}")]


def _stages(findings: Findings, locale: str, say: Translate) -> tuple[list[str], set[str]]:
    real = {stage: level for stage, level in findings.stages.items() if _is_real(level)}
    rose, fell = (
        say("{stage} rose from {before} to {now}, a real change."),
        say("{stage} fell from {before} to {now}, a real change."),
    )
    beside = say(
        "Beside it, complaints of “{tag}” went from {before} to {now} per 100 answers ({by})."
    )
    said: list[str] = []
    drivers: set[str] = set()
    for stage in sorted(real, key=lambda stage: -_weight(real[stage])):
        sentence = _told(real[stage], rose, fell, "{:.2f}", stage=say(STAGES[stage]))
        code = _driver(stage, real[stage], findings)
        if code:
            drivers.add(code)
            driver = findings.tags[code]
            by = f"{100 * (_difference(driver) or 0.0):+.1f}".replace("-", "−")
            name = findings.names.name(code, locale)
            told = _told(driver, beside, beside, "{:.1f}", 100, tag=name, by=by)
            sentence = say("{first} {second}").format(first=sentence, second=told)
        said.append(sentence)
    return said, drivers


def _driver(stage: Stage, level: Level, findings: Findings) -> str:
    """Return the stage's complaint that really moved the same way, the furthest; "" if none."""
    worse = (_difference(level) or 0.0) < 0
    moved = {
        code: _difference(tag) or 0.0
        for code, tag in findings.tags.items()
        if findings.names.stage(code) == stage and _is_real(tag)
    }
    fitting = {code: abs(by) for code, by in moved.items() if (by > 0) is worse}
    return max(fitting, key=lambda code: fitting[code], default="")


def _tags(findings: Findings, said: set[str], locale: str, say: Translate) -> list[str]:
    real = {
        code: level for code, level in findings.tags.items() if _is_real(level) and code not in said
    }
    rose, fell = (
        say("Complaints of “{tag}” rose from {before} to {now} per 100 answers, a real change."),
        say("Complaints of “{tag}” fell from {before} to {now} per 100 answers, a real change."),
    )
    return [
        _told(real[code], rose, fell, "{:.1f}", 100, tag=findings.names.name(code, locale))
        for code in sorted(real, key=lambda code: -_weight(real[code]))
    ]


def _told(level: Level, rose: str, fell: str, form: str, times: int = 1, **names: str) -> str:
    if level.verdict is None:
        return ""
    change = level.verdict.change
    sentence = rose if (change.difference or 0.0) > 0 else fell
    before, now = ((side.value or 0.0) * times for side in (change.before, change.now))
    return sentence.format(before=form.format(before), now=form.format(now), **names)


def _is_real(level: Level) -> bool:
    return level.verdict is not None and level.verdict.finding is Finding.REAL


def _difference(level: Level) -> float | None:
    return level.verdict.change.difference if level.verdict else None


def _weight(level: Level) -> float:
    if level.verdict is None:
        return 0.0
    change = level.verdict.change
    return abs(change.difference or 0.0) / MINIMUM_PRACTICAL_DIFFERENCE[change.metric]
