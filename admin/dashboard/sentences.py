"""Pure: what changed and is it real, in one to three sentences a manager can repeat."""

from typing import Final

from admin.dashboard.findings import Findings, Level
from admin.dashboard.words import STAGES, Translate
from admin.measures.change import MINIMUM_PRACTICAL_DIFFERENCE, Finding
from models.choices import Stage

MOST: Final = 3


def what_changed(findings: Findings, locale: str, say: Translate) -> tuple[str, ...]:
    """Say which changes are more than chance, the largest first, or that none is."""
    if findings.overall.verdict is None:
        return (say("There is nothing to compare these days with."),)
    if not findings.tested:
        return (say("Too few answers on one side to say whether anything changed."),)
    stages, drivers = _stages(findings, locale, say)
    told = [*_overall(findings, say), *stages, *_tags(findings, drivers, locale, say)]
    if told:
        return tuple(told[:MOST])
    return (
        say("Nothing changed by more than chance; {n} changes were tested together.").format(
            n=findings.tested
        ),
    )


def _overall(findings: Findings, say: Translate) -> list[str]:
    if not _is_real(findings.overall):
        return []
    rose, fell = (
        say("The overall score rose from {before} to {now}."),
        say("The overall score fell from {before} to {now}."),
    )
    return [_told(findings.overall, rose, fell, "{:.2f}")]


def _stages(findings: Findings, locale: str, say: Translate) -> tuple[list[str], set[str]]:
    real = {stage: level for stage, level in findings.stages.items() if _is_real(level)}
    rose, fell = (
        say("{stage} rose from {before} to {now}."),
        say("{stage} fell from {before} to {now}."),
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
    rose = say("Complaints of “{tag}” rose from {before} to {now} per 100 answers.")
    fell = say("Complaints of “{tag}” fell from {before} to {now} per 100 answers.")
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
