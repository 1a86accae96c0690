"""`huiyin classify`, `train`, `evaluate`: the reader without a shop, from text to text."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from huiyin.cli.running import in_database, known_settings, shop_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huiyin.settings import Settings
    from nlp.evaluation import Evaluation
    from nlp.reader import Reader

_TOGETHER = 256
"""Lines read before the first is answered."""


@click.command()
def classify() -> None:
    """Read comments from standard input and write their tags, both as JSON lines."""
    reader = _reader()
    faulty = 0
    for answer in _answers(sys.stdin, reader):
        faulty += "error" in answer
        click.echo(json.dumps(answer, ensure_ascii=False))
    if faulty:
        click.echo(f"{faulty} lines could not be read; their answers say why.", err=True)
        sys.exit(1)


@click.command()
@click.option("--full", is_flag=True, help="Tune thresholds by folds first; takes minutes.")
@click.option("--shop", "code", help="Learn this shop's own reader from its corrections, now.")
def train(*, full: bool, code: str | None) -> None:
    """Fit the base reader from the corpus and keep it where `serve` looks for it."""
    if code is not None:
        _learn(code)
        return
    from nlp.artefact import fit_anew
    from nlp.tuning import recalibrate

    cache_dir = known_settings().var_dir / "reader"
    if full:
        click.echo(f"Thresholds written to {recalibrate(cache_dir, _tell)}.", err=True)
    click.echo(f"Fitted {fit_anew(cache_dir, _tell).version}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--keep-rates", is_flag=True, help="Commit the counts per tag as the base rates.")
def evaluate(file: Path, *, as_json: bool, keep_rates: bool) -> None:
    """Measure the reader on labelled comments (JSON lines), with 95 % intervals."""
    from nlp.corpus import read_labelled
    from nlp.errors import CorpusInvalid
    from nlp.evaluation import evaluate as measure
    from nlp.rates import RATES_FILE, rates_of, to_toml

    try:
        rows = list(read_labelled(file.read_text(encoding="utf-8").splitlines(), file.name))
    except CorpusInvalid as fault:
        raise click.ClickException(str(fault)) from fault
    if not rows:
        raise click.ClickException(f"{file.name} holds no labelled comment.")
    readings = _reader().read([row.text for row in rows])
    if keep_rates:
        RATES_FILE.write_text(to_toml(rates_of(rows, readings)), encoding="utf-8")
    evaluation = measure(rows, readings)
    click.echo(_as_json(evaluation) if as_json else _as_table(evaluation))


@in_database
async def _learn(settings: Settings, code: str) -> None:
    from huiyin.clock import utc_now
    from huiyin.learning import learn_shop
    from nlp.errors import TrainingImpossible

    shop = await shop_named(code)
    try:
        version = await learn_shop(shop, utc_now(), settings.var_dir / "reader")
    except TrainingImpossible as fault:
        raise click.ClickException(
            f"{code} cannot have a reader of its own yet: {fault}."
        ) from fault
    click.echo(f"{version.version}: {version.note}")


COMMANDS = (classify, train, evaluate)


def _reader() -> Reader:
    from nlp.artefact import load_or_fit

    return load_or_fit(known_settings().var_dir / "reader", _tell)


def _tell(doing: str, share: float) -> None:
    click.echo(f"{share:4.0%}  {doing}", err=True)


def _answers(lines: TextIO, reader: Reader) -> Iterator[dict[str, object]]:
    waiting: list[dict[str, Any]] = []  # Any: JSON as it came
    for number, line in enumerate(lines, start=1):
        if line.strip():
            waiting.append(_asked(line, number))
        if len(waiting) == _TOGETHER:
            yield from _answered(waiting, reader)
            waiting = []
    yield from _answered(waiting, reader)


def _asked(line: str, number: int) -> dict[str, Any]:  # Any: JSON as it came
    """Return a line's id and text, or its id and what is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as fault:
        return {"id": None, "error": f"line {number} is no JSON: {fault.msg}"}
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        name = row.get("id") if isinstance(row, dict) else None
        return {"id": name, "error": f'line {number} needs an object with "id" and a string "text"'}
    return {"id": row.get("id"), "text": row["text"]}


def _answered(rows: list[dict[str, Any]], reader: Reader) -> Iterator[dict[str, object]]:
    readings = iter(reader.read([row["text"] for row in rows if "text" in row]))
    for row in rows:
        if "error" in row:
            yield row
            continue
        reading = next(readings)
        tags = [
            {
                "code": tag.code,
                "probability": round(tag.probability, 4),
                "start": tag.start,
                "end": tag.end,
            }
            for tag in reading.tags
        ]
        yield {"id": row["id"], "tags": tags, "polarity": reading.polarity}


def _as_json(evaluation: Evaluation) -> str:
    figures = {name: asdict(figure) for name, figure in evaluation.figures.items()}
    per_tag = {code: asdict(tag) for code, tag in evaluation.per_tag.items()}
    whole = {**figures, "comments": evaluation.comments, "per_tag": per_tag}
    return json.dumps(whole, ensure_ascii=False)


def _as_table(evaluation: Evaluation) -> str:
    figures = [
        f"{name:13} {figure.value:.3f}  [{figure.low:.3f}, {figure.high:.3f}]"
        for name, figure in evaluation.figures.items()
    ]
    weakest_first = sorted(evaluation.per_tag.items(), key=lambda item: item[1].f1)
    tags = [
        f"  {code:20} n {tag.n:4}  P {tag.precision:.2f}  R {tag.recall:.2f}  F1 {tag.f1:.2f}"
        for code, tag in weakest_first
    ]
    return "\n".join([*figures, *tags])
