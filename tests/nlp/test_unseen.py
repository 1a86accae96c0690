"""What the reader knows carries over to comments that nobody showed it."""

import pytest

from nlp.corpus import Labelled, all_lines
from nlp.evaluation import Evaluation, evaluate
from nlp.reader import Reader
from tests.nlp.unseen import unseen


@pytest.fixture(scope="module")
def rows() -> list[Labelled]:
    return unseen()


@pytest.fixture(scope="module")
def measured(rows: list[Labelled], reader: Reader) -> Evaluation:
    return evaluate(rows, reader.read([row.text for row in rows]))


def test_they_are_not_learned_from(rows: list[Labelled]) -> None:
    known = {row.text for row in all_lines()}
    assert [row.text for row in rows if row.text in known] == []
    assert len({row.text for row in rows}) == len(rows)


def test_two_of_three_complaints_are_found_and_named_rightly(measured: Evaluation) -> None:
    assert measured.figures["micro_f1"].value > 0.67
    assert measured.figures["macro_f1"].value > 0.65


def test_most_that_complain_of_nothing_nameable_are_left_alone(measured: Evaluation) -> None:
    assert measured.figures["false_tagged"].value < 0.19


def test_seven_of_ten_feelings_are_read_rightly(measured: Evaluation) -> None:
    assert measured.figures["polarity"].value > 0.71


def test_no_tag_is_read_as_if_by_chance(measured: Evaluation) -> None:
    weak = {code: one.f1 for code, one in measured.per_tag.items() if one.n >= 30 and one.f1 < 0.4}
    assert weak == {}
