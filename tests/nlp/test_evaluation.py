"""The figures of `huiyin evaluate`, on cases worked by hand."""

import pytest

from nlp import FoundTag, Reading
from nlp.corpus import Labelled, read_labelled
from nlp.errors import CorpusInvalid
from nlp.evaluation import evaluate


def row(*tags: str, polarity: str = "negative", stratum: str = "random_neg") -> Labelled:
    return Labelled("…", frozenset(tags), polarity, stratum=stratum)


def said(*tags: str, polarity: str = "negative") -> Reading:
    return Reading("read", polarity, 0.9, tuple(FoundTag(tag, 0.9, 0, 1) for tag in tags))


def test_perfect_readings_score_one() -> None:
    rows = [row("slow_refund"), row(polarity="positive")]
    evaluation = evaluate(rows, [said("slow_refund"), said(polarity="positive")])
    for name in ("micro_f1", "precision", "recall", "polarity"):
        assert evaluation.figures[name].value == 1
    assert evaluation.figures["false_tagged"].value == 0
    assert evaluation.figures["share_error"].value == 0


def test_figures_worked_by_hand() -> None:
    rows = [row("slow_refund", "rude_staff"), row(), row(), row("rude_staff", stratum="keyword")]
    readings = [said("slow_refund"), said("rude_staff"), said(), said("rude_staff")]
    evaluation = evaluate(rows, readings)
    assert evaluation.figures["precision"].value == pytest.approx(2 / 3)
    assert evaluation.figures["recall"].value == pytest.approx(2 / 3)
    assert evaluation.figures["micro_f1"].value == pytest.approx(2 / 3)
    assert evaluation.figures["false_tagged"].value == 0.5
    assert evaluation.per_tag["rude_staff"].n == 2
    assert evaluation.per_tag["rude_staff"].f1 == 0.5


def test_the_macro_average_leaves_out_rare_tags() -> None:
    rows = [row("slow_refund")] * 8 + [row("rude_staff")]
    readings = [said("slow_refund")] * 8 + [said()]
    assert evaluate(rows, readings).figures["macro_f1"].value == 1


def test_every_value_lies_in_its_interval() -> None:
    rows = [row("slow_refund")] * 30 + [row("rude_staff")] * 10
    readings = [said("slow_refund")] * 25 + [said()] * 15
    for figure in evaluate(rows, readings).figures.values():
        assert figure.low <= figure.value <= figure.high


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line 1 is no object"),
        ('{"text": "好"}', "line 1 is no object"),
        ('{"text": "好", "tags": ["nope"], "polarity": "positive"}', "do not exist"),
        ('{"text": "好", "tags": [], "polarity": "glad"}', "one polarity of"),
    ],
)
def test_a_bad_line_is_named(line: str, fault: str) -> None:
    with pytest.raises(CorpusInvalid, match=fault):
        list(read_labelled([line], "labels.jsonl"))
